"""Two lists of entries compared through their links: what changed, what appeared and what disappeared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace

from monitor.budget import Basis, Change, ChangeKind, Entry, Level
from monitor.compare.money import amounts_differ
from monitor.compare.parts import Compared, MeasureId, splits_and_merges
from monitor.compare.statement import compare
from monitor.compare.words import amount_words
from monitor.match import SURE, Link, normalise_name, plain_name


def own_id(before: Entry | None, after: Entry | None) -> str:
    """The id used where nothing permanent is known: that of the newer entry, else of the older."""
    entry = after or before
    if entry is None:
        raise ValueError("a measure without an entry")
    return entry.id


def compare_lists(
    links: Iterable[Link],
    before: Sequence[Entry],
    after: Sequence[Entry],
    basis: Basis,
    *,
    comparable: bool,
    measure_id: MeasureId = own_id,
) -> list[Compared]:
    """Every measure with a change, in the order of the newer list, then those that disappeared in the order of the older.

    Links scored below SURE are in doubt: their entries neither changed nor appeared nor disappeared until a person decides.
    Links of kind split and merge make no two entries one measure: a part that is new was split off and did not appear, one that
    ended was merged and did not disappear. Totals never change, appear or disappear; a reprise or a line printed twice makes no
    second change; a breakdown line of a measure that appeared or disappeared is not told on top of it.
    """
    links = list(links)
    parts = [link for link in links if not link.is_identity]
    pairs = {link.next_id: link for link in links if link.is_identity}
    olds, news = [e for e in before if e.level is not Level.TOTAL], [e for e in after if e.level is not Level.TOTAL]
    by_id = {e.id: e for e in olds}
    found: list[Compared] = []
    for entry in news:
        link = pairs.get(entry.id)
        if link is None or link.score < SURE or link.prev_id not in by_id or _echoes(entry, news):
            continue
        older = by_id[link.prev_id]
        changes = compare(older, entry, basis, measure_id(older, entry))
        found.append(Compared(older, entry, tuple(replace(c, confidence=min(c.confidence, link.score)) for c in changes)))
    if comparable:
        own = {link.prev_id: link.next_id for link in pairs.values() if link.score >= SURE}
        sure = [link for link in parts if link.score >= SURE]
        found += splits_and_merges(sure, by_id, {e.id: e for e in news}, own, basis, measure_id)
        began, ended = {link.next_id for link in sure} - set(pairs), {link.prev_id for link in sure} - set(own)
        found += _one_sided(news, {link.next_id for link in links}, began, lambda e: _appeared(e, basis, measure_id))
        found += _one_sided(olds, {link.prev_id for link in links}, ended, lambda e: _disappeared(e, basis, measure_id))
    return _told_once(_in_order(found, news, olds))


def _one_sided(entries: list[Entry], linked: set[str], parts: Set[str], tell: Callable[[Entry], Compared]) -> list[Compared]:
    """Entries that the other list does not have, less those that say again what another line says.

    linked: those that have a link; parts: those of them that began or ended by a split or a merge, whose lines go with them.
    """
    alone = [e for e in entries if e.id not in linked and not _echoes(e, entries) and not _repeats_linked(e, entries, linked)]
    names = {plain_name(e.name) for e in (*alone, *(e for e in entries if e.id in parts)) if e.level is Level.MEASURE}
    return [tell(e) for e in alone if not (e.level is Level.BREAKDOWN and e.parent and plain_name(e.parent) in names)]


def _echoes(entry: Entry, entries: list[Entry]) -> bool:
    """Whether a reprise stands in the same list as what it says again."""
    if "reprise" not in entry.flags:
        return False
    name = normalise_name(entry.name)
    return any("reprise" not in e.flags and normalise_name(e.name) == name for e in entries)


def _repeats_linked(entry: Entry, entries: list[Entry], linked: set[str]) -> bool:
    """Whether the same line, name and money, stands in the list a second time and is linked there."""
    name = plain_name(entry.name)
    return any(e.id in linked and plain_name(e.name) == name and not amounts_differ(e.amount, entry.amount) for e in entries)


def _appeared(entry: Entry, basis: Basis, measure_id: MeasureId) -> Compared:
    words, yen = amount_words(entry.amount, entry.stage), entry.amount.yen if entry.amount.is_stated else None
    change = Change(
        measure_id(None, entry),
        ChangeKind.APPEARED,
        basis,
        entry.name,
        "measure",
        _said_of_before(entry),
        words,
        after_yen=yen,
        level=entry.level.value,
        confidence=entry.confidence,
    )
    return Compared(None, entry, (change,))


def _said_of_before(entry: Entry) -> str | None:
    """What a newcomer to the list states for the year before; None when there was nothing (DOMAIN.md: only (0) and (－) say so)."""
    if not entry.prior.is_stated or not entry.prior.yen:
        return None
    return f"資料に前年度{amount_words(entry.prior)}との記載"


def _disappeared(entry: Entry, basis: Basis, measure_id: MeasureId) -> Compared:
    words, yen = amount_words(entry.amount, entry.stage), entry.amount.yen if entry.amount.is_stated else None
    change = Change(
        measure_id(entry, None),
        ChangeKind.DISAPPEARED,
        basis,
        entry.name,
        "measure",
        words,
        None,
        before_yen=yen,
        level=entry.level.value,
        confidence=entry.confidence,
    )
    return Compared(entry, None, (change,))


def _in_order(found: list[Compared], news: list[Entry], olds: list[Entry]) -> list[Compared]:
    place_new = {e.id: n for n, e in enumerate(news)}
    place_old = {e.id: n for n, e in enumerate(olds)}
    return sorted(
        found,
        key=lambda c: (0, place_new[c.after.id]) if c.after else (1, place_old[c.before.id] if c.before else 0),
    )


def _told_once(found: list[Compared]) -> list[Compared]:
    """Leave out what the same name already told in the same words: a measure line counts before its breakdown line."""
    seen: set[tuple[str, ...]] = set()
    kept: dict[int, list[Change]] = {}
    for n in sorted(range(len(found)), key=lambda n: (_level(found[n]) is not Level.MEASURE, n)):
        for change in found[n].changes:
            key = (change.kind, plain_name(change.name), change.field, change.before or "", change.after or "", _office(found[n]))
            if key not in seen:
                seen.add(key)
                kept.setdefault(n, []).append(change)
    return [replace(found[n], changes=tuple(kept[n])) for n in sorted(kept)]


def _level(compared: Compared) -> Level:
    entry = compared.after or compared.before
    return entry.level if entry else Level.TOTAL


def _office(compared: Compared) -> str:
    """Two bureaus can have measures of one name; a breakdown line names no bureau and is its measure's."""
    entry = compared.after or compared.before
    return plain_name(entry.bureau or "") if entry else ""
