"""A document becomes entries: the header is recognised, each layout claims lines, the best claims are read (DESIGN.md)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from monitor.budget import Entry, with_fields
from monitor.parse.claims import ParseError, Readings, best_claims, ground_of
from monitor.parse.confidence import confidences
from monitor.parse.header import Header, recognise
from monitor.parse.lines import as_written, of_any_page, printable
from monitor.parse.lost_digits import without_lost_figures
from monitor.parse.memo import one_document
from monitor.parse.reprises import linked
from monitor.parse.revisions import revisions, with_revisions
from monitor.parse.unread import lost_heads, lost_items, unclaimed
from monitor.read.document import Document
from monitor.read.garbage import uncollected

__all__ = ["PARSER_VERSION", "ParseError", "Parsed", "parse", "unread_told"]

PARSER_VERSION = "4"
"""Stored with every entry: a capture read under another version is read again."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document states. layouts: names of the families that read a part, in order of place.

    unread_money_lines: numbers of the lines that hold money and lie in no layout's span, or are rows of a list or of a budget table
    or heads of slides that gave no entry; unread_table_rows: those of them that are such rows of a table.
    """

    header: Header
    entries: tuple[Entry, ...]
    layouts: tuple[str, ...]
    unread_money_lines: tuple[int, ...]
    unread_table_rows: tuple[int, ...] = ()


def unread_told(lines: int, rows: int) -> str:
    """How many lines no layout read (12 money lines and 3 table rows read by no layout); nothing where there are none.

    lines: all of them; rows: how many of these are rows of a budget table.
    """
    counts = ((lines - rows, "money line"), (rows, "table row"))
    told = " and ".join(f"{count} {what}{'s' if count > 1 else ''}" for count, what in counts if count)
    return f"{told} read by no layout" if told else ""


def parse(document: Document, ministry: str | None = None) -> Parsed:
    """The entries of a document. ministry: what the caller knows, wins over what the document says.

    Raises ParseError where a layout breaks on the lines it claimed: half a list would look like measures that disappeared.
    """
    with uncollected(), one_document():
        document = printable(document)
        document = replace(document, lines=of_any_page(document.lines))
        written = replace(document, lines=as_written(document.lines))
        return _parse(written, recognise(document).with_ministry(ministry))


def _parse(document: Document, header: Header) -> Parsed:
    readings = Readings(document, header)
    claims = best_claims(readings)
    read = ground_of(claims)
    entries = sorted((entry for claim in claims for entry in readings.of(claim)), key=lambda entry: entry.line or 0)
    entries = with_revisions(entries, revisions(document.lines), read)
    lost = readings.lost_rows - {entry.line for entry in entries}
    rows = lost_items(readings, claims, entries)
    heads = lost_heads(document, header, claims, entries)
    unread = tuple(sorted({*lost, *rows, *heads, *unclaimed(document, read)}))
    layouts = tuple(dict.fromkeys(layout.NAME for layout, _ in claims))
    header = _with_budget(header, entries)
    entries = without_lost_figures(entries, document)
    return Parsed(header, _complete(entries, document, header), layouts, unread, tuple(line for line in unread if line in lost))


def _with_budget(header: Header, entries: list[Entry]) -> Header:
    """The header; of records, which name no budget above them, with the year and stage of most of them, the later of two."""
    if header.fiscal_year is not None or header.stage is not None:
        return header
    votes = Counter((entry.fiscal_year, entry.stage) for entry in entries if entry.fiscal_year and entry.stage)
    year, stage = max(votes, key=lambda one: (votes[one], one[0].year, one[1].rank), default=(None, None))
    return replace(header, fiscal_year=year, stage=stage)


def _complete(entries: list[Entry], document: Document, header: Header) -> tuple[Entry, ...]:
    """The entries with what holds for the whole document, how sure each is, and ids by their place: line, then count on it."""
    counts: dict[int, int] = {}
    complete = []
    for entry, confidence in zip(entries, confidences(entries, (header.fiscal_year, header.stage)), strict=True):
        line = entry.line or 0
        counts[line] = counts.get(line, 0) + 1
        own_id = f"l{line}" if counts[line] == 1 else f"l{line}.{counts[line]}"
        complete.append(
            with_fields(
                entry,
                id=own_id,
                doc=document.name,
                ministry=entry.ministry or header.ministry,
                bureau=entry.bureau or header.bureau,
                division=entry.division or (header.division if entry.bureau in (None, header.bureau) else None),
                fiscal_year=entry.fiscal_year or header.fiscal_year,
                stage=entry.stage or header.stage,
                round=entry.round if entry.round is not None else header.round,
                confidence=confidence,
            )
        )
    return tuple(linked(complete))
