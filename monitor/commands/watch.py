"""`poll`, `backfill` and `serve`: the watching of ministries from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.budget import FiscalYear, YosanError
from monitor.commands.opening import open_home, utc_now
from monitor.commands.output import Format, print_jsonl
from monitor.commands.progress import progress
from monitor.commands.sources import SourcesFile, refuse_what_is_not_asked, specs_of
from monitor.service import configure_logs, listen
from monitor.service import serve as run_service
from monitor.watch.poll import poll as run_round
from monitor.watch.poll import register
from monitor.watch.report import PollReport
from notifiers.outlets import open_outlets
from storage.health import mend_plans


def poll(
    sources: SourcesFile = None,
    source: Annotated[str | None, typer.Option("--source", help="Only the source with this id.")] = None,
    now: Annotated[bool, typer.Option("--now", help="All sources, also those not due yet.")] = False,
    format: Annotated[Format, typer.Option("--format")] = Format.TEXT,
) -> None:
    """One round over the sources that are due, then exit. Exit 1 when a source could not be looked at."""
    home = open_home()
    specs = specs_of(sources, home.settings.home)
    register(home.database, specs, utc_now())
    with home.database.session() as session:
        mend_plans(session, utc_now())  # a clock that was ahead rests no source for years
    among = [source] if source else [spec.id for spec in specs]
    with progress(None, "looking at sources") as bar:
        report = run_round(home.database, home.captures, home.settings, utc_now, now_all=now, among=among, progress=bar)
    _tell(report, format, report.line())


def backfill(
    source: Annotated[str, typer.Argument(help="Id of the source.")],
    since: Annotated[str, typer.Option("--from", metavar="YEAR", help="First fiscal year: 2020, 令和2年度, R2.")],
    sources: SourcesFile = None,
    format: Annotated[Format, typer.Option("--format")] = Format.TEXT,
) -> None:
    """Take in what a source lists of past years, from a fiscal year on, as what was there before: it is news to nobody.

    Looks deeper into the source's pages than a round does, as politely. What is known already is not asked for again, so that a
    backfill that was stopped goes on where it was. Exit 1 when something could not be had or read.
    """
    year = _fiscal_year(since)
    home = open_home()
    specs = specs_of(sources, home.settings.home)
    if not refuse_what_is_not_asked(specs, source).enabled:
        raise YosanError(f"{source} is switched off in the catalogue")
    register(home.database, specs, utc_now())
    with progress(None, "filling in the past") as bar:
        report = run_round(
            home.database, home.captures, home.settings, utc_now, now_all=True, among=[source], back_to=year.year, progress=bar
        )
    if not report.sources:
        raise YosanError(f"{source} is being looked at by another process; try again when that is done")
    _tell(report, format, f"{source} from {year} on: {report.line()}")


def _fiscal_year(text: str) -> FiscalYear:
    """A fiscal year as four digits, or in any form that a budget writes it in. Raises YosanError for anything else."""
    try:
        return FiscalYear(int(text)) if text.isascii() and text.isdigit() else FiscalYear.parse(text)
    except ValueError as error:
        raise YosanError(f"--from {text}: {error}") from error


def _tell(report: PollReport, format: Format, line: str) -> None:
    """What came of a round, and every failure on stderr. Exit 1 when there was any."""
    if format is Format.JSONL:
        print_jsonl(
            {"source": s.source_id, "error": s.error, "url": t.url if t else None, "outcome": t.outcome if t else None}
            | ({"changes": t.changes, "reason": t.reason} if t else {})
            for s in report.sources
            for t in (s.targets or (None,))
        )
    else:
        typer.echo(line)
    failures = [f"{s.source_id}: {s.error}" for s in report.sources if s.error]
    failures += [f"{t.url}: {t.reason}" for t in report.targets if t.is_failure or t.outcome == "quarantined"]
    for failure in failures:
        typer.echo(f"yosan-watch: {failure}", err=True)
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
    run_service(home.database, home.captures, home.settings, listener, specs_of(sources, home.settings.home), utc_now)
