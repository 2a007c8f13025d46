"""What people decided of links, as recognition heeds it: pairs that are never linked again, names that are a known measure's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from monitor.budget import MERGE, SPLIT, Amount, Entry, FiscalYear, Level, entry_from_json
from monitor.match import SURE, Link, match, normalise_name, plain_name
from storage.decisions import CONFIRM, REJECT, decisions_in_force, joined_measures, links_of
from storage.editions import Statement
from storage.tables import StoredDecision, StoredEntry

EVEN = 0.5
"""The score of a link that a decision speaks for and the rest of the list against."""

OtherAmounts = Mapping[str, Sequence[Amount]]
"""What else was stated of a measure for the same year, by an entry's id."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry says by which a decision knows it again: normalised name, whose breakdown line it is, ministry, bureau."""

    name: str
    parent: str = ""
    ministry: str | None = None
    bureau: str | None = None

    def fits(self, other: Said) -> bool:
        """Whether another entry says the same; who does not name an office does not gainsay one."""
        if (self.name, self.parent) != (other.name, other.parent):
            return False
        offices = ((self.ministry, other.ministry), (self.bureau, other.bureau))
        return all(not one or not two or plain_name(one) == plain_name(two) for one, two in offices)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision in force: that what says this is a measure, or (holds is False) that it is not.

    measure_id: as it stands by now. year, amount: what the entry that was decided of stated, which tells it from its namesakes.
    of_parts: that it is, or is not, a part of the measure, or what the measure went into. other_id: the measure that it is instead.
    kind: of the link to a part, where it is one.
    """

    decision_id: int
    holds: bool
    measure_id: str
    said: Said
    year: FiscalYear | None
    amount: Amount
    by: str
    of_parts: bool = False
    other_id: str | None = None
    kind: str | None = None

    def is_of(self, one: Statement) -> bool:
        """Whether a statement says what the entry said that was decided of, for the same year and with the same money."""
        same = (self.year, self.amount) == (one.entry.fiscal_year, one.entry.amount)
        return same and self.said.fits(said_by(one.entry))


@dataclass(frozen=True, slots=True)
class Look:
    """How two lists stand to each other. older: the known ones are the older; also, taken: see `Rulings.links`."""

    older: bool
    also: OtherAmounts
    taken: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """A link of a known statement to one in question. ruling: the decision that took it, refused it, or made room for it.

    is_asked: that decisions and the list contradict each other, so that a person has to look, however sure the matcher is.
    """

    link: Link
    known: Statement
    one: Statement
    ruling: Ruling | None = None
    refused: bool = False
    is_asked: bool = False

    @property
    def is_decided(self) -> bool:
        """Whether a person took it, whatever the score."""
        return self.ruling is not None and self.ruling.holds


@dataclass(frozen=True, slots=True)
class Rulings:
    """All decisions that recognition heeds, the last first: of two that contradict each other the last one counts."""

    rulings: tuple[Ruling, ...] = ()

    def of(self, known: Statement, one: Statement, *, of_parts: bool = False) -> Ruling | None:
        """What was decided of a known statement's measure and a statement, if anything; of_parts: of a split or merge of them.

        What a measure itself is called cannot be refused by name: then only what states the same money for the same year is, and
        what is the measure that was parted from it.
        """
        if not self.rulings:
            return None
        said, own = said_by(one.entry), said_by(known.entry)
        for ruling in self.rulings:
            if (ruling.measure_id, ruling.of_parts) != (known.measure_id, of_parts):
                continue
            if one.measure_id is not None and one.measure_id == ruling.other_id:
                return ruling
            if not ruling.said.fits(said):
                continue
            if ruling.holds or ruling.is_of(one) or not ruling.said.fits(own):
                return ruling
        return None

    def links(
        self,
        known: Sequence[Statement],
        open_: Sequence[Statement],
        *,
        older: bool,
        also: OtherAmounts | None = None,
        taken: Iterable[str] = (),
    ) -> Iterator[Judged]:
        """The links between statements of known measures and those in question: what a person decided first, then the matcher's.

        Where the matcher's best is refused, the next best is looked for among what is left. older: the known ones are the older.
        also: what else was stated of each measure for that year, by the known entry's id; taken: the measures that other lines of
        the open list are.
        """
        look = Look(older, also or {}, frozenset(taken))
        decided = list(self._decided(known, open_, look)) if self.rulings else []
        yield from decided
        known = _without(known, [one.known for one in decided])
        open_ = _without(open_, [one.one for one in decided])
        yield from self._found(known, open_, look)

    def _decided(self, known: Sequence[Statement], open_: Sequence[Statement], look: Look) -> Iterator[Judged]:
        """Each measure with the one statement that says what was decided to be it; of several the likeliest.

        A list in which the measure has a line of its own beside that is left to the matcher.
        """
        stating = {one.measure_id: one for one in known}
        said = {one.row: said_by(one.entry) for one in open_}
        for ruling in self.rulings:
            statement = stating.get(ruling.measure_id)
            if statement is None or not ruling.holds or ruling.of_parts:
                continue
            saying = [one for one in open_ if ruling.said.fits(said[one.row]) and self.of(statement, one) == ruling]
            links = [found for found in _matched([statement], saying, look) if found[0].is_identity]
            best = max(links, key=lambda found: found[0].score, default=None)
            if best is None and len(saying) == 1:
                best = _unlike(statement, saying[0], look), statement, saying[0]
            if best is not None and (ruling.is_of(best[2]) or not self._has_its_line(statement, ruling, saying, open_, look)):
                yield Judged(*best, ruling=ruling)
                open_ = _without(open_, [best[2]])
                del stating[ruling.measure_id]

    def _has_its_line(
        self, known: Statement, ruling: Ruling, saying: Sequence[Statement], open_: Sequence[Statement], look: Look
    ) -> bool:
        """Whether a line that does not say what was decided is the known measure's: by its name, or, to the matcher, by its money.

        saying: those that say it.
        """
        own = said_by(known.entry)
        others = [one for one in _without(open_, saying) if (refusal := self.of(known, one)) is None or refusal.holds]
        if ruling.said.fits(own):
            return False
        if any(own.fits(said_by(one.entry)) for one in others):
            return True
        likely = [one for link, _, one in _matched([known], others, look) if link.is_identity and link.score >= SURE]
        return any(_of_one_money(known, one, look) for one in likely) and not any(_of_one_money(known, one, look) for one in saying)

    def asked(self, known: Sequence[Statement], open_: Sequence[Statement], *, older: bool) -> Iterator[Judged]:
        """Lines left over that bear the very name of a measure which others of their list are, by a decision: a person has to look.

        known: what is stated of measures that were found in the list of the open ones; older: it is the older.
        """
        decided = {ruling.measure_id for ruling in self.rulings if ruling.holds and not ruling.of_parts}
        look = Look(older, {})
        for statement in known if decided else ():
            own = said_by(statement.entry)
            for one in open_ if statement.measure_id in decided else ():
                refusal = self.of(statement, one)
                if own.fits(said_by(one.entry)) and (refusal is None or refusal.holds):
                    links = [link for link, _, _ in _matched([statement], [one], look) if link.is_identity]
                    link = (links or [_unlike(statement, one, look)])[0]
                    yield Judged(replace(link, score=max(link.score, EVEN)), statement, one, is_asked=True)

    def _found(self, known: Sequence[Statement], open_: Sequence[Statement], look: Look) -> Iterator[Judged]:
        """The matcher's links less those refused, and what it finds instead of these; and those of decided splits and merges."""
        matched = [Judged(*found) for found in _matched(known, open_, look)]
        found = [self._as_part(one) for one in matched]
        yield from self._parts(known, open_, found, look)
        refused = [replace(one, ruling=ruling, refused=True) for one in found if (ruling := self._refusal(one)) is not None]
        yield from refused
        pairs = {(one.known.row, one.one.row) for one in refused}
        parted = [one for was, one in zip(matched, found, strict=True) if was.link.is_identity and not one.link.is_identity]
        yield from parted
        refused = [one for one in refused if one.link.is_identity] + parted
        pairs |= {(one.known.row, one.one.row) for one in parted}
        ends = {row for one in refused for row in (one.known.row, one.one.row)}
        kept = [one for one in found if (one.known.row, one.one.row) not in pairs and (one.is_decided or not _hangs_on(one, ends))]
        yield from (replace(one, is_asked=self._may_be_parted(one, known, open_, look)) for one in kept)
        if refused:
            yield from self._instead(known, open_, look, kept, refused)

    def _instead(
        self, known: Sequence[Statement], open_: Sequence[Statement], look: Look, kept: list[Judged], refused: list[Judged]
    ) -> Iterator[Judged]:
        """The next best links of both sides of what was refused, among what no other link has."""
        turned_down, left_alone = ([getattr(one, side) for one in refused] for side in ("known", "one"))
        makes_room = next((one.ruling for one in refused if one.refused), None)
        gone = {row for one in kept for row in (one.known.row, one.one.row)}
        for lists_without, wanted in (((turned_down, []), left_alone), (([], left_alone), turned_down)):
            rest_known, rest_open = _without(known, lists_without[0]), _without(open_, lists_without[1])
            rows = {one.row for one in wanted}
            again = True
            while again:
                links = [Judged(*found, makes_room) for found in _matched(rest_known, rest_open, look)]
                links = [one for one in links if one.link.is_identity and {one.known.row, one.one.row} & rows]
                again = bool(bad := [one for one in links if self._refusal(one) is not None or self._as_part(one).is_decided])
                rest_known = _without(rest_known, [one.known for one in bad if one.known.row not in rows])
                rest_open = _without(rest_open, [one.one for one in bad if one.one.row not in rows])
            for one in links:
                if not {one.known.row, one.one.row} & gone:
                    gone |= {one.known.row, one.one.row}
                    yield one

    def _as_part(self, found: Judged) -> Judged:
        """A link as the decision has it that its ends are a measure and a part of it, for the year that this was decided of."""
        ruling = self.of(found.known, found.one, of_parts=True)
        if ruling is None or ruling.kind is None or ruling.year != found.one.entry.fiscal_year:
            return found
        return replace(found, link=replace(found.link, kind=ruling.kind), ruling=ruling)

    def _parts(
        self, known: Sequence[Statement], open_: Sequence[Statement], found: Sequence[Judged], look: Look
    ) -> Iterator[Judged]:
        """Links of decided splits and merges that the matcher does not find, of lines that are no known measure by any other."""
        linked = {one.one.row for one in found if one.link.is_identity}
        pairs = {(one.known.row, one.one.row) for one in found}
        if not look.older or not any(ruling.kind for ruling in self.rulings):
            return
        for statement in known:
            for one in open_:
                link = Link(statement.entry.id, one.entry.id, 1.0, "")
                part = self._as_part(Judged(link, statement, one))
                apart = statement.entry.fiscal_year != one.entry.fiscal_year
                if part.is_decided and apart and one.row not in linked and (statement.row, one.row) not in pairs:
                    yield part

    def _may_be_parted(self, found: Judged, known: Sequence[Statement], open_: Sequence[Statement], look: Look) -> bool:
        """Whether a line may as well be the measure of the same name that a person parted from the known one.

        It may where it stands on that one's side of the years, and neither list has that one.
        """
        stated = look.taken | {one.measure_id for one in known}
        said, own = said_by(found.one.entry), said_by(found.known.entry)
        return found.link.is_identity and any(
            ruling.measure_id == found.known.measure_id
            and not ruling.holds
            and not ruling.of_parts
            and ruling.said.fits(said)
            and ruling.said.fits(own)
            and ruling.other_id not in stated
            and _is_beyond(found, ruling.year)
            and not any(ruling.is_of(one) for one in open_)
            for ruling in self.rulings
        )

    def _refusal(self, found: Judged) -> Ruling | None:
        ruling = self.of(found.known, found.one, of_parts=not found.link.is_identity)
        return ruling if ruling is not None and not ruling.holds else None


