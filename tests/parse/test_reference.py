"""参考資料: names without numbers, money of both years at their right or below. The documents here are written by hand."""

from __future__ import annotations

from monitor.parse import parse
from monitor.parse.header import Header
from monitor.parse.layouts import reference
from tests.parse.documents import document

PAGE = """灯台局　令和８年度予算案（参考資料）

灯台の維持

灯台の点検と塗装
10億円※(9億円※)
《令和7年度補正予算

3億円》

離島の灯台の電源の更新【拡充】
2.4億円(－)

港の維持

桟橋の修理　　　　　　　85百万円(90百万円)

※()内は前年度当初予算額
"""


def test_names_with_money_below_or_beside_them_are_measures() -> None:
    parsed = parse(document(PAGE))
    assert parsed.layouts == ("reference",)
    assert [(e.name, e.amount.yen, e.prior.yen, e.stage and e.stage.value) for e in parsed.entries] == [
        ("灯台の点検と塗装", 10 * 10**8, 9 * 10**8, "draft"),
        ("灯台の点検と塗装", 3 * 10**8, None, "supplementary"),
        ("離島の灯台の電源の更新", 240_000_000, 0, "draft"),
        ("桟橋の修理", 85_000_000, 90_000_000, "draft"),
    ]


def test_a_note_on_the_brackets_makes_it_surer_and_few_names_enough() -> None:
    (span,) = reference.find(document(PAGE), Header())
    assert reference.find(document(PAGE.replace("※()内は前年度当初予算額", "")), Header()) == []
    more = PAGE.replace("※()内は前年度当初予算額", "灯標の修理\n3億円(3億円)\n")
    (unsure,) = reference.find(document(more), Header())
    assert unsure.score < span.score


def test_without_a_budgets_title_names_with_money_are_no_measures() -> None:
    assert (
        reference.find(
            document(PAGE.replace("令和８年度予算案（参考資料）", "参考資料").replace("《令和7年度補正予算", "《別の")), Header()
        )
        == []
    )
