"""`sources`: the catalogue, each source's health, a dry run of one, a source of one's own."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from monitor.budget import FiscalYear, YosanError
from monitor.commands.opening import open_home, read_settings, utc_now
from monitor.commands.output import Format, print_jsonl
from monitor.settings import Settings
from monitor.watch.catalogue import OWN_NAME, SHIPPED, SourceSpec, load_catalogue, load_catalogues
from monitor.watch.discovery import Link, address_of, discover, rules_at
from monitor.watch.fetch import Fetcher, FetchError
from monitor.watch.hosts import MemoryHosts
from monitor.watch.index import Place, follow
from monitor.watch.seasons import japanese_day
from monitor.watch.targets import YEARS_BACK
from monitor.web.queries import SourceView, list_sources
from templates.filters import jst
from templates.text import one_line

SourcesFile = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        help="TOML file that is the whole catalogue; otherwise the shipped sources and sources.toml in YOSAN_HOME.",
        exists=True,
        dir_okay=False,
    ),
]
MOST_PAGES = 50
"""Pages that a dry run looks at: one after another, each after the gap that manners ask for."""
LONGEST_AHEAD = timedelta(days=7)
Row = dict[str, str | int | bool | None]
LEADS_TO = ("release", "page", "elsewhere")
PAST = "names a year that is over: backfill reads it"

sources_app = typer.Typer(
    help="The catalogue: what is watched, each source's health, a dry run of one.", no_args_is_help=True, add_completion=False
)


def specs_of(sources: Path | None, home: Path) -> tuple[SourceSpec, ...]:
    """The catalogue: the file that was named, else the shipped sources and the user's own in YOSAN_HOME."""
    return load_catalogue(sources) if sources else load_catalogues(SHIPPED, home / OWN_NAME)


def refuse_what_is_not_asked(specs: Iterable[SourceSpec], source: str) -> SourceSpec:
    """The declared source of an id. Raises YosanError when there is none, and for one that is not asked by machine."""
    spec = next((spec for spec in specs if spec.id == source), None)
    if spec is None:
        raise YosanError(f"no source has the id {source}")
    if spec.manual:
        raise YosanError(
            f"{source} is not asked by machine: {spec.note} Take in a file of it with: "
            f"yosan-watch ingest FILE --url URL --ministry {spec.ministry or 'M'}"
        )
    return spec


@sources_app.command("list")
def list_(
    sources: SourcesFile = None,
    format: Annotated[Format, typer.Option("--format")] = Format.TEXT,
) -> None:
    """Every source of the catalogue, when it was last seen, and when it is due. Changes nothing."""
    home = open_home()
    with home.database.reading() as session:
        seen = {view.id: view for view in list_sources(session)}
    specs = specs_of(sources, home.settings.home)
    if format is Format.JSONL:
        print_jsonl(_row(spec, seen.get(spec.id)) for spec in specs)
        return
    table = Table("source", "last seen", "next look", "address, and what went wrong last", box=SIMPLE_HEAD)
    table.columns[0].no_wrap, table.columns[3].overflow = True, "fold"
    for spec in specs:
        table.add_row(*_health(spec, seen.get(spec.id)))
    Console().print(table)


def _health(spec: SourceSpec, view: SourceView | None) -> tuple[str, ...]:
    """A source for people: when it was seen and is due, in Japan's time, and what went wrong last."""
    due = jst(view.next_check_at, "en") if view else "at once"
    if spec.manual or not spec.enabled:
        due = "by hand" if spec.manual else "switched off"
    seen_at = jst(view.last_success_at, "en") if view and view.last_success_at else "not yet"
    wrong = one_line(view.last_error) if view and view.last_error and spec.enabled else ""
    failures = f"\n{view.failures} × {wrong}" if view and view.failures else f"\n{wrong}" if wrong else ""
    return f"{spec.id}\n{spec.ministry or ''}".rstrip(), seen_at, due, spec.url + failures


@dataclass(frozen=True, slots=True)
class Look:
    """One page that a dry run looked at: where it lies, the links it holds, or why it could not be had.

    oldest: the first fiscal year whose releases and pages a round begins with.
    """

    place: Place
    oldest: int
    links: tuple[Link, ...] = ()
    trouble: str | None = None

    def is_past(self, link: Link) -> bool:
        """Whether a round leaves it to `backfill`."""
        return link.leads_to != "elsewhere" and link.year is not None and link.year < self.oldest

    def why(self, link: Link) -> str:
        """Where a link leads, in words, and what a round makes of it."""
        return f"{link.reason}; {PAST}" if self.is_past(link) else link.reason


@sources_app.command("check")
def check(
    source: Annotated[str, typer.Argument(help="Id of the source.")],
    sources: SourcesFile = None,
    format: Annotated[Format, typer.Option("--format")] = Format.TEXT,
) -> None:
    """What one round would find at a source: every page it looks at, every link with where it leads and why. Stores nothing.

    Exit 1 when its own page cannot be looked at, and for a source that is not asked by machine, with the reason.
    """
    settings = read_settings()
    spec = refuse_what_is_not_asked(specs_of(sources, settings.home), source)
    looks = asyncio.run(_looks(spec, settings, utc_now()))
    if looks[0].trouble:
        raise YosanError(looks[0].trouble)
    if format is Format.JSONL:
        print_jsonl(row for look in looks for row in _found(look))
    else:
        _show(looks)


