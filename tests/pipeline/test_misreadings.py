"""A figure that was told wrongly because it was misread gets one correction, told to exactly those who got it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import update

from monitor.pipeline import Outcome, release_hold
from monitor.read import pool
from monitor.read.pool import Readers
from notifiers.digest import revision
from notifiers.lines import line
from notifiers.news import news_of
from storage.tables import Delivery, Edition, Hold, StoredChange, Subscriber, Subscription
from tests.conftest import Plant
from tests.pipeline.conftest import NOW, Ledger
from tests.pipeline.test_holds import many

R7, R8, R9 = (f"https://www.mhlw.go.jp/r{n}.txt" for n in (7, 8, 9))

MISREAD = """
from dataclasses import replace as _replace

_rightly = pack


def pack(parsed):
    def misread(entry):
        is_it = {word!r} in entry.name and {year} in (0, entry.fiscal_year.year) and entry.amount.yen is not None
        return _replace(entry, amount=_replace(entry.amount, yen=entry.amount.yen + 10**6)) if is_it else entry

    return _rightly(_replace(parsed, entries=tuple(misread(entry) for entry in parsed.entries)))
"""
"""A parser that reads a million too much for measures of a word, in one fiscal year's releases or in all (0)."""

Parser = Callable[[str, str], None]


