"""What a capture states, all of its files together: one, or those of an archive."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.budget import Entry, YosanError
from monitor.parse import Parsed
from monitor.parse.apart import DEFAULT_LIMITS, Reading, read_and_parse
from monitor.read import Limits, ReadError
from monitor.read.archive import parts

NO_BUDGET = "is no budget: it names no fiscal year's budget and states no measure"
"""What is said of a document that can be read, but is none of a budget: a maintenance page, a form."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What was read of a capture, a reading a file. broken: why other files gave nothing; foreign: those of a kind nobody reads.

    Each of both is one line that begins with the file's name.
    """

    readings: tuple[Reading, ...]
    broken: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all that was printed could be read: only then is what is not there a sign that it went."""
        return not self.broken and not any(remark.is_loss for reading in self.readings for remark in reading.document.remarks)

    @property
    def parsed(self) -> Parsed:
        """All that the files state, in their order, under the header of the first that names a budget."""
        if len(self.readings) == 1:
            return self.readings[0].parsed
        all_parsed = [reading.parsed for reading in self.readings]
        return Parsed(
            header=next((one.header for one in all_parsed if one.header.stage is not None), all_parsed[0].header),
            entries=tuple(_numbered(all_parsed)),
            layouts=tuple(dict.fromkeys(layout for one in all_parsed for layout in one.layouts)),
            unread_money_lines=tuple(line for one in all_parsed for line in one.unread_money_lines),
            unread_table_rows=tuple(line for one in all_parsed for line in one.unread_table_rows),
        )


def read_contents(data: bytes | Path, name: str, ministry: str | None = None, *, limits: Limits = DEFAULT_LIMITS) -> Contents:
    """What the files of a capture state, each read in a child process of its own. data: its bytes, or the path where they lie.

    Raises ReadError and ParseError, with one line that begins with the name, where nothing of the capture can be read.
    """
    files = parts(data, name, limits)
    if [file.member for file in files] == [None]:
        return Contents((read_and_parse(data, name, ministry, limits=limits),))
    readings, broken = [], []
    deadline = time.monotonic() + limits.archive_seconds
    for file in files:
        if file.unreadable is not None:
            continue
        if time.monotonic() > deadline:
            broken.append(f"{file.name}: not read: its archive takes longer than the {limits.archive_seconds:g} s allowed")
            break
        try:
            readings.append(read_and_parse(data, file.name, ministry, member=file.member, limits=limits))
        except YosanError as error:
            broken.append(" ".join(str(error).split()))
    foreign = [f"{file.name}: {file.unreadable}" for file in files if file.unreadable is not None]
    if not readings:
        raise ReadError(f"{name}: none of its {len(files)} files can be read; {(broken or foreign)[0].removeprefix(f'{name}/')}")
    return Contents(tuple(readings), tuple(broken), tuple(foreign))


def _numbered(parsed: Sequence[Parsed]) -> Iterator[Entry]:
    """The entries of several files, with ids that differ between them."""
    for number, one in enumerate(parsed, 1):
        for entry in one.entries:
            first = f"{number}.{entry.reprise_of}" if entry.reprise_of is not None else None
            yield replace(entry, id=f"{number}.{entry.id}", reprise_of=first)
