"""`subscribe` and `subscriptions`: who is told of what."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from monitor.budget import ChangeKind
from monitor.commands.opening import open_home, utc_now
from monitor.commands.output import Format, print_jsonl
from notifiers.port import NotifyError
from notifiers.subscribers import Listed, Wish, channel_of, end_subscription, list_subscriptions, subscribe
from notifiers.words import LANGUAGES

subscriptions_app = typer.Typer(
    help="Who is told of what, and the end of a subscription.", no_args_is_help=True, add_completion=False
)


def subscribe_command(
    address: Annotated[str, typer.Argument(metavar="ADDRESS|URL", help="Mail address, or https URL of a webhook.")],
    ministry: Annotated[str | None, typer.Option(help="Only changes of this ministry: 厚生労働省.")] = None,
    measure: Annotated[str | None, typer.Option(help="Only changes of this measure: mhlw-2025-0042.")] = None,
    keyword: Annotated[str | None, typer.Option(help="Only measures whose name holds this word.")] = None,
    kind: Annotated[list[ChangeKind] | None, typer.Option(help="Only changes of this kind; may be given again.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the mails, ja or en; Japanese at first.")] = None,
) -> None:
    """Add a subscriber who has agreed to it; what changes from now on is told. A webhook's secret is printed once."""
    if language and language not in LANGUAGES:
        raise typer.BadParameter(f"{language!r} is neither ja nor en", param_hint="--language")
    if keyword is not None and not keyword.strip():
        raise typer.BadParameter("a keyword has at least one letter", param_hint="--keyword")
    home = open_home()
    allow_private = home.settings.allow_private_webhooks
    try:
        channel_of(address, allow_private=allow_private)
    except NotifyError as error:
        raise typer.BadParameter(str(error), param_hint="ADDRESS|URL") from error
    wish = Wish(ministry, measure, keyword, tuple(dict.fromkeys(part.value for part in kind or ())))
    made = subscribe(home.database, address, wish, language=language, now=utc_now(), allow_private=allow_private)
    home.database.close()
    word = "is" if made.fresh else "was already"
    typer.echo(f"subscription {made.subscription_id}: {made.address} ({made.channel}) {word} told of {wish.words}")
    if made.secret:
        typer.echo(f"the webhook's signing secret, shown this once: {made.secret}")


@subscriptions_app.command("list")
def list_command(
    ended: Annotated[bool, typer.Option("--ended", help="Also those that have ended.")] = False,
    format: Annotated[Format, typer.Option(help="text for people, jsonl for programs.")] = Format.TEXT,
) -> None:
    """Every subscription and its conditions."""
    home = open_home()
    found = list_subscriptions(home.database, ended=ended)
    home.database.close()
    if format is Format.JSONL:
        print_jsonl(_row(listed) for listed in found)
        return
    if found:
        table = Table("id", "address", "channel", "language", "is told of", "until")
        for listed in found:
            until = listed.ended_at.isoformat(timespec="minutes") if listed.ended_at else ""
            table.add_row(str(listed.id), listed.address, listed.channel, listed.language, listed.wish.words, until)
        Console().print(table)
    typer.echo(f"{len(found)} subscriptions")


@subscriptions_app.command("end")
def end_command(subscription: Annotated[int, typer.Argument(metavar="ID", help="Id of the subscription.")]) -> None:
    """End a subscription: nothing more is sent for it, not even what is pending."""
    home = open_home()
    ended = end_subscription(home.database, subscription, utc_now())
    home.database.close()
    typer.echo(f"subscription {subscription} {'has ended' if ended else 'had ended before'}")


def _row(listed: Listed) -> dict[str, object]:
    return {
        "id": listed.id,
        "subscriber_id": listed.subscriber_id,
        "channel": listed.channel,
        "address": listed.address,
        "language": listed.language,
        "ministry": listed.wish.ministry,
        "measure_id": listed.wish.measure_id,
        "keyword": listed.wish.keyword,
        "kinds": list(listed.wish.kinds),
        "created_at": listed.created_at.isoformat(),
        "ended_at": listed.ended_at.isoformat() if listed.ended_at else None,
    }
