"""What stands above a row of a budget table and holds for it: headings, labels in outer columns, accounts, tall cells."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from monitor.parse.names import MarkerKind, read_marker
from monitor.parse.table.cells import BADGE, text_at
from monitor.parse.table.columns import Columns
from monitor.parse.table.figures import figure_in
from monitor.parse.table.offices import DITTO, NOBODY, is_of_name, is_told_office, offices_headed, own_offices
from monitor.read.document import TableRow


class Above:
    """What holds for the next row, taken from one row after the other."""

    def __init__(self, columns: Columns) -> None:
        self._labels: dict[int, str] = {}
        self._accounts: dict[int, str] = {}
        self._stated: set[str] = set()
        self._headings, self._tall = _Headings(), _TallCells(columns)

    @property
    def division(self) -> str | None:
        """The division in charge."""
        return self._tall.division or self._headings.division

    def bureau(self, groups: Sequence[str]) -> str | None:
        """The bureau in charge of a row in these groups."""
        return self._tall.bureau or next((office for label in reversed(groups) if (office := _office(label, self._stated))), None)

    def take_cells(self, row: TableRow, *, is_sum: bool) -> None:
        """A row whose cells may reach over further ones."""
        self._tall.take(row, is_sum=is_sum)

    def take_words(self, told: Sequence[tuple[int, str]]) -> None:
        """The words of a row in the columns of names, each with how deep its column is: the next in one ends what is deeper."""
        for depth, words in told:
            self._labels = {place: label for place, label in self._labels.items() if place < depth} | {depth: words}

    def take_heading(self, text: str) -> None:
        """A row of words alone."""
        self._headings.take(text)
        self._labels, self._accounts = {}, {}

    def take_name(self, name: str, depth: int, rank: int | None) -> tuple[str, ...]:
        """A row with money: the groups that it stands in, outermost first. rank: of a 款 (0), a 項 and so on."""
        self._headings.close()
        self._accounts = {place: label for place, label in self._accounts.items() if rank is None or place < rank}
        outer = (*self._accounts.values(), *(label for place, label in sorted(self._labels.items()) if place < depth))
        if rank is not None:
            self._accounts[rank] = name
        return (*self._tall.labels, *self._headings.labels, *outer)

    def take_stated(self, name: str) -> None:
        """The name of a row with money: as a label it names an office only if it surely does."""
        self._stated.add(name)


def _office(label: str, stated: Collection[str]) -> str | None:
    """The office that a label names. stated: the names of rows with money, which are offices only if they surely name one."""
    return offices_headed(label).bureau if label not in stated or is_told_office(label) else None


class _Headings:
    """Rows of words alone over those below them: 第１ 安全, ○港湾局. One ends those above of its own kind and what they headed."""

    def __init__(self) -> None:
        self._told: list[tuple[str, str]] = []
        self._is_open = False

    @property
    def labels(self) -> tuple[str, ...]:
        """The headings in force, outermost first."""
        return tuple(text for _, text in self._told)

    @property
    def division(self) -> str | None:
        """The division that one of them names."""
        return next((told for text in reversed(self.labels) if (told := offices_headed(text).division)), None)

    def take(self, text: str) -> None:
        """One more: inside of those right above it, else in the place of one of its kind, else of all; a division in its bureau."""
        kind = _kind(text)
        kinds = [other for other, _ in self._told]
        if kind in kinds:
            del self._told[kinds.index(kind) :]
        elif kind == "division" and "office" in kinds:
            del self._told[kinds.index("office") + 1 :]
        elif not self._is_open:
            self._told = []
        self._told.append((kind, text))
        self._is_open = True

    def close(self) -> None:
        """A row with money stands below."""
        self._is_open = False


def _kind(heading: str) -> str:
    """By what a heading is told from those of another depth: whom it names, else its mark."""
    told = offices_headed(heading)
    if told.bureau or told.division:
        return "office" if told.bureau else "division"
    marker, _ = read_marker(heading)
    return "" if marker is None else marker.text if marker.kind is MarkerKind.BULLET else marker.kind.name


class _TallCells:
    """What cells taller than a row say of the rows they cover, whose own cells are empty or say 〃: offices and labels."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.groups: dict[int, str] = {}
        self.offices = NOBODY

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in force, outermost first."""
        return tuple(label for _, label in sorted(self.groups.items()))

    @property
    def bureau(self) -> str | None:
        """The bureau in charge."""
        return self.offices.bureau

    @property
    def division(self) -> str | None:
        """The division in charge."""
        return self.offices.division

    def take(self, row: TableRow, *, is_sum: bool) -> None:
        """What holds for the next row; a sum is of no division but its own, and what stands above it holds no further."""
        if is_sum:
            self.groups, self.offices = {}, NOBODY
        for head in self.columns.labels:
            own = "" if is_of_name(row, head, self.columns) else text_at(row, head.place).strip()
            if own and not DITTO.fullmatch(own) and not BADGE.fullmatch(own) and figure_in(own) is None:
                self.groups = {place: label for place, label in self.groups.items() if place < head.place} | {head.place: own}
        told = own_offices(row, self.columns)
        is_all = told != NOBODY and (self.columns.bureau is None or self.columns.division is None)
        self.offices = told if is_all else told.below(self.offices)
