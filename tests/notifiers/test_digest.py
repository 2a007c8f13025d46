"""A digest tells every change once, by ministry and measure, heaviest first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.digest import Net, digest, first, label, weight
from notifiers.lines import context, item_tone, line, net_line
from notifiers.port import NotifyError
from notifiers.words import BASES, LABELS, RELATIONS, WORDS
from tests.notifiers.samples import NOW, OKU, some_news


def test_a_digest_is_never_empty() -> None:
    with pytest.raises(NotifyError):
        digest([])


def test_measures_stand_under_their_ministry_heaviest_first() -> None:
    made = digest(
        [
            some_news(1, before_yen=10 * OKU, after_yen=9 * OKU),
            some_news(2, before_yen=10 * OKU, after_yen=50 * OKU, ministry="こども家庭庁"),
            some_news(3, before_yen=10 * OKU, after_yen=7 * OKU),
        ]
    )
    assert [group.ministry for group in made.groups] == ["こども家庭庁", "厚生労働省"]
    assert [item.measure_id for item in made.items] == ["mhlw-2025-0002", "mhlw-2025-0003", "mhlw-2025-0001"]


def test_several_changes_of_one_measure_are_one_entry_with_its_steps_and_net_effect() -> None:
    steps = [
        some_news(1, measure_id="m", before_yen=10 * OKU, after_yen=8 * OKU, before="10億円", after="8億円"),
        some_news(2, measure_id="m", before_yen=8 * OKU, after_yen=9 * OKU, before="8億円", after="9億円"),
    ]
    (item,) = digest(reversed(steps)).items
    assert [step.id for step in item.steps] == [step.id for step in steps]
    assert item.net == Net(10 * OKU, 9 * OKU)
    assert net_line(item) == "通算 10億円 → 9億円 ▲1億円（▲10.0％）"
    assert item_tone(item) == "down"


def test_there_and_back_again_is_said_to_be_so() -> None:
    steps = [
        some_news(1, measure_id="m", before_yen=10 * OKU, after_yen=8 * OKU),
        some_news(2, measure_id="m", before_yen=8 * OKU, after_yen=10 * OKU),
    ]
    (item,) = digest(steps).items
    assert net_line(item).endswith("元に戻りました")
    assert item_tone(item) == "plain"


def test_steps_that_do_not_follow_from_each_other_have_no_net_effect() -> None:
    steps = [
        some_news(1, measure_id="m", before_yen=10 * OKU, after_yen=8 * OKU),
        some_news(2, measure_id="m", before_yen=7 * OKU, after_yen=9 * OKU),
    ]
    assert digest(steps).items[0].net is None


def test_a_change_given_twice_is_told_once() -> None:
    assert len(digest([some_news(1), some_news(1)]).items[0].steps) == 1


def test_the_summary_counts_measures_by_what_happened() -> None:
    made = digest(
        [
            some_news(1),
            some_news(2, kind="appeared", before=None, before_yen=None),
            some_news(3, kind="rate", before="国 1/2", after="国 1/3", before_yen=None, after_yen=None, basis="revision"),
            some_news(4, before_yen=1, after_yen=2),
            some_news(5, measure_id="mhlw-2025-0004", kind="renamed", field="name", before_yen=None, after_yen=None),
        ]
    )
    assert dict(made.counts) == {"appeared": 1, "decrease": 1, "increase": 1, "rate": 1, "renamed": 1, "replaced": 1}
    assert list(dict(made.counts)) == [key for key in LABELS["ja"] if key in dict(made.counts)]


def test_an_amount_that_is_no_own_figure_has_no_direction() -> None:
    step = some_news(1, before="56億円の内数", after="61億円", before_yen=56 * OKU, after_yen=61 * OKU)
    assert label(step) == "amount"
    assert weight(step) == 0
    assert line(step).before == "56億円の内数"
    assert line(step).after == "61億円"
    assert line(step).difference == ""


def test_a_changed_rate_weighs_what_it_moves_of_the_measures_money() -> None:
    rate = some_news(1, kind="rate", before="国１／２、県 1/2", after="国 1/3、県 2/3", measure_yen=60 * OKU)
    words = some_news(2, kind="rate", before="定額", after="国 1/2", measure_yen=60 * OKU)
    unit = some_news(3, kind="unit_amount", before_yen=20_000_000, after_yen=15_000_000, measure_yen=4 * OKU)
    text = some_news(4, kind="text", measure_yen=60 * OKU)
    assert [weight(step) for step in (rate, words, unit, text)] == [10 * OKU, 6 * OKU, 1 * OKU, 0]


def test_the_rest_of_a_long_digest_is_counted_not_dropped() -> None:
    whole = digest(some_news(n, before_yen=n, after_yen=0) for n in range(1, 31))
    cut = first(whole, 10)
    assert len(cut.items) == 10
    assert cut.hidden == 20
    assert cut.counts == whole.counts
    assert cut.items[0].weight == 30


def test_a_line_says_what_moved_when_and_where_it_is_printed() -> None:
    shown = line(some_news(1))
    assert (shown.label, shown.tone) == ("減額", "down")
    assert (shown.before, shown.after, shown.difference) == ("102億円", "86億円", "▲16億円（▲15.7％）")
    assert shown.context == "令和8年度 概算要求・前年度との比較"
    assert [place.link for place in shown.places] == [
        "https://www.example.go.jp/r8.pdf#page=12",
        "https://www.example.go.jp/r7.pdf#page=11",
    ]
    assert [place.words for place in shown.places] == ["資料 12ページ", "前の資料 11ページ"]
    assert shown.places[0].sha256 == "a" * 64


def test_a_step_is_told_in_one_unit() -> None:
    fine = line(some_news(1, before_yen=8_625_000, after_yen=9_000_000))
    assert (fine.before, fine.after, fine.difference) == ("862万5,000円", "900万円", "＋37万5,000円（＋4.3％）")
    coarse = line(some_news(1, before_yen=65_000_000, after_yen=165_000_000))
    assert (coarse.before, coarse.after, coarse.difference) == ("65百万円", "1億65百万円", "＋1億円（＋153.8％）")


def test_a_rate_is_shown_as_the_fractions_that_are_printed() -> None:
    shown = line(some_news(1, kind="rate", before="国 1/2", after="国 1/3", before_yen=None, after_yen=None))
    assert (shown.before, shown.after, shown.difference) == ("国 1/2", "国 1/3", "")


def test_a_unit_amount_keeps_its_printed_words() -> None:
    shown = line(
        some_news(
            1,
            kind="unit_amount",
            before="1施設2,000万円",
            after="1施設1,500万円",
            before_yen=20_000_000,
            after_yen=15_000_000,
        )
    )
    assert (shown.before, shown.after, shown.difference) == ("1施設2,000万円", "1施設1,500万円", "▲500万円（▲25.0％）")
    assert shown.tone == "down"


def test_english_lines_are_english() -> None:
    shown = line(some_news(1, kind="disappeared", after=None, after_yen=None), "en")
    assert (shown.label, shown.before, shown.after) == ("Ended", "¥10,200 million", "(none)")
    assert context(some_news(1, basis="revision"), "en") == "FY2026 budget request · published document replaced"


def test_both_languages_have_every_word() -> None:
    for table in (LABELS, BASES, RELATIONS, WORDS):
        assert set(table["ja"]) == set(table["en"])


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 10**12), st.integers(0, 10**12)), min_size=1, max_size=40))
def test_no_change_is_lost_in_a_digest(rows: list[tuple[int, int, int]]) -> None:
    news = [
        some_news(
            number,
            measure_id=f"m{measure}",
            before_yen=before,
            after_yen=after,
            noticed_at=NOW + timedelta(seconds=number % 3),
        )
        for number, (measure, before, after) in enumerate(rows)
    ]
    made = digest(news)
    assert sorted(step.id for item in made.items for step in item.steps) == sorted(step.id for step in news)
    assert len({item.measure_id for item in made.items}) == len(made.items)


WHOLE, PARTS = "甲事業 15億円", "甲事業 12億円、乙事業 2億円"


def test_a_split_is_told_in_the_names_and_money_of_its_parts_in_both_languages() -> None:
    whole = some_news(1, kind="split", field="split_into", before=WHOLE, after=PARTS, before_yen=15 * OKU, after_yen=14 * OKU)
    part = some_news(
        2, kind="split", field="split_from", before=WHOLE, after="乙事業 2億円", before_yen=15 * OKU, after_yen=2 * OKU
    )
    shown = line(whole)
    assert (shown.label, shown.before, shown.after, shown.difference) == ("分割", WHOLE, PARTS, "▲1億円（▲6.7％）")
    shown = line(part)
    assert (shown.label, shown.tone, shown.before, shown.after, shown.difference) == (
        "分割により新設",
        "new",
        WHOLE,
        "乙事業 2億円",
        "",
    )
    assert (line(whole, "en").label, line(part, "en").label) == ("Split", "Split off")
    assert (weight(whole), weight(part)) == (OKU, 2 * OKU)


def test_a_merge_is_told_to_what_ended_without_money_that_it_never_had() -> None:
    ended = some_news(
        1, kind="merged", field="merged_into", before="乙事業 2億円", after="甲事業 17億円", before_yen=2 * OKU, after_yen=17 * OKU
    )
    into = some_news(
        2,
        kind="merged",
        field="merged_from",
        before="甲事業 15億円、乙事業 2億円",
        after="甲事業 17億円",
        before_yen=17 * OKU,
        after_yen=17 * OKU,
    )
    assert (line(ended).label, line(ended).tone, line(ended).difference) == ("統合により終了", "down", "")
    assert (line(into).label, line(into).difference) == ("統合", "±0円")
    assert (line(ended, "en").label, line(into, "en").label) == ("Merged into another", "Merged")
    assert (weight(ended), weight(into)) == (2 * OKU, 0)
    assert dict(digest([ended, into]).counts) == {"merged": 1, "merged_into": 1}


def test_a_move_to_another_ministry_is_told_in_both_languages() -> None:
    states = {"before": "厚生労働省 子ども家庭局", "after": "こども家庭庁 成育局", "before_yen": None, "after_yen": None}
    moved = some_news(1, kind="moved", field="ministry", **states)
    assert [line(moved, language).label for language in ("ja", "en")] == ["移管", "Moved"]
    assert (line(moved).before, line(moved).after) == ("厚生労働省 子ども家庭局", "こども家庭庁 成育局")


GONE = {"url": "https://www.mhlw.go.jp/r9.pdf", "sha256": None, "page": None, "missing_since": "2026-08-28T00:00:00+00:00"}
PRINTED = {"url": "https://www.mhlw.go.jp/r9.pdf", "sha256": "a" * 64, "page": 3, "line": 7, "box": None}


def test_what_was_withdrawn_is_told_with_the_page_on_which_it_stood() -> None:
    evidence = {"before": PRINTED, "after": GONE}
    step = some_news(1, kind="withdrawn", basis="revision", before="80百万円", after=None, after_yen=None, evidence=evidence)
    told = {language: line(step, language) for language in ("ja", "en")}
    assert [(one.label, one.tone, one.after) for one in told.values()] == [
        ("資料の取下げ", "down", "（なし）"),
        ("Withdrawn", "down", "(none)"),
    ]
    assert told["ja"].context.endswith("公表資料の取下げ")
    assert told["en"].context.endswith("published document taken down")
    assert [place.words for place in told["ja"].places] == ["前の資料 3ページ"]
    assert dict(digest([step]).counts) == {"withdrawn": 1}, "taken down, not replaced"


def test_what_is_there_again_after_all_is_called_so() -> None:
    evidence = {"before": GONE, "after": PRINTED}
    states = {"before": None, "before_yen": None, "after": "80百万円", "after_yen": 80_000_000}
    step = some_news(1, kind="appeared", basis="revision", origin="correction", evidence=evidence, **states)
    told = {language: line(step, language) for language in ("ja", "en")}
    assert [(one.label, one.tone, one.before) for one in told.values()] == [
        ("載り直し", "new", "（なし）"),
        ("There again", "new", "(none)"),
    ]
    assert told["ja"].context.endswith("公表資料が載り直しました（先にお知らせした取下げの訂正）")
    assert told["en"].context.endswith("the document is there again (corrects the withdrawal told before)")
    assert [place.words for place in told["ja"].places] == ["資料 3ページ"]
    assert dict(digest([step]).counts) == {"returned": 1}, "neither new nor replaced"


def test_a_correction_of_our_own_reading_is_called_one() -> None:
    evidence = {"before": PRINTED, "after": PRINTED}
    step = some_news(1, basis="revision", origin="correction", evidence=evidence)
    assert context(step).endswith("当方の読み取りの訂正")
    assert context(step, "en").endswith("correction of our own reading")
    assert "replaced" not in dict(digest([step]).counts)
