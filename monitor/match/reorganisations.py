"""Reorganisations of the government that moved whole measures from one body to another: what changed hands, and when.

Within them another ministry says nothing against a link, nor does another bureau; anywhere else a measure that changes its ministry
has to bring its name and its money along. Sources: the laws that set up the bodies, in force on the first day of each year given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.budget import Entry
from monitor.match.names import plain_name
from monitor.match.pairs import Pairs, Values


@dataclass(frozen=True, slots=True)
class Reorganisation:
    """From a fiscal year on, what an office of one body did is done by another body."""

    year: int
    old: str
    office: str
    new: str

    def gave(self, entry: Entry) -> bool:
        """Whether an entry of the year before or earlier may be of that office: one that names none may be of any."""
        if entry.ministry != self.old or entry.fiscal_year is None or entry.fiscal_year.year >= self.year:
            return False
        named = plain_name(f"{entry.bureau or ''}{entry.division or ''}")
        return not named or plain_name(self.office) in named

    def took(self, entry: Entry) -> bool:
        """Whether an entry is of the body that does it since."""
        return entry.ministry == self.new and entry.fiscal_year is not None and entry.fiscal_year.year >= self.year


REORGANISATIONS = (
    Reorganisation(2012, "経済産業省", "原子力安全・保安院", "原子力規制委員会"),
    Reorganisation(2013, "文部科学省", "科学技術・学術政策局", "原子力規制委員会"),
    Reorganisation(2022, "内閣官房", "情報通信技術総合戦略室", "デジタル庁"),
    Reorganisation(2022, "総務省", "行政管理局", "デジタル庁"),
    Reorganisation(2023, "厚生労働省", "子ども家庭局", "こども家庭庁"),
    Reorganisation(2023, "厚生労働省", "障害保健福祉部", "こども家庭庁"),
    Reorganisation(2023, "内閣府", "子ども・子育て本部", "こども家庭庁"),
    Reorganisation(2023, "内閣府", "政策統括官", "こども家庭庁"),
    Reorganisation(2024, "厚生労働省", "水道課", "国土交通省"),
    Reorganisation(2024, "厚生労働省", "水道課", "環境省"),
)


def moves(older: Sequence[Entry], newer: Sequence[Entry], pairs: Pairs) -> Values:
    """1 for each pair between whose offices a reorganisation lies, else 0."""
    moved = np.zeros(len(pairs))
    for one in REORGANISATIONS:
        gave, took = np.array([one.gave(e) for e in older], dtype=bool), np.array([one.took(e) for e in newer], dtype=bool)
        if gave.any() and took.any():
            moved[gave[pairs.older] & took[pairs.newer]] = 1.0
    return moved


def offices_that_moved(older: Sequence[Entry], newer: Sequence[Entry]) -> tuple[set[str], set[str]]:
    """The ids of the older and the newer entries between whose offices a reorganisation lies."""
    givers: set[str] = set()
    takers: set[str] = set()
    for one in REORGANISATIONS:
        gave, took = {e.id for e in older if one.gave(e)}, {e.id for e in newer if one.took(e)}
        if gave and took:
            givers |= gave
            takers |= took
    return givers, takers
