"""Entries of pages whose digits vanished: what is left of their figures is not believed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.budget import Amount, Entry
from monitor.read.damage import pages_without_digits
from monitor.read.document import Document

DOUBTFUL = 0.3
"""Confidence of an entry whose figures nobody can read."""


def without_lost_figures(entries: Iterable[Entry], document: Document) -> list[Entry]:
    """The entries; those of pages that lost their digits without amounts, rates and extension, since 3億円 may have been 53億円."""
    pages = pages_without_digits(document)
    return [_without_figures(entry) if entry.page in pages else entry for entry in entries]


def _without_figures(entry: Entry) -> Entry:
    return replace(
        entry,
        amount=Amount.none(),
        prior=Amount.none(),
        of_which=(),
        rates=(),
        revision_rates=(),
        unit_amounts=(),
        phone_ext=None,
        confidence=min(entry.confidence, DOUBTFUL),
    )
