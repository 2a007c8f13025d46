"""`poll`, `sources` and `serve`: the watching of ministries from the command line."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.table import Table

from monitor.budget import YosanError
from monitor.commands.opening import open_home, utc_now
from monitor.commands.output import Format, print_jsonl
from monitor.commands.progress import progress
from monitor.service import configure_logs, listen
from monitor.service import serve as run_service
from monitor.watch.catalogue import SHIPPED, SourceSpec, load_catalogue
from monitor.watch.discovery import Link, discover, rules_at
from monitor.watch.fetch import Fetcher
from monitor.watch.hosts import MemoryHosts
from monitor.watch.poll import poll as run_round
from monitor.watch.poll import register
from monitor.web.queries import SourceView, list_sources
from notifiers.outlets import open_outlets

SourcesFile = Annotated[
    Path | None,
    typer.Option("--sources", help="TOML file of sources; the shipped catalogue when not given.", exists=True, dir_okay=False),
]

sources_app = typer.Typer(
    help="The catalogue: what is watched, each source's health, a dry run of one.", no_args_is_help=True, add_completion=False
)


def poll(
    sources: SourcesFile = None,
    source: Annotated[str | None, typer.Option("--source", help="Only the source with this id.")] = None,
    now: Annotated[bool, typer.Option("--now", help="All sources, also those not due yet.")] = False,
    format: Annotated[Format, typer.Option("--format")] = Format.TEXT,
) -> None:
    """One round over the sources that are due, then exit. Exit 1 when a source could not be looked at."""
    home = open_home()
    specs = _specs(sources)
    register(home.database, specs, utc_now())
    among = [source] if source else [spec.id for spec in specs]
    with progress(None, "looking at sources") as bar:
        report = run_round(home.database, home.captures, home.settings, utc_now, now_all=now, among=among, progress=bar)
    if format is Format.JSONL:
        print_jsonl(
            {"source": s.source_id, "error": s.error, "url": t.url if t else None, "outcome": t.outcome if t else None}
            | ({"changes": t.changes, "reason": t.reason} if t else {})
            for s in report.sources
            for t in (s.targets or (None,))
        )
    else:
        typer.echo(report.line())
    failures = [f"{s.source_id}: {s.error}" for s in report.sources if s.error]
    failures += [f"{t.url}: {t.reason}" for t in report.targets if t.is_failure or t.outcome == "quarantined"]
    for line in failures:
        typer.echo(f"yosan-watch: {line}", err=True)
    if failures:
        raise typer.Exit(1)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    sources: SourcesFile = None,
) -> None:
    """The long-lived service: watches on schedule, delivers, serves pages and feeds. SIGTERM ends it in good order."""
    home = open_home()
    open_outlets(home.settings)  # refuses a sender or an address that could make no valid mail, before anything runs
    configure_logs()
    listener = listen(host, port)
    typer.echo(f"yosan-watch serves http://{host}:{listener.getsockname()[1]}/ and watches on schedule; Ctrl-C ends it")
    run_service(home.database, home.captures, home.settings, listener, _specs(sources), utc_now)


@sources_app.command("list")
def list_(
    sources: SourcesFile = None,
    format: Annotated[Format, typer.Option("--format")] = Format.TEXT,
) -> None:
    """Every source of the catalogue, when it was last seen, and when it is due. Changes nothing."""
    specs = _specs(sources)
    with open_home().database.reading() as session:
        seen = {view.id: view for view in list_sources(session)}
    rows = [_row(spec, seen.get(spec.id)) for spec in specs]
    if format is Format.JSONL:
        print_jsonl(rows)
        return
    table = Table("id", "ministry", "last seen", "next look", "failures", "address")
    for row in rows:
        due = "by hand" if row["manual"] else row["next_check_at"] or "at once"
        table.add_row(
            str(row["id"]),
            str(row["ministry"] or ""),
            str(row["last_success_at"] or "not yet"),
            str(due),
            str(row["failures"]),
            str(row["url"]),
        )
    Console().print(table)


@sources_app.command("check")
def check(
    source: Annotated[str, typer.Argument(help="Id of the source.")],
    sources: SourcesFile = None,
    format: Annotated[Format, typer.Option("--format")] = Format.TEXT,
) -> None:
    """What one round would find at a source, without storing anything."""
    spec = next((spec for spec in _specs(sources) if spec.id == source), None)
    if spec is None:
        raise YosanError(f"no source has the id {source}")
    if spec.manual:
        raise YosanError(f"{source} is not watched by machine: {spec.note or 'use ingest'}")
    home_settings = open_home().settings
    links = asyncio.run(_links(spec, home_settings.contact, home_settings.gap_seconds))
    if format is Format.JSONL:
        print_jsonl(
            {
                "url": k.url,
                "text": k.text,
                "published": k.published,
                "release": k.release,
                "leads_to": k.leads_to,
                "reason": k.reason,
            }
            for k in links
        )
        return
    table = Table("release", "text", "published", "why", "address")
    for link in links:
        table.add_row("yes" if link.release else "no", link.text, link.published or "", link.reason, link.url)
    Console().print(table)


@sources_app.command("add")
def add(
    ident: Annotated[str, typer.Argument(metavar="ID", help="Lower-case letters, digits and hyphens.")],
    url: Annotated[str, typer.Argument(help="Index page or feed.")],
    file: Annotated[Path, typer.Option("--sources", help="TOML file to add it to; made when it is not there.")],
    kind: Annotated[str, typer.Option(help="index or feed")] = "index",
    ministry: Annotated[str | None, typer.Option(help="Whose releases they are.")] = None,
    pattern: Annotated[str | None, typer.Option(help="Regular expression of the links that are releases.")] = None,
    every: Annotated[str, typer.Option(help="How often to look: 30s, 15m, 6h, 1d.")] = "1d",
) -> None:
    """Add a source to a catalogue file of your own, checked as `poll --sources` will read it."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    values = {"id": ident, "url": url, "kind": kind, "ministry": ministry, "pattern": pattern, "every": every}
    lines = [f"{key} = {_toml(value)}" for key, value in values.items() if value is not None]
    grown = "\n".join([*([text.rstrip("\n"), ""] if text else []), "[[source]]", *lines, ""])
    draft = file.with_name(file.name + ".new")
    draft.write_text(grown, encoding="utf-8")
    try:
        load_catalogue(draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    typer.echo(f"added {ident} to {file}; watch it with: yosan-watch poll --sources {file} --source {ident} --now")


def _toml(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _row(spec: SourceSpec, view: SourceView | None) -> dict[str, str | int | bool | None]:
    """A declared source and how it stands in the ledger; times are UTC, None where it was never looked at."""
    return {
        "id": spec.id,
        "url": spec.url,
        "ministry": spec.ministry,
        "manual": spec.manual,
        "last_success_at": _minutes(view.last_success_at) if view else None,
        "next_check_at": _minutes(view.next_check_at) if view else None,
        "failures": view.failures if view else 0,
        "last_error": view.last_error if view else None,
    }


def _minutes(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


def _specs(sources: Path | None) -> tuple[SourceSpec, ...]:
    return load_catalogue(sources or SHIPPED)


async def _links(spec: SourceSpec, contact: str, gap_seconds: float) -> list[Link]:
    hosts = frozenset({urlsplit(spec.url).hostname or ""})
    async with Fetcher(MemoryHosts(), contact=contact, gap_seconds=gap_seconds) as fetcher:
        page = await fetcher.page(spec.url, allowed=hosts, allow_private=spec.allow_private)
        return discover(page.body, page.url, rules_at(spec), page.media_type)
