"""An archive of files: each is read in a child process of its own, so that a bad one costs one line and not the others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.read.document import ReadError, UnreadableKindError
from monitor.read.kinds import ZIP, kind_of
from monitor.read.limits import Limits
from monitor.read.package import Member, Package

TASK = f"{__name__}:answer"
FURNITURE = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What systems put into archives beside what a person does."""
NESTED = "is a ZIP archive inside a ZIP archive, which is not opened"
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a capture. name: as it is shown, 概要.zip/一覧.xlsx; member: its place in the archive, None where there is none.

    unreadable: why no reader reads its kind; such a file is not broken, and states nothing that could be missed.
    """

    name: str
    member: int | None = None
    unreadable: str | None = None


def parts(data: bytes | Path, name: str, limits: Limits) -> tuple[Part, ...]:
    """The files of an archive, in its order; of any other capture the capture itself.

    Raises ReadError, which names the capture, for an archive that is broken, empty, or beyond a limit.
    """
    # Here and not above: the child process imports this module too, and needs neither.
    from monitor.read import check_size, told_of
    from monitor.read.pool import work_apart

    if not _starts_as_zip(data):
        return (Part(name),)
    with told_of(name):
        check_size(data, limits)
        rows = _rows(work_apart(TASK, data, {}, limits))
        if rows is None:
            return (Part(name),)
        if not rows:
            raise ReadError("is a ZIP archive without any file")
        return tuple(Part(f"{name}/{member}", place, reason) for place, member, reason in rows)


def answer(data: bytes, _order: Mapping[str, Any]) -> Iterator[bytes]:
    """The task of a listing: null for what is no archive, else place, name and unreadable kind of each file."""
    rows = list(_listed(Package(data))) if kind_of(data) == "archive" else None
    yield json.dumps(rows).encode("ascii")


def member_of(data: bytes, place: int) -> bytes:
    """The bytes of one file of an archive. To be called in a child process only. Raises ReadError, without a name."""
    package = Package(data)
    if not 0 <= place < len(package.members):
        raise ReadError("is no longer in its archive")
    return package.inflate(package.members[place])


def _starts_as_zip(data: bytes | Path) -> bool:
    if isinstance(data, Path):
        with data.open("rb") as file:
            return file.read(len(ZIP)) == ZIP
    return data.startswith(ZIP)


def _listed(package: Package) -> Iterator[tuple[int, str, str | None]]:
    for place, member in enumerate(package.members):
        name = "".join(map(_printable, " ".join(member.name.replace("\\", "/").split())))
        if not any(name.startswith(part) or name.rpartition("/")[2] == part for part in FURNITURE):
            yield place, name, _unreadable(package, member)


def _printable(letter: str) -> str:
    return letter if letter.isprintable() else "\ufffd"


def _unreadable(package: Package, member: Member) -> str | None:
    """Why no reader reads this kind of file. What is broken otherwise is told when it is read."""
    try:
        kind_of(package.inflate(member))
    except UnreadableKindError as error:
        return str(error)
    except ReadError:
        return None
    return None


def _rows(answer: bytes) -> list[tuple[int, str, str | None]] | None:
    """The listing that the child gave. Raises ReadError where it is not of the agreed form."""
    try:
        rows = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise ReadError("the reader's answer is not JSON") from error
    if rows is None:
        return None
    if not isinstance(rows, list):
        raise ReadError("the reader's answer is no list of files")
    return [_row(row) for row in rows]


def _row(row: object) -> tuple[int, str, str | None]:
    match row:
        case [int(place), str(name), None] if name.isprintable():
            return place, name, None
        case [int(place), str(name), str(reason)] if name.isprintable() and reason.isprintable():
            return place, name, reason[:LONGEST_REASON]
    raise ReadError("the reader's answer is no list of files")
