"""再掲: a measure that a document states again. It points at where the document states it first as its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from monitor.budget import Entry, FiscalYear, Level, Stage

SIGNS = re.compile(r"[\W_]+")


def linked(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, each reprise with the id of its original: the entry of its name in the same budget that is none.

    A measure is rather the original than a line of another's breakdown, and one with the same money rather than another. A reprise
    whose original stands in another volume has none.
    """
    if not any("reprise" in entry.flags for entry in entries):
        return list(entries)
    known: dict[tuple[str, FiscalYear | None, Stage | None], list[Entry]] = {}
    for entry in entries:
        if "reprise" not in entry.flags and entry.level is not Level.TOTAL:
            known.setdefault(_budget_line(entry), []).append(entry)
    return [_with_original(entry, known.get(_budget_line(entry), ())) if "reprise" in entry.flags else entry for entry in entries]


def _with_original(entry: Entry, originals: Sequence[Entry]) -> Entry:
    if not originals:
        return entry
    best = min(originals, key=lambda one: (one.amount != entry.amount, one.level is not Level.MEASURE))
    return replace(entry, reprise_of=best.id)


def _budget_line(entry: Entry) -> tuple[str, FiscalYear | None, Stage | None]:
    name = SIGNS.sub("", unicodedata.normalize("NFKC", entry.name)).lower()
    return name, entry.fiscal_year, entry.stage
