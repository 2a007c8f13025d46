"""A council paper read whole: its list of measures, and nothing else of it. The documents here are written by hand."""

from pathlib import Path

import pytest

from monitor.budget import Amount, AmountKind, FiscalYear, Level, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import bulleted
from tests.parse.papers import HEADING, PAPER, document, entries


def test_every_item_of_the_list_is_a_measure_and_nothing_else_is() -> None:
    measures = [name for name, entry in entries(PAPER).items() if entry.level is Level.MEASURE]
    assert measures == [
        "灯台の灯を守るための国庫負担",
        "海図データ提供の見直し",
        "港湾への財政支援",
        "漁港への財政支援",
        "高齢の灯台守の支援",
        "点検ロボットの導入支援",
        "点検の動機づけの強化(港・漁港)",
        "長寿命化の実証事業",
        "避難した灯台守への特別措置",
        "灯台守の相談窓口",
    ]


def test_money_of_both_years_keeps_its_own_precision() -> None:
    entry = entries(PAPER)["長寿命化の実証事業"]
    assert entry.amount == Amount(110_000_000, AmountKind.EXACT, 10**7)
    assert entry.prior == Amount(82_000_000, AmountKind.EXACT, 10**6)


def test_year_and_stage_are_the_lists_own() -> None:
    assert {(entry.fiscal_year, entry.stage) for entry in entries(PAPER).values()} == {(FiscalYear(2024), Stage.DRAFT)}


def test_a_cost_told_in_a_sentence_is_a_breakdown_of_the_measure_above() -> None:
    entry = entries(PAPER)["小さな灯台の見回りに係る費用"]
    assert (entry.level, entry.parent) == (Level.BREAKDOWN, "灯台の灯を守るための国庫負担")
    assert (entry.amount.yen, entry.prior) == (3_900_000_000, Amount.none())
    assert entry.confidence < 0.8


def test_a_name_may_stand_before_its_sections_heading() -> None:
    found = entries(PAPER)
    assert found["灯台の灯を守るための国庫負担"].section[-1] == "安定的な灯台の運営"
    assert found["点検の動機づけの強化(港・漁港)"].section[-1] == "灯台の長寿命化・点検"
    assert found["点検ロボットの導入支援"].section[1:] == ("灯台の長寿命化・点検", "③ 灯台の長寿命化への支援")


def test_a_division_on_a_line_of_its_own_belongs_to_the_next_item() -> None:
    found = entries(PAPER)
    assert found["漁港への財政支援"].division == "港湾課"
    assert found["港湾への財政支援"].division is None


def test_the_account_is_read_beside_an_item_and_below_one() -> None:
    found = entries(PAPER)
    assert found["避難した灯台守への特別措置"].account == "東日本大震災復興特別会計"
    assert found["灯台守の相談窓口"].account == "東日本大震災復興特別会計"
    assert found["漁港への財政支援"].account is None


def test_pages_of_a_pdf_give_the_same_measures() -> None:
    from_pages = entries(PAPER, pages=True)
    assert list(from_pages) == list(entries(PAPER))
    assert from_pages["港湾への財政支援"].page is not None


def test_the_span_ends_before_the_next_chapter() -> None:
    paper = document(PAPER)
    (span,) = bulleted.find(paper, Header())
    texts = {line.number: line.text for line in paper.lines}
    assert texts[span.first] == " " + HEADING
    assert "税制改正" not in "".join(texts[number] for number in range(span.first, span.last + 1))


@pytest.mark.shared
def test_the_real_paper_gives_its_list_and_nothing_else(shared: Path) -> None:
    text = (shared / "data/releases/mhlw-iryouhoken-bukai-174-part1.txt").read_text(encoding="utf-8")
    found = entries(text)
    assert len(found) == 15
    assert {2042 <= (entry.line or 0) <= 2163 for entry in found.values()} == {True}
