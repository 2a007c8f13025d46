"""`yosan-watch ingest`: a file as if it had been fetched (EXPORT.md, Commands)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from monitor.budget import YosanError
from monitor.commands.files import READ_HERE, complain, read_file
from monitor.commands.opening import Home, open_home, utc_now
from monitor.commands.output import Format, parse_day, print_jsonl
from monitor.commands.progress import each
from monitor.parse import unread_told
from monitor.pipeline import Ingested, Outcome, ingest
from storage.tables import Release
from templates.text import one_line

FAILED = (Outcome.QUARANTINED, Outcome.NOT_A_BUDGET, Outcome.HELD)


def ingest_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=READ_HERE)],
    url: Annotated[str | None, typer.Option(help="Where the release is published; by default the file itself.")] = None,
    ministry: Annotated[str | None, typer.Option(help="Whose budget it is (厚生労働省), when the file does not say.")] = None,
    published: Annotated[str | None, typer.Option(help="The day it was published, 2026-08-31.")] = None,
    format: Annotated[Format, typer.Option(help="text for people, jsonl for programs.")] = Format.TEXT,
) -> None:
    """Take in each FILE as if it had been fetched: capture, parse, match, compare, record changes.

    Entries that were not read surely (unsure) and those that may be known measures under other names (doubts) are counted and wait
    for a person: `review list` shows them. What was noticed about a text (remarks) is told on stderr, page by page.

    A file that cannot be read, states no budget, or would change too much of what its address gave before and is held, costs one
    line on stderr and exit code 1; nothing is recorded as a change.
    """
    if url is not None and len(files) > 1:
        raise typer.BadParameter("one URL publishes one file: give one FILE with --url")
    if url is not None and not _is_web_address(url):
        raise typer.BadParameter("an address begins with http:// or https:// and carries no user name", param_hint="--url")
    if published is not None:
        parse_day(published)
    home = open_home()
    failed = False
    for file in each(files, len(files), "taking in"):
        try:
            done = _ingest_file(home, file, url, ministry, published)
        except (YosanError, OSError) as error:
            failed = True
            complain(file, error)
            continue
        for remark in done.remarks:
            sys.stderr.write(f"{one_line(remark)}\n")
        if done.outcome in FAILED:
            failed = True
            complain(file, _refusal(done))
        elif format is Format.TEXT:
            typer.echo(_summary(home, file, done))
        if format is Format.JSONL:
            print_jsonl([_row(file, done)])
    home.database.close()
    if failed:
        raise typer.Exit(1)


def _refusal(done: Ingested) -> str:
    """Why nothing was taken in, and what a person can do about it."""
    if done.outcome is Outcome.HELD:
        return f"held, not taken in: {done.reason}; take it in with: yosan-watch holds release {done.hold_id}"
    return done.reason or done.outcome.value


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def _ingest_file(home: Home, file: Path, url: str | None, ministry: str | None, published: str | None) -> Ingested:
    return ingest(
        home.database,
        home.captures,
        read_file(file),
        name=file.name,
        url=url or file.resolve().as_uri(),
        ministry=ministry,
        published=published,
        now=utc_now(),
    )


def _summary(home: Home, file: Path, done: Ingested) -> str:
    """Which release and edition it is, and what follows from it."""
    with home.database.reading() as session:
        release = session.get_one(Release, done.release_id)
        number = next((edition.number for edition in release.editions if edition.id == done.edition_id), 0)
        whose = " ".join(part for part in (release.ministry, release.bureau, release.title) if part)
    head = f"{file.name}: {done.outcome.value}: release {done.release_id}, edition {number}{f' ({whose})' if whose else ''}"
    if done.outcome in (Outcome.UNCHANGED, Outcome.RESAVED):
        return f"{head}: nothing changed"
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(done.kinds.items()))
    said = f"{head}\n  {done.entries} entries, {done.changes} changes{f': {kinds}' if kinds else ''}"
    return "\n  ".join((said, *_doubts(done)))


def _doubts(done: Ingested) -> list[str]:
    """What a person should look at; `review list` shows the first two."""
    said = []
    if done.doubts:
        said.append(f"{done.doubts} entries may be known measures under other names and wait for a person")
    if done.unsure:
        said.append(f"{done.unsure} entries were not read surely and wait for a person; what they change is sent to nobody")
    if unread := unread_told(done.unread_money_lines, done.unread_table_rows):
        said.append(unread)
    return said


def _row(file: Path, done: Ingested) -> dict[str, object]:
    return {
        "file": str(file),
        "release_id": done.release_id,
        "edition_id": done.edition_id,
        "outcome": done.outcome.value,
        "entries": done.entries,
        "changes": done.changes,
        "kinds": dict(done.kinds),
        "doubts": done.doubts,
        "unsure": done.unsure,
        "unread_money_lines": done.unread_money_lines,
        "unread_table_rows": done.unread_table_rows,
        "remarks": list(done.remarks),
        "reason": done.reason,
        "hold_id": done.hold_id,
    }