async def _looks(spec: SourceSpec, settings: Settings, now: datetime) -> list[Look]:
    """The source's page and those found from it, as a round would look at them, but each whole and without the ledger."""
    waiting, met, looks = deque([Place(spec.url, 0, spec.depth)]), {address_of(spec.url)}, list[Look]()
    async with Fetcher(MemoryHosts(), contact=settings.contact, gap_seconds=settings.gap_seconds) as fetcher:
        while waiting and len(looks) < MOST_PAGES:
            place = waiting.popleft()
            look = await _look(fetcher, spec, place, now)
            looks.append(look)
            for link in look.links:
                further, address = follow(link, place), address_of(link.url)
                if further is not None and address not in met and not look.is_past(link):
                    met.add(address)
                    waiting.append(further)
    return looks


async def _look(fetcher: Fetcher, spec: SourceSpec, place: Place, now: datetime) -> Look:
    rules = rules_at(spec, place.depth)
    look = Look(place, FiscalYear.of_day(japanese_day(now)).year - YEARS_BACK)
    try:
        page = await fetcher.page(place.url, allowed=rules.hosts, allow_private=spec.allow_private)
    except FetchError as error:
        return replace(look, trouble=str(error))
    found = discover(page.body, page.url, rules, page.media_type, japanese_day(now + LONGEST_AHEAD))
    return replace(look, links=tuple(found))


def _found(look: Look) -> Iterator[Row]:
    """What machine output tells of a page: a line of its own where it could not be had, else a line a link, releases first."""
    page: Row = {"page": look.place.url, "depth": look.place.depth, "part": look.place.part}
    if look.trouble:
        yield {**page, "error": look.trouble}
    for link in _in_order(look):
        told = {"url": link.url, "text": link.text, "heading": link.heading, "published": link.published, "year": link.year}
        way = {"leads_to": link.leads_to, "release": link.release, "continues": link.continues, "past": look.is_past(link)}
        yield {**page, **way, **told, "reason": look.why(link)}


def _show(looks: list[Look]) -> None:
    console = Console()
    for look in looks:
        part = f", part {look.place.part + 1} of its list" if look.place.part else ""
        console.print(f"depth {look.place.depth}{part}: {look.place.url}", markup=False, highlight=False)
        if look.trouble:
            console.print(f"  cannot be looked at: {look.trouble}", markup=False, highlight=False)
            continue
        counts = ", ".join(f"{sum(1 for link in look.links if link.leads_to == kind)} {kind}" for kind in LEADS_TO)
        console.print(f"  robots.txt allows it; links: {counts}", markup=False, highlight=False)
        table = Table("leads to", "text", "published", "why", "address")
        for link in _in_order(look):
            table.add_row(*(_plain(cell) for cell in (link.leads_to, link.text, link.published or "", look.why(link), link.url)))
        console.print(table)
    releases = {address_of(link.url): look.is_past(link) for look in looks for link in look.links if link.release}
    past = sum(releases.values())
    over = f" and {past} of years that are over" if past else ""
    typer.echo(f"{len(looks)} pages, {len(releases) - past} releases{over}; nothing was stored")


def _plain(text: str) -> str:
    """A text of a foreign page, as a cell: without marks that a table would take for colours."""
    return text.replace("[", r"\[")


def _in_order(look: Look) -> list[Link]:
    return sorted(look.links, key=lambda link: LEADS_TO.index(link.leads_to))


@sources_app.command("add")
def add(
    ident: Annotated[str, typer.Argument(metavar="ID", help="Lower-case letters, digits and hyphens.")],
    url: Annotated[str, typer.Argument(help="Index page or feed.")],
    file: Annotated[
        Path | None,
        typer.Option("--sources", help="TOML file to add it to; sources.toml in YOSAN_HOME when not given."),
    ] = None,
    kind: Annotated[str, typer.Option(help="index or feed")] = "index",
    ministry: Annotated[str | None, typer.Option(help="Whose releases they are.")] = None,
    pattern: Annotated[str | None, typer.Option(help="Regular expression of the links that are releases.")] = None,
    follow: Annotated[str | None, typer.Option(help="Regular expression of the links that are further index pages.")] = None,
    depth: Annotated[int, typer.Option(help="How many pages deep links are followed.")] = 0,
    every: Annotated[str, typer.Option(help="How often to look: 30s, 15m, 6h, 1d.")] = "1d",
) -> None:
    """Add a source to your own, checked as a round will read it."""
    home = None if file else read_settings().home
    target = file or (home or Path()) / OWN_NAME
    text = target.read_text(encoding="utf-8") if target.exists() else ""
    values = {"id": ident, "url": url, "kind": kind, "ministry": ministry, "pattern": pattern, "follow": follow, "every": every}
    lines = [f"{key} = {_toml(value)}" for key, value in values.items() if value is not None]
    lines += [f"depth = {depth}"] if depth else []
    grown = "\n".join([*([text.rstrip("\n"), ""] if text else []), "[[source]]", *lines, ""])
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".new")
    draft.write_text(grown, encoding="utf-8")
    try:
        load_catalogue(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    option = f" --sources {file}" if file else ""
    typer.echo(f"added {ident} to {target}; watch it with: yosan-watch poll{option} --source {ident} --now")


def _toml(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _row(spec: SourceSpec, view: SourceView | None) -> Row:
    """A declared source and how it stands in the ledger; times are UTC, None where it was never looked at."""
    return {
        "id": spec.id,
        "url": spec.url,
        "ministry": spec.ministry,
        "manual": spec.manual,
        "enabled": spec.enabled,
        "last_success_at": _minutes(view.last_success_at) if view else None,
        "next_check_at": _minutes(view.next_check_at) if view else None,
        "failures": view.failures if view else 0,
        "last_error": view.last_error if view else None,
    }


def _minutes(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
