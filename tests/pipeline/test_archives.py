"""An archive is one release: what its files state, together."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from monitor.pipeline import Outcome
from storage.tables import StoredEntry

ONE, OTHER = "下/概要1.txt", "下/概要2.txt"


def archive(**files: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return sink.getvalue()


def halves(press: Any, **more: bytes) -> bytes:
    """The overview in two files, and others beside."""
    return archive(**{ONE: press.overview(rows=press.rows[:3]), OTHER: press.overview(rows=press.rows[3:])}, **more)


def test_the_entries_of_all_files_are_those_of_one_release(ledger: Any, press: Any) -> None:
    done = ledger.take(halves(press))
    assert (done.outcome, done.entries) == (Outcome.NEW, len(press.rows))
    bodies = [body for (body,) in ledger.rows(StoredEntry, "body")]
    assert [body["name"] for body in bodies] == [row[0] for row in press.rows]
    assert [body["doc"].partition("/")[2] for body in bodies] == [ONE] * 3 + [OTHER] * 3
    assert len({body["id"] for body in bodies}) == len(press.rows)


def test_the_same_list_in_one_file_or_two_is_the_same_content(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    assert ledger.take(halves(press)).outcome is Outcome.RESAVED


def test_an_archive_with_a_broken_file_gives_nothing_and_ends_no_measure(ledger: Any, press: Any) -> None:
    ledger.take(halves(press))
    done = ledger.take(archive(**{ONE: press.overview(rows=press.rows[:3]), OTHER: b"%PDF-1.7 cut off"}))
    assert (done.outcome, done.changes) == (Outcome.QUARANTINED, 0)
    assert OTHER in (done.reason or "")


def test_a_picture_in_an_archive_is_left_out_and_told(ledger: Any, press: Any) -> None:
    done = ledger.take(halves(press, **{"表紙.png": b"\x89PNG\r\n\x1a\n"}))
    assert (done.outcome, done.entries) == (Outcome.NEW, len(press.rows))
    assert done.remarks == ("r7.txt/表紙.png: is a PNG picture, which this version does not read",)
