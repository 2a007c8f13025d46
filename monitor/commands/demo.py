"""`yosan-watch demo`: the whole loop on a pretend ministry, told as it happens, with a table of what changed at its end."""

from __future__ import annotations

import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from sqlalchemy import select

from monitor.commands.opening import Home, open_home, utc_now
from monitor.demo import MINISTRY, READER, DemoError, MailSink, PretendMinistry, look, source_of
from monitor.service import listen, serving
from monitor.settings import Settings
from monitor.watch.poll import register
from monitor.watch.report import PollReport
from monitor.web.app import create_app
from notifiers.deliver import deliver_due
from notifiers.lines import line
from notifiers.news import News, news_of
from notifiers.outlets import open_outlets
from notifiers.subscribers import Wish, subscribe
from storage.tables import StoredChange

MUST_SHOW = {
    ("year", "appeared"),
    ("year", "disappeared"),
    ("year", "amount"),
    ("year", "rate"),
    ("year", "renamed"),
    ("revision", "amount"),
}
"""What the bundled releases contain (basis, kind); a run that does not find all of it has failed."""


def demo(
    once: Annotated[bool, typer.Option("--once", help="End by itself, with exit code 0 when the loop is through.")] = False,
    port: Annotated[
        int | None, typer.Option(help="Port of the pages; 8000 by default, a free one with --once.", min=0, max=65535)
    ] = None,
) -> None:
    """The whole loop on a bundled pretend ministry: watch, read, match, compare, tell. Pages stay up until Ctrl-C."""
    listener = listen("127.0.0.1", port if port is not None else (0 if once else 8000))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    console = Console(soft_wrap=True)
    with (
        tempfile.TemporaryDirectory(prefix="yosan-demo-") as folder,
        PretendMinistry().open() as ministry,
        MailSink().open() as sink,
        _home(Path(folder), address, sink) as home,
        serving(create_app(home.database, home.captures, home.settings), listener),
    ):
        _play(console, home, ministry, sink)
        _show_changes(console, home, address)
        if not once:
            _stay(console, address, ministry)


@contextmanager
def _home(folder: Path, address: str, sink: MailSink) -> Iterator[Home]:
    """A home of the demonstration's own, whatever the environment says: nothing of it reaches a real ledger or a real mailbox."""
    settings = Settings(
        home=folder,
        database_url=None,
        public_url=address,
        gap_seconds=0,
        smtp_host="127.0.0.1",
        smtp_port=sink.port,
        smtp_tls="none",
        smtp_username="",
        mail_from="yosan-watch demo <demo@yosan-watch.example>",
    )
    home = open_home(settings)
    try:
        yield home
    finally:
        home.database.close()


def _play(console: Console, home: Home, ministry: PretendMinistry, sink: MailSink) -> None:
    register(home.database, [source_of(ministry)], utc_now())
    subscribe(home.database, READER, Wish(ministry=MINISTRY), now=utc_now())
    console.print(f"[bold]1[/] {MINISTRY}, a pretend ministry, publishes its releases of 令和8年度 at {ministry.url}")
    console.print(f"[bold]2[/] First look, the baseline: {_round(home).line()}")
    ministry.publish_next_year()
    console.print(f"[bold]3[/] It publishes the releases of 令和9年度. Next look: {_round(home).line()}")
    ministry.replace_in_silence()
    console.print(f"[bold]4[/] It replaces a PDF without a word. Next look: {_round(home).line()}")
    report = deliver_due(home.database, open_outlets(home.settings), utc_now())
    console.print(f"[bold]5[/] {report.done} deliveries done; the digest that {READER} finds in the mailbox (local SMTP server):")
    console.print(Panel(Text(sink.text()), expand=False), soft_wrap=False)


def _round(home: Home) -> PollReport:
    return look(home.database, home.captures, home.settings, utc_now)


def _show_changes(console: Console, home: Home, address: str) -> None:
    with home.database.reading() as session:
        news = [news_of(row) for row in session.scalars(select(StoredChange).order_by(StoredChange.noticed_at, StoredChange.id))]
    missing = MUST_SHOW - {(item.basis, item.kind) for item in news}
    if missing:
        raise DemoError(f"the loop did not show {', '.join(f'{kind} ({basis})' for basis, kind in sorted(missing))}")
    console.print(_table(news), soft_wrap=False)
    console.print(f"{len(news)} changes. Pages: {address}/  Feed: {address}/feeds/changes.atom")


def _table(news: Sequence[News]) -> Table:
    table = Table(
        "what", "measure, before → after", "printed at, its page", title="What changed, and where to look", show_lines=True
    )
    for column in table.columns:
        column.overflow = "fold"
    for item in sorted(news, key=lambda n: (n.basis == "revision", n.kind, n.name)):
        told = line(item, "en")
        replaced = "\n[dim](since replaced)[/]" if item.superseded else ""
        table.add_row(
            f"{told.label}\n[dim]{item.kind}\n{item.basis}[/]",
            f"[bold]{item.name}[/]\n{told.before} → {told.after}\n{told.difference}{replaced}".rstrip(),
            f"{_place(item)}\n/measures/{item.measure_id}",
        )
    return table


def _place(item: News) -> str:
    """Where the newer state is printed, or the older one of a measure that is gone: file and page, or line of a page-less file."""
    evidence = item.evidence.get("before" if item.kind == "disappeared" else "after") or {}
    file = str(evidence.get("url", "")).partition("/yosan/")[2]
    if evidence.get("page"):
        return f"{file} p. {evidence['page']}"
    return f"{file} line {evidence['line']}" if evidence.get("line") else file


def _stay(console: Console, address: str, ministry: PretendMinistry) -> None:
    console.print(f"Look around at {address}/ and at the ministry's own page {ministry.url}. Ctrl-C ends the demonstration.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        console.print("The demonstration is over; nothing of it is kept.")