@pytest.fixture
def parser(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Puts another version of the parser in: one that misreads the measures of a word, or one that reads rightly."""
    started: list[Readers] = []

    def install(version: str, misreads: str | None = None, year: int = 0) -> None:
        code = MISREAD.format(word=misreads, year=year) if misreads else "pack = globals().get('_rightly', pack)"
        plant("monitor/parse/wire.py", code, append=True)
        started.append(Readers(1))
        monkeypatch.setattr(pool, "_readers", started[-1])
        for module in ("intake", "releases"):
            monkeypatch.setattr(f"monitor.pipeline.{module}.PARSER_VERSION", version)

    yield install
    for readers in started:
        readers.close()


def more_readers(ledger: Ledger) -> None:
    """Beside the reader of everything one who wants to hear of emergency care alone."""
    with ledger.database.session() as session:
        other = Subscriber(channel="email", address="b@example.jp", status="active", created_at=NOW)
        session.add(other)
        session.flush()
        session.add(Subscription(subscriber_id=other.id, keyword="救急", created_at=NOW))


def mail(ledger: Ledger) -> None:
    """Everything that is owed is sent."""
    with ledger.database.session() as session:
        session.execute(update(Delivery).where(Delivery.state == "pending").values(state="done", finished_at=ledger.clock))


def owed(ledger: Ledger) -> list[tuple[int, str | None, str | None]]:
    """What is owed and not sent yet: to whom, and the change's before and after."""
    changes = {row.id: row for row in ledger.rows(StoredChange)}
    rows = ledger.rows(Delivery, "subscriber_id", "change_id", state="pending")
    return sorted((reader, changes[change].before, changes[change].after) for reader, change in rows)


@pytest.fixture
def mistaken(ledger: Ledger, press: Any, parser: Callable[..., None]) -> Ledger:
    """A ledger that told its reader 80 → 96 of a measure for which 95 is printed."""
    parser("1", "看護", 2026)
    ledger.subscribe()
    more_readers(ledger)
    ledger.take(press.overview(2025), R7)
    ledger.take(press.overview(2026, press.edited(press.next_year(), 看護職員研修事業=95)), R8)
    assert owed(ledger) == [(1, "80百万円", "96百万円")]
    return ledger


def read_rightly(ledger: Ledger, press: Any, parser: Callable[..., None], version: str = "2") -> None:
    """A better parser is there, and the watch meets the releases again."""
    parser(version)
    ledger.round(ledger.parcel(press.overview(2025), R7))
    ledger.round(ledger.parcel(press.overview(2026, press.edited(press.next_year(), 看護職員研修事業=95)), R8))


def test_who_was_told_a_misread_figure_is_told_the_right_one_once(
    mistaken: Ledger, press: Any, parser: Callable[..., None]
) -> None:
    mail(mistaken)
    read_rightly(mistaken, press, parser)
    assert owed(mistaken) == [(1, "96百万円", "95百万円")], "the one who got it, and nobody else"
    [correction] = mistaken.rows(StoredChange, basis="revision")
    assert (correction.origin, correction.kind, correction.field) == ("correction", "amount", "amount")
    read_rightly(mistaken, press, parser)
    assert mistaken.count(Delivery) == 2


def test_the_comparison_says_what_is_printed_from_then_on(mistaken: Ledger, press: Any, parser: Callable[..., None]) -> None:
    mail(mistaken)
    read_rightly(mistaken, press, parser)
    rows = [(row.after, row.origin, row.superseded_at is None) for row in mistaken.rows(StoredChange, basis="year")]
    assert sorted(rows) == [("95百万円", "correction", True), ("96百万円", "live", False)]


def test_a_correction_is_called_one_and_no_replacement(mistaken: Ledger, press: Any, parser: Callable[..., None]) -> None:
    mail(mistaken)
    read_rightly(mistaken, press, parser)
    [correction] = mistaken.rows(StoredChange, basis="revision")
    news = news_of(correction)
    assert revision(news) == "correction"
    assert line(news).context.endswith("当方の読み取りの訂正")
    assert line(news, "en").context.endswith("correction of our own reading")


def test_what_was_not_sent_yet_is_sent_right_and_not_corrected(mistaken: Ledger, press: Any, parser: Callable[..., None]) -> None:
    read_rightly(mistaken, press, parser)
    assert owed(mistaken) == [(1, "80百万円", "95百万円")]
    assert mistaken.rows(StoredChange, basis="revision") == []
    assert mistaken.rows(Delivery, "state", "reason") == [("suppressed", "a figure in it had been misread"), ("pending", None)]


def test_a_change_that_was_none_is_corrected_too(ledger: Ledger, press: Any, parser: Callable[..., None]) -> None:
    parser("1", "看護", 2026)
    ledger.subscribe()
    for year, url in ((2025, R7), (2026, R8)):
        ledger.take(press.overview(year, press.rows if year == 2025 else press.next_year()), url)
    mail(ledger)
    parser("2")
    ledger.round(ledger.parcel(press.overview(2026, press.next_year()), R8))
    assert owed(ledger) == [(1, "81百万円", "80百万円")]
    assert [row.superseded_at is None for row in ledger.rows(StoredChange, basis="year")] == [False]


def test_a_figure_in_two_mails_is_corrected_once(ledger: Ledger, press: Any, parser: Callable[..., None]) -> None:
    """Told as what the request rose to, and as what the draft fell from."""
    parser("1", "看護", 2026)
    ledger.subscribe()
    ledger.take(press.overview(2025), R7)
    ledger.take(press.overview(2026, press.edited(press.next_year(), 看護職員研修事業=95)), R8)
    parser("1")
    ledger.take(press.overview(2026, press.edited(press.next_year(), 看護職員研修事業=90), stage="予算案"), R9)
    assert len(owed(ledger)) == 3
    mail(ledger)
    parser("2")
    ledger.round(ledger.parcel(press.overview(2026, press.edited(press.next_year(), 看護職員研修事業=95)), R8))
    assert owed(ledger) == [(1, "96百万円", "95百万円")]


def test_what_a_better_parser_reads_otherwise_and_nobody_was_told_is_no_news(
    ledger: Ledger, press: Any, parser: Callable[..., None]
) -> None:
    parser("1", "事業")
    ledger.subscribe()
    ledger.take(press.overview(2025), R7)
    ledger.take(press.overview(2026, press.next_year()), R8)
    before = ledger.count(Delivery)
    parser("2")
    for parcel in (ledger.parcel(press.overview(2025), R7), ledger.parcel(press.overview(2026, press.next_year()), R8)):
        assert [one.outcome for one in ledger.round(parcel)] == [Outcome.RESAVED if parcel.url == R7 else Outcome.UNCHANGED]
    assert (ledger.count(Delivery), owed(ledger)) == (before, [])
    assert ledger.count(Edition) == 4


def test_a_new_release_is_compared_with_what_is_printed_and_the_old_mistake_is_put_right(
    mistaken: Ledger, press: Any, parser: Callable[..., None]
) -> None:
    mail(mistaken)
    parser("2")
    rows = press.next_year(press.edited(press.next_year(), 看護職員研修事業=95))
    mistaken.round(mistaken.parcel(press.overview(2027, press.edited(rows, 看護職員研修事業=99)), R9))
    assert owed(mistaken) == [(1, "95百万円", "99百万円"), (1, "96百万円", "95百万円")]


def test_a_storm_of_corrections_is_held(ledger: Ledger, press: Any, parser: Callable[..., None]) -> None:
    parser("1", "整備", 2026)
    ledger.subscribe()
    ledger.take(press.overview(2025, many()), R7)
    newer = press.overview(2026, [(name, amount + 5, amount) for name, amount, _ in many()])
    ledger.take(newer, R8)
    mail(ledger)
    parser("2")
    [held] = ledger.round(ledger.parcel(newer, R8))
    assert (held.outcome, held.reason) == (Outcome.HELD, "it would change 60 of 60 measures at once")
    assert (owed(ledger), ledger.count(Hold), ledger.count(Edition)) == ([], 1, 2)
    assert ledger.round(ledger.parcel(newer, R8))[0].hold_id == held.hold_id
    release_hold(ledger.database, ledger.captures, held.hold_id or 0, "佐藤", ledger.clock)
    assert len(owed(ledger)) == 60
    assert ledger.round(ledger.parcel(newer, R8))[0].outcome is Outcome.UNCHANGED


def test_what_was_replaced_is_not_read_again_as_if_it_had_been_put_back(
    ledger: Ledger, press: Any, parser: Callable[..., None]
) -> None:
    """The former edition was read by the former parser, and the one that replaced it by the present one."""
    ledger.take(press.overview(2025), R7)
    parser("2")
    ledger.take(press.overview(2025, press.edited(press.rows, 看護職員研修事業=95)), R7)
    before = (ledger.count(Edition), ledger.count(StoredChange))
    assert before == (3, 1)
    ledger.take(press.overview(2025, press.rows[:4], bureau="健康局"), R8)
    assert (ledger.count(Edition), ledger.count(StoredChange)) == (4, 1)


def test_a_capture_is_read_again_once_a_version(ledger: Ledger, press: Any, parser: Callable[..., None]) -> None:
    ledger.take(press.overview(2025), R7)
    parser("2")
    for n in range(3):
        ledger.take(press.overview(2026, press.edited(press.next_year(), 看護職員研修事業=90 + n)), R8)
    assert ledger.count(Edition) == 5