def rulings_in_force(session: Session) -> Rulings:
    """The decisions in force that say that something is a measure, or is not, by what both sides of them say."""
    found: list[Ruling] = []
    in_force = decisions_in_force(session)
    stands = joined_measures(in_force)
    for one in in_force:
        if one.kind != REJECT and one.measures:
            found += _rulings_of_parts(session, one)
            continue
        if one.kind not in (CONFIRM, REJECT) or one.name is None or one.entry_id is None or one.known_entry_id is None:
            continue
        measure_id = stands.get(one.measure_id, one.measure_id)
        entry, known = (session.get_one(StoredEntry, row) for row in (one.entry_id, one.known_entry_id))
        if one.kind == CONFIRM or one.other_id is None:
            found.append(_ruling(one, measure_id, entry))
        else:
            other_id = stands.get(one.other_id, one.other_id)
            found += [_ruling(one, measure_id, entry, other_id), _ruling(one, other_id, known, measure_id)]
    return Rulings(tuple(reversed(found)))


def said_by(entry: Entry) -> Said:
    """What an entry says by which it is known again."""
    parent = normalise_name(entry.parent) if entry.parent and entry.level is Level.BREAKDOWN else ""
    return Said(normalise_name(entry.name), parent, entry.ministry, entry.bureau)


