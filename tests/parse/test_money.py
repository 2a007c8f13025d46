"""Money in every form that releases print (DOMAIN.md, Money)."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.budget import Amount, AmountKind, Part
from monitor.parse.around_figures import Statement, part_label
from monitor.parse.money import UNITS, money_spans
from monitor.parse.statements import read_parts, read_statement

MILLION, OKU, CHO = 10**6, 10**8, 10**12
NONE = Amount.none()

units = st.sampled_from(["兆", "億", "百万", "千万", "万", "千", ""])
commas = st.sampled_from([",", ", ", " ,", "，"])
gaps = st.sampled_from(["", " ", "　"])


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def yen(amount: int, step: int = MILLION) -> Amount:
    return Amount(amount, AmountKind.EXACT, step)


def only_amount(text: str) -> Amount:
    """The one amount that a text states; what means nothing (－億円) does so in brackets."""
    (span,) = money_spans(text) or money_spans(f"({text.strip()})")
    return span.amount


def grouped(number: int, comma: str) -> str:
    return f"{number:,}".replace(",", comma)


@given(st.integers(0, 999_999), units, st.booleans(), commas, gaps, st.sampled_from(["", "▲", "△"]))
def test_an_amount_printed_in_any_unit_and_width_reads_back(
    number: int, unit: str, wide: bool, comma: str, gap: str, sign: str
) -> None:
    text = f"{sign}{grouped(number, comma)}{gap}{unit}円"
    amount = only_amount(full_width(text) if wide else text)
    assert amount == yen((-1 if sign else 1) * number * UNITS[unit], UNITS[unit])


@given(st.integers(0, 9999), st.integers(0, 99), st.sampled_from(["兆", "億", "百万", "万"]), st.booleans())
def test_decimals_set_the_precision(whole: int, hundredths: int, unit: str, wide: bool) -> None:
    text = f"{whole:,}.{hundredths:02}{unit}円"
    number = Decimal(f"{whole}.{hundredths:02}")
    assert only_amount(full_width(text) if wide else text) == yen(int(number * UNITS[unit]), UNITS[unit] // 100)


@given(st.integers(1, 99), st.integers(1, 9999), st.integers(1, 99), st.booleans())
def test_mixed_units_add_up_and_the_last_sets_the_precision(cho: int, oku: int, million: int, wide: bool) -> None:
    text = f"{cho}兆{oku:,}億{million}百万円"
    assert only_amount(full_width(text) if wide else text) == yen(cho * CHO + oku * OKU + million * MILLION)


@given(st.text("あ国○①・（）、。 　うち推", max_size=12), st.integers(1, 9999), st.text("国、。）推進", max_size=6))
def test_offsets_point_at_the_raw_text(before: str, number: int, after: str) -> None:
    printed = full_width(f"{number:,}") + "百万円"
    text = f"{before}{printed}{after}"
    (span,) = [span for span in money_spans(text) if span.amount.yen == number * MILLION]
    assert text[span.start : span.end] == printed


@given(st.text())
def test_any_text_has_figures_or_none_but_never_fails(text: str) -> None:
    for span in money_spans(text):
        assert 0 <= span.start < span.end <= len(text)
    read_statement(text)
    read_parts(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2,027億31百万円", yen(202_731 * MILLION)),
        ("１０兆１，５９８億円", yen(101_598 * OKU, OKU)),
        ("１０兆６４８億円", yen(100_648 * OKU, OKU)),
        ("742億円", yen(742 * OKU, OKU)),
        ("２２億円", yen(22 * OKU, OKU)),
        ("0.65億円", yen(65 * MILLION)),
        ("６．０億円", yen(6 * OKU, 10**7)),
        ("16,798,544千円", yen(16_798_544_000, 1000)),
        ("2, 026百万円", yen(2026 * MILLION)),
        ("32, 158百万円", yen(32_158 * MILLION)),
        ("921 百万円", yen(921 * MILLION)),
        ("▲3億円", yen(-3 * OKU, OKU)),
        ("△ 12百万円", yen(-12 * MILLION)),
        ("－5億円", yen(-5 * OKU, OKU)),
        ("−5億円", yen(-5 * OKU, OKU)),
        ("１万５千円", yen(15_000, 1000)),
        ("11.１万円", yen(111_000, 1000)),
        ("210,400円", yen(210_400, 1)),
        ("0百万円", yen(0)),
        ("－億円", yen(0, OKU)),
        ("-億円", yen(0, OKU)),
        ("－", yen(0, 1)),
        ("（－億円）", yen(0, OKU)),
        ("56億円の内数", Amount(56 * OKU, AmountKind.WITHIN, OKU)),
        ("27,063 百万円の内数", Amount(27_063 * MILLION, AmountKind.WITHIN, MILLION)),
        ("１千億円", yen(10**11, 10**11)),
        ("3百億円", yen(3 * 10**10, 10**10)),
        ("皆増", yen(0, 1)),
        ("事項要求", NONE),
    ],
)
def test_every_form_of_an_amount_is_read(text: str, amount: Amount) -> None:
    assert only_amount(text) == amount


@pytest.mark.parametrize("text", ["", "円", "円滑な実施", "3件", "1億円から2億円", "令和7年度", "10/10"])
def test_what_is_no_single_amount_is_not_read_as_one(text: str) -> None:
    assert len(money_spans(text)) != 1


@pytest.mark.parametrize(
    "text",
    [
        "外国人介護人材の円滑な受入・定着を図る。",
        "物価高騰対策等の「事項要求」については、別途予算編成過程で検討する。",
        "（令和５年12月22日全世代型社会保障構築本部決定）",
        "第204回国会（令和3年常会）で成立した",
    ],
)
def test_prose_about_other_things_has_no_money(text: str) -> None:
    assert money_spans(text) == ()


def test_a_circled_number_is_not_part_of_the_amount() -> None:
    (span,) = money_spans("①1,000千円")
    assert span.amount == yen(1_000_000, 1000)
    assert span.start == 1


def test_a_marker_and_its_amount_are_not_one_number() -> None:
    assert [span.amount.yen for span in money_spans("2億 10億円")] == [10 * OKU]


def test_a_range_is_two_amounts_and_no_minus() -> None:
    assert [span.amount.yen for span in money_spans("5,800千円～17,400千円/施設")] == [5_800_000, 17_400_000]
    assert [span.amount.yen for span in money_spans("10億円-20億円")] == [10 * OKU, 20 * OKU]


def test_a_broken_number_is_not_read_as_its_tail() -> None:
    assert money_spans("1,23百万円") == ()


def statement(text: str) -> Statement:
    found = read_statement(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("text", "amount", "prior", "parts"),
    [
        ("201百万円 うち、④ 33百万円(168百万円)", yen(201 * MILLION), yen(168 * MILLION), [("推", 33)]),
        ("2, 026百万円 うち、**推**20百万円(283百万円)", yen(2026 * MILLION), yen(283 * MILLION), [("推", 20)]),
        ("10,011百万円 うち、推^{一部} 10,000百万円(9,521百万円)", yen(10_011 * MILLION), yen(9521 * MILLION), [("推", 10_000)]),
        ("2,071百万円 うち、推510百万円(1,695百万円)", yen(2071 * MILLION), yen(1695 * MILLION), [("推", 510)]),
        ("166百万円 うち、(推)12百万円(154百万円)", yen(166 * MILLION), yen(154 * MILLION), [("推", 12)]),
        ("4,000百万円うち、**推**400百万円 (4,000百万円)", yen(4000 * MILLION), yen(4000 * MILLION), [("推", 400)]),
        (
            "296百万円 うち、④13百万円(281百万円) うち、デジタル庁計上予算9百万円",
            yen(296 * MILLION),
            yen(281 * MILLION),
            [("推", 13), ("デジタル庁", 9)],
        ),
        (
            "32, 158百万円 (30, 393百万円) うち、デジタル庁計上予算44百万円",
            yen(32_158 * MILLION),
            yen(30_393 * MILLION),
            [("デジタル庁", 44)],
        ),
        (
            "公費 102,866百万円（国 73,299百万円、地方 29,567百万円）",
            yen(102_866 * MILLION),
            NONE,
            [("国", 73_299), ("地方", 29_567)],
        ),
        ("公費14,165百万円(国14,165百万円)", yen(14_165 * MILLION), NONE, [("国", 14_165)]),
        (
            "5,341億円（賃上げ1,536億円・物価上昇3,805億円）",
            yen(5341 * OKU, OKU),
            NONE,
            [("賃上げ", 153_600), ("物価上昇", 380_500)],
        ),
        ("１．１億円 （８２百万円）", yen(110 * MILLION, 10**7), yen(82 * MILLION), []),
        ("１０兆１，５９８億円（１０兆６４８億円）", yen(101_598 * OKU, OKU), yen(100_648 * OKU, OKU), []),
        ("2.4億円（－億円）", yen(240 * MILLION, 10**7), yen(0, OKU), []),
        ("28百万円（-億円）", yen(28 * MILLION), yen(0, OKU), []),
        ("12億円（-）", yen(12 * OKU, OKU), yen(0, 1), []),
        ("240百万円(0百万円)", yen(240 * MILLION), yen(0), []),
        ("2.3億円（前年度 1.9億円）", yen(230 * MILLION, 10**7), yen(190 * MILLION, 10**7), []),
        ("2.3億円（R6：1.9億円）", yen(230 * MILLION, 10**7), yen(190 * MILLION, 10**7), []),
        ("10億円（9億円）（令和5年度補正予算額：5億円）", yen(10 * OKU, OKU), yen(9 * OKU, OKU), []),
        ("10億円（令和5年度補正予算額：5億円）", yen(10 * OKU, OKU), NONE, []),
        ("（令和８年度：10億円、令和７年度：7億円）", yen(10 * OKU, OKU), yen(7 * OKU, OKU), []),
        ("(R7予算:7億円／R8概算要求:10億円)", yen(10 * OKU, OKU), yen(7 * OKU, OKU), []),
        ("（令和８年度：10億円、令和７年度補正：7億円）", yen(10 * OKU, OKU), NONE, []),
        ("（令和８年度：10億円、令和５年度：7億円）", yen(10 * OKU, OKU), NONE, []),
        ("（平成31年度：10億円、令和２年度：12億円）", yen(12 * OKU, OKU), yen(10 * OKU, OKU), []),
        ("（令和元年度：10億円、平成30年度：7億円）", yen(10 * OKU, OKU), yen(7 * OKU, OKU), []),
        ("（平成31年度：10億円、令和元年度：12億円）", yen(10 * OKU, OKU), NONE, []),
        ("（平成２年度：10億円、令和元年度：12億円）", yen(10 * OKU, OKU), NONE, []),
        ("（令和８年度：10億円、７年度：7億円）", yen(10 * OKU, OKU), yen(7 * OKU, OKU), []),
        ("（８年度：10億円、７年度：7億円）", yen(10 * OKU, OKU), yen(7 * OKU, OKU), []),
        ("827億円※(762億円※)", yen(827 * OKU, OKU), yen(762 * OKU, OKU), []),
        ("12億円（皆増）", yen(12 * OKU, OKU), yen(0, 1), []),
        ("12億円【うち推進枠 3億円】（11億円）", yen(12 * OKU, OKU), yen(11 * OKU, OKU), [("推", 300)]),
        ("5.9億円（56億円の内数）", yen(590 * MILLION, 10**7), NONE, []),
        ("5.9億円（56億円の内数）（4.0億円）", yen(590 * MILLION, 10**7), yen(400 * MILLION, 10**7), []),
        ("804億円（優遇融資を行うための財政基盤安定化等）", yen(804 * OKU, OKU), NONE, []),
        ("39億円（国費）を計上している。", yen(39 * OKU, OKU), NONE, []),
    ],
)
def test_a_statement_tells_this_year_the_year_before_and_the_parts(
    text: str, amount: Amount, prior: Amount, parts: list[tuple[str, int]]
) -> None:
    found = statement(text)
    assert (found.amount, found.prior) == (amount, prior)
    assert found.of_which == tuple(Part(label, million * MILLION) for label, million in parts)


@pytest.mark.parametrize(
    ("text", "amount", "prior"),
    [
        ("293億円の内数（177億円の内数）", Amount(293 * OKU, AmountKind.WITHIN, OKU), Amount(177 * OKU, AmountKind.WITHIN, OKU)),
        ("118億円の内数（-億円）", Amount(118 * OKU, AmountKind.WITHIN, OKU), yen(0, OKU)),
        (
            "公費54,400百万円(国36,267百万円、地方18,133百万円)の内数",
            Amount(54_400 * MILLION, AmountKind.WITHIN, MILLION),
            NONE,
        ),
    ],
)
def test_money_that_is_an_unstated_part_of_more_is_within(text: str, amount: Amount, prior: Amount) -> None:
    assert (statement(text).amount, statement(text).prior) == (amount, prior)


def test_a_statement_knows_where_it_stands() -> None:
    text = "1	国立病院機構における政策医療等の実施 1, 347百万円 (1, 184百万円) 。"
    found = statement(text)
    assert text[found.start : found.end] == "1, 347百万円 (1, 184百万円)"
    text = "公費54,400百万円(国36,267百万円、地方18,133百万円)の内数"
    assert (statement(text).start, statement(text).end) == (0, len(text))


def test_a_request_without_an_amount_is_a_statement_of_none() -> None:
    assert statement("事項要求").amount == NONE


def test_a_line_of_parts_alone_is_no_statement_but_parts() -> None:
    for text, part in [
        ("うち、デジタル庁計上予算1, 931百万円", Part("デジタル庁", 1931 * MILLION)),
        ("〔うち、重要政策推進枠	267億68百万円〕", Part("重要政策推進枠", 26_768 * MILLION)),
        ("〔うち、東日本大震災復興特別会計	35億43百万円〕", Part("東日本大震災復興特別会計", 3543 * MILLION)),
    ]:
        assert read_statement(text) is None
        assert read_parts(text) == (part,)
    assert read_parts("（国 73,299百万円、地方 29,567百万円）") == (Part("国", 73_299 * MILLION), Part("地方", 29_567 * MILLION))


def test_a_prior_year_alone_is_no_part() -> None:
    assert read_parts("（168百万円）") == ()
    assert read_parts("（前年度 168百万円）") == ()


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("推", "推"),
        ("**推**", "推"),
        ("(推)", "推"),
        ("④", "推"),
        ("推^{一部}", "推"),
        ("デジタル庁計上予算", "デジタル庁"),
        ("国費", "国費"),
    ],
)
def test_a_part_has_one_name_however_it_was_garbled(printed: str, label: str) -> None:
    assert part_label(printed) == label


HOSTILE = [
    "1" * 20_000,
    "1," * 10_000,
    "1,234" * 4000,
    "(" * 20_000,
    "（1億" * 5000,
    "1億 " * 5000 + "円",
    "うち、" * 5000 + "3億円",
    "▲" * 20_000 + "円",
    "1百万円、" * 3000,
    "1億円(国1億円、" * 1500,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_costs_no_time(text: str) -> None:
    begun = time.process_time()
    money_spans(text)
    read_statement(text)
    read_parts(text)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("text", ["999,999,999,999億円", "9" * 30 + "円", "9" * 5000 + "百万円", "1234567890123456(5)百万円"])
def test_a_figure_beyond_any_budget_is_no_money(text: str) -> None:
    assert all(abs(span.amount.yen or 0) < 10**18 for span in money_spans(text))
    assert all(span.end - span.start < 20 for span in money_spans(text))
