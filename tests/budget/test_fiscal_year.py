"""The fiscal year and its eras."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.budget import FiscalYear, fiscal_years_in

years = st.integers(1926, 2099).map(FiscalYear)
ERA_NAMES = {"令和": "R", "平成": "H", "昭和": "S"}


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@given(years)
def test_the_era_and_back_is_the_same_year(year: FiscalYear) -> None:
    assert FiscalYear.of_era(*year.era()) == year


@given(years)
def test_the_printed_year_and_back_is_the_same_year(year: FiscalYear) -> None:
    assert FiscalYear.parse(str(year)) == year


@given(
    years,
    st.booleans(),
    st.sampled_from(["{era}{n}年度", "{era} {n} 年 度", "{era}年{n}度", "{era}{n}(20XX)年度", "{initial}{n}年度", "{initial}{n}"]),
)
def test_every_way_of_writing_a_year_is_read(year: FiscalYear, wide: bool, form: str) -> None:
    era, n = year.era()
    text = form.format(era=era, n=n, initial=ERA_NAMES[era]).replace("20XX", str(year.year))
    assert FiscalYear.parse(full_width(text) if wide else text) == year


@given(years)
def test_next_and_previous_are_inverse(year: FiscalYear) -> None:
    if year.year < 2099:
        assert year.next.previous == year


def test_heisei_31_and_reiwa_1_are_one_year() -> None:
    assert FiscalYear.parse("平成31年度") == FiscalYear.parse("令和元年度") == FiscalYear.parse("令和１年度") == FiscalYear(2019)


def test_the_first_year_of_an_era_is_gannen() -> None:
    assert str(FiscalYear(2019)) == "令和元年度"
    assert str(FiscalYear(1989)) == "平成元年度"
    assert str(FiscalYear(2025)) == "令和7年度"


def test_the_initial_budget_of_2019_was_called_heisei_31() -> None:
    assert FiscalYear(2019).era() == ("平成", 31)
    assert FiscalYear(2020).era() == ("令和", 2)
    assert FiscalYear(1988).era() == ("昭和", 63)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("令和年７度補正予算案 ６．０億円", 2025),
        ("令和7(2025)年度", 2025),
        ("令和７（2025）年度", 2025),
        ("2025（令和7）年度", 2025),
        ("令 和 ８ 年 度", 2026),
        ("2025年度", 2025),
        ("2025年度当初予算", 2025),
        ("㋿7年度", 2025),
    ],
)
def test_real_spellings_are_read(text: str, year: int) -> None:
    assert FiscalYear.parse(text) == FiscalYear(year)
    assert fiscal_years_in(text)[0] == FiscalYear(year)


def test_years_come_in_order_of_place() -> None:
    text = "令和7年度概算要求額に80億70百万円、令和6年度当初予算に16億24百万円、2023年度は0"
    assert fiscal_years_in(text) == [FiscalYear(2025), FiscalYear(2024), FiscalYear(2023)]


def test_a_date_names_no_fiscal_year() -> None:
    assert fiscal_years_in("令和6年4月1日に施行された改正児童福祉法") == []
    assert fiscal_years_in("（平成 27 年 10 月 1 日施行）") == []


def test_an_era_year_without_nendo_is_an_edition() -> None:
    assert fiscal_years_in("平成29年就労条件総合調査") == [FiscalYear(2017)]


@pytest.mark.parametrize("text", ["", "事業の目的", "第174回部会", "R", "令和123年度", "令和0年度", "20255年度"])
def test_no_year_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="year"):
        FiscalYear.parse(text)


def test_a_year_outside_the_eras_is_refused() -> None:
    for year in (1925, 2100):
        with pytest.raises(ValueError, match="outside"):
            FiscalYear(year)
    with pytest.raises(ValueError, match="not an era"):
        FiscalYear.of_era("大正", 3)


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_a_fiscal_year_runs_from_april_to_march(day: date) -> None:
    year = FiscalYear.of_day(day).year
    assert date(year, 4, 1) <= day < date(year + 1, 4, 1)


@given(st.text())
def test_any_text_has_years_or_none_but_never_fails(text: str) -> None:
    assert all(isinstance(year, FiscalYear) for year in fiscal_years_in(text))