def _ruling(decision: StoredDecision, measure_id: str, row: StoredEntry, other_id: str | None = None) -> Ruling:
    entry = entry_from_json(row.body)
    return Ruling(
        decision.id,
        decision.kind == CONFIRM,
        measure_id,
        said_by(entry),
        entry.fiscal_year,
        entry.amount,
        decision.decided_by,
        bool(decision.measures),
        other_id,
    )


def _rulings_of_parts(session: Session, decision: StoredDecision) -> Iterator[Ruling]:
    """What a split, a merge or a confirmed link of either says: that the newer entries of its links are parts, or wholes."""
    for link in links_of(session, decision):
        older, newer = (session.get_one(StoredEntry, row) for row in (link.prev_entry_id, link.next_entry_id))
        if link.status == "accepted" and link.kind in (SPLIT, MERGE) and older.measure_id is not None:
            yield replace(_ruling(decision, older.measure_id, newer), holds=True, of_parts=True, kind=link.kind)


def _matched(known: Sequence[Statement], open_: Sequence[Statement], look: Look) -> list[tuple[Link, Statement, Statement]]:
    if not known or not open_:
        return []
    known_by, open_by = ({one.entry.id: one for one in side} for side in (known, open_))
    sides = [one.entry for one in known], [one.entry for one in open_]
    if look.older:
        links = match(*sides, include_all=True, also=look.also)
        return [(link, known_by[link.prev_id], open_by[link.next_id]) for link in links]
    links = match(*reversed(sides), include_all=True)
    return [(link, known_by[link.next_id], open_by[link.prev_id]) for link in links]


