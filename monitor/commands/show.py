"""`yosan-watch parse FILE --show PAGE`: the page as a picture with what was read of it, for people who check."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from monitor.budget import Entry, Level, YosanError
from monitor.commands.files import read_file
from monitor.commands.output import Format, counted, print_jsonl, stated
from monitor.parse.apart import Reading, read_and_parse
from monitor.read.picture import Mark, picture_of
from monitor.typeset import font_file
from templates.text import one_line

COLOURS = {Level.MEASURE: "#0a58a8", Level.BREAKDOWN: "#0b6b3a", Level.TOTAL: "#b3261e"}
"""Measures blue, breakdown lines green, totals red."""


class NoPageError(YosanError):
    """A document that has no pages, or not this one."""


def show_page(file: Path, page: int, out: Path | None, ministry: str | None, format: Format) -> None:
    """Write the page (1-based) as a PNG with its entries outlined, and say so; to a program in one JSON object.

    out: by default FILE-pPAGE.png in the working folder. Raises NoPageError, ReadError, ParseError and OSError.
    """
    data = read_file(file)
    reading = read_and_parse(data, file.name, ministry)
    tell_remarks(reading, page)
    document = reading.document
    if document.kind != "pdf" or document.pages is None:
        raise NoPageError(f"{file.name}: has no pages to show: only a PDF has")
    if page > document.pages:
        raise NoPageError(f"{file.name}: has {counted(document.pages, 'page', 'pages')}: there is no page {page}")
    entries = [entry for entry in reading.parsed.entries if entry.page == page]
    found = counted(len(entries), "entry", "entries")
    title = f"{page}/{document.pages}: {found}, measures blue, breakdown green, totals red – {one_line(file.name)}"
    picture = picture_of(data, file.name, page, [_mark(entry) for entry in entries], title=title, font=font_file())
    target = out or Path(f"{file.stem}-p{page}.png")
    target.write_bytes(picture)
    if format is Format.JSONL:
        print_jsonl([{"file": str(file), "page": page, "entries": len(entries), "picture": str(target)}])
    else:
        typer.echo(f"{one_line(file.name)}: page {page} of {document.pages} with {found} written to {target}")


def tell_remarks(reading: Reading, page: int | None = None) -> None:
    """What the reader noticed about the text, one line each on stderr; of one page alone where one is given."""
    for remark in reading.document.remarks:
        if page is None or remark.page in (page, None):
            sys.stderr.write(f"{one_line(reading.document.name)}: {one_line(str(remark))}\n")


def _mark(entry: Entry) -> Mark:
    """The entry's outline, and beside it how sure it is, its money and its name as read."""
    prior = f" ({stated(entry.prior)})" if entry.prior.yen is not None else ""
    money = f"{stated(entry.amount) or '―'}{prior}"
    return Mark(entry.box, f"{entry.confidence:.2f}  {money}  {one_line(entry.name)}", COLOURS[entry.level])
