"""A file that was only saved again has other bytes and says the same: it is kept as evidence, and no change."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from monitor.pipeline import Outcome
from monitor.typeset import typeset
from storage.tables import Capture, Delivery, Edition, StoredChange, StoredEntry
from tests.overviews import overview
from tests.pipeline.conftest import ROWS, Ledger

URL, COPY = "https://www.mhlw.go.jp/r7.pdf", "https://www.mhlw.go.jp/copy/r7.pdf"
STAMP = re.compile(rb"(?P<name>/ModDate|/CreationDate) \(D:(?P<when>[0-9]{14})")
IDENTIFIER = re.compile(rb"/ID\s*\[\s*<(?P<first>[0-9a-f]{32})>\s*<(?P<second>[0-9a-f]{32})>", re.I)


def stamped_anew(pdf: bytes) -> bytes:
    """The file with another /ID and other dates, of the same lengths, so that every offset in it holds."""
    dated, dates = STAMP.subn(rb"\g<name> (D:20261122093000", pdf)
    named, identifiers = IDENTIFIER.subn(lambda found: found.group(0).replace(found["second"], b"5" * 32), dated)
    assert (dates > 0, identifiers, named != pdf) == (True, 1, True)
    return named


def saved_by_another_program(pdf: bytes) -> bytes:
    """The file as PDFium writes it: its objects in other places."""
    document, file = pypdfium2.PdfDocument(pdf), io.BytesIO()
    document.save(file)
    document.close()
    assert file.getvalue() != pdf
    return file.getvalue()


WAYS = pytest.mark.parametrize("save", [stamped_anew, saved_by_another_program])
Save = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return typeset(overview(2025, ROWS))


def newer_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("intake", "releases"):
        monkeypatch.setattr(f"monitor.pipeline.{module}.PARSER_VERSION", "99")


@WAYS
def test_a_resaved_pdf_is_on_record_and_no_change(ledger: Ledger, pdf: bytes, save: Save) -> None:
    ledger.subscribe()
    ledger.round(ledger.parcel(pdf, URL))
    saved = save(pdf)
    [done] = ledger.round(ledger.parcel(saved, URL))
    assert (done.outcome, done.changes) == (Outcome.RESAVED, 0)
    assert ledger.rows(Edition, "number", "status") == [(1, "read"), (2, "resaved")]
    assert (ledger.count(Capture), ledger.count(StoredChange), ledger.count(Delivery)) == (2, 0, 0)
    assert ledger.round(ledger.parcel(saved, URL))[0].outcome is Outcome.UNCHANGED


@WAYS
def test_a_figure_that_changes_in_a_resaved_pdf_is_one_change(embedded: Ledger, pdf: bytes, save: Save, press: Any) -> None:
    embedded.round(embedded.parcel(pdf, URL))
    other = typeset(overview(2025, press.edited(ROWS, 看護職員研修事業=95)))
    assert embedded.round(embedded.parcel(save(other), URL))[0].kinds == {"amount": 1}


@WAYS
def test_a_resaved_pdf_that_a_newer_parser_meets_first_is_no_change(
    ledger: Ledger, pdf: bytes, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.subscribe()
    ledger.round(ledger.parcel(pdf, URL))
    newer_parser(monkeypatch)
    saved = save(pdf)
    assert ledger.round(ledger.parcel(saved, URL))[0].outcome is Outcome.RESAVED
    editions = ledger.rows(Edition, "number", "status", "parser_version")
    assert [row[:2] for row in editions] == [(1, "read"), (2, "read"), (3, "resaved")]
    assert [row[2] == "99" for row in editions] == [False, True, True]
    assert (ledger.count(StoredChange), ledger.count(StoredEntry)) == (0, 2 * len(ROWS))
    assert ledger.round(ledger.parcel(saved, URL))[0].outcome is Outcome.UNCHANGED


def test_a_pdf_that_was_resaved_before_a_newer_parser_came_is_no_change(
    ledger: Ledger, pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.round(ledger.parcel(pdf, URL))
    ledger.round(ledger.parcel(stamped_anew(pdf), URL))
    newer_parser(monkeypatch)
    assert ledger.round(ledger.parcel(stamped_anew(pdf), URL))[0].outcome is Outcome.RESAVED
    assert ledger.round(ledger.parcel(stamped_anew(pdf), URL))[0].outcome is Outcome.UNCHANGED
    assert ledger.count(StoredChange) == 0


@WAYS
def test_a_resaved_copy_at_another_address_is_the_same_release_twice(embedded: Ledger, pdf: bytes, save: Save) -> None:
    embedded.round(embedded.parcel(pdf, URL), embedded.parcel(save(pdf), COPY))
    assert embedded.count(StoredChange) == 0
    assert len({row.measure_id for row in embedded.rows(StoredEntry)}) == len(ROWS)


def test_a_real_pdf_that_is_saved_again_is_no_change(embedded: Ledger, shared: Path) -> None:
    files = sorted((shared / "data" / "pdf").glob("*.pdf"), key=lambda file: file.stat().st_size)
    for file in files[:3]:
        data = file.read_bytes()
        [first] = embedded.round(embedded.parcel(data, f"https://www.mhlw.go.jp/{file.name}"))
        [again] = embedded.round(embedded.parcel(saved_by_another_program(data), f"https://www.mhlw.go.jp/{file.name}"))
        assert again.outcome is (Outcome.RESAVED if first.outcome is Outcome.NEW else first.outcome), file.name
    assert embedded.count(StoredChange, basis="revision") == 0