def _unlike(known: Statement, one: Statement, look: Look) -> Link:
    """The link of two entries in which the matcher sees no likeness."""
    ends = (known, one) if look.older else (one, known)
    kind = "same" if plain_name(known.entry.name) == plain_name(one.entry.name) else "renamed"
    return Link(ends[0].entry.id, ends[1].entry.id, 0.0, kind)


def _of_one_money(known: Statement, one: Statement, look: Look) -> bool:
    """Whether two statements tell of the same money: for one year, or the newer one's for the year before."""
    older, newer = (known, one) if look.older else (one, known)
    if older.entry.fiscal_year == newer.entry.fiscal_year:
        return older.entry.amount.is_stated and older.entry.amount.agrees_with(newer.entry.amount)
    return older.entry.amount.is_stated and newer.entry.prior.is_stated and newer.entry.prior.agrees_with(older.entry.amount)


def _is_beyond(found: Judged, year: FiscalYear | None) -> bool:
    """Whether a line in question is of that year, or on the other side of it than the known one."""
    known, one = found.known.entry.fiscal_year, found.one.entry.fiscal_year
    if known is None or one is None or year is None:
        return known == one == year
    return known.year < year.year <= one.year or known.year > year.year >= one.year or known.year == year.year == one.year


def _hangs_on(found: Judged, ends: set[int]) -> bool:
    """Whether a link of a part is one only because of a link between other entries, by the rows of these."""
    return not found.link.is_identity and bool({found.known.row, found.one.row} & ends)


def _without(statements: Sequence[Statement], others: Sequence[Statement]) -> list[Statement]:
    rows = {other.row for other in others}
    return [one for one in statements if one.row not in rows]
