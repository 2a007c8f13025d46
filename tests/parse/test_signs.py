"""A rule is tried only where its sign stands: no line that a rule matches is without its sign."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from monitor.parse import labelled, names, narrow, rates, stages, unit_amounts, year_forms
from monitor.parse.badges import FORMS, MAY_BE_BADGE, Form
from monitor.parse.layouts.bulleted import heading
from monitor.parse.layouts.overview import forms, ringed, rows, torn
from monitor.parse.layouts.sheet import amounts, labels, offices, pages
from monitor.parse.layouts.slide import field, shares, title
from monitor.parse.layouts.slide import offices as slide_offices
from monitor.parse.places import matches, places_of

RULES = {
    "badges of a slide": (title.BADGE, title.BADGE_SIGN),
    "base of an overview's unit amount": (forms.UNIT_LABEL, forms.UNIT_SIGN),
    "head of a list of prices": (amounts.PRICE_HEADER, amounts.PRICE_SIGN),
    "label beside a value": (field.BESIDE, field.BESIDE_SIGN),
    "label of a limit": (unit_amounts.LIMIT_BEFORE, unit_amounts.LIMIT_SIGN),
    "label of shares": (shares.RATE_LABEL, shares.LABEL_SIGN),
    "marker": (names.MARKER, names.MARKER_SIGN),
    "note on the year before": (heading.PRIOR_NOTE, heading.NOTE_SIGN),
    "nothing before an arrow": (year_forms.NOTHING_BEFORE_ARROW, year_forms.ARROW_SIGN),
    "one of an overview's things": (forms.ONE_OF, forms.UNIT_SIGN),
    "one of a counted thing": (unit_amounts.ONE_BEFORE, unit_amounts.ONE_SIGN),
    "per": (unit_amounts.PER_BEFORE, unit_amounts.PER_SIGN),
    "per period": (unit_amounts.PERIOD_BEFORE, unit_amounts.PERIOD_SIGN),
    "per in a slide's shares": (shares.PER_PHRASE, shares.PER_SIGN),
    "telephone that goes on below": (offices.UNCLOSED_PHONE, offices.PHONE_SIGN),
    "telephone with a label": (offices.LABELLED_PHONE, offices.PHONE_SIGN),
    "step of a narrow column": (narrow.STEP_ALONE, narrow.STEP_SIGN),
    "title bar": (pages.NAME_LABEL, pages.TITLE_SIGN),
    "label of who is in charge": (slide_offices.LABELLED, slide_offices.LABEL_SIGN),
    "who is in charge": (slide_offices.IN_CHARGE, slide_offices.OFFICE_SIGN),
}
"""Each rule with what is looked for before it is tried; both of folded text."""

ROWS = {
    "drawn tree": (torn.TREE, torn.TREE_SIGN),
    "number alone": (rows.NUMBER_ALONE, ringed.NUMBER_SIGN),
    "number between dashes": (rows.DASHED_NUMBER, rows.DASHED_SIGN),
    "number of two parts": (torn.TWO_PART_NUMBER, torn.NUMBER_SIGN),
    "ring alone": (ringed.RING_ALONE, ringed.MARGIN_SIGN),
    "signs before a bullet": (ringed.BEFORE_BULLET, ringed.MARGIN_SIGN),
}
"""Rules of whole rows, each with what is looked for among all rows."""

BEGINNINGS = {
    "label of a statement": (labelled.LABEL, labelled.LABEL_BEGIN),
    "share": (rates.ANY_SHARE, rates.SHARE_BEGIN),
    "year and stage": (stages.STAGED_YEAR, stages.YEAR_BEGIN),
}
"""Each rule with the sign that every match of it begins with."""

often = settings(
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("rule", RULES)
@often
@given(st.data())
def test_a_line_that_a_rule_matches_has_its_sign(rule: str, data: st.DataObject) -> None:
    pattern, sign = RULES[rule]
    line = data.draw(st.from_regex(pattern))
    assume("\n" not in line and pattern.search(line))
    assert sign.search(line)


@often
@given(st.from_regex(labels.LABEL, fullmatch=True))
def test_a_line_that_begins_with_a_label_has_its_sign(line: str) -> None:
    assume("\n" not in line)
    assert places_of(labels.LABEL_SIGN, ["灯台", line]) == [1]


@pytest.mark.parametrize("rule", ROWS)
@often
@given(st.data())
def test_a_row_that_a_rule_matches_is_found_among_all_rows(rule: str, data: st.DataObject) -> None:
    pattern, sign = ROWS[rule]
    row = data.draw(st.from_regex(pattern, fullmatch=True))
    assume("\n" not in row)
    assert places_of(sign, ["灯台", row, "灯台"]) == [1]


@pytest.mark.parametrize("row", ["新", "新 一部", "推　510百万円", "新一部"])
def test_a_sign_that_a_row_begins_with_is_found_among_all_rows(row: str) -> None:
    assert ringed.SIGN_FIRST.match(row)
    assert places_of(ringed.MARGIN_SIGN, ["新たな灯台", row]) == [1]


@pytest.mark.parametrize(
    ("row", "ends_in_office"), [("灯台課", True), ("灯台の保全〔灯台室〕　", True), ("灯台課の保全", False), ("（灯台）", False)]
)
def test_a_row_that_ends_as_an_office_is_found_among_all_rows(row: str, ends_in_office: bool) -> None:
    assert rows.may_end_in_office(row) is ends_in_office
    assert (places_of(rows.OFFICE_AT_END, ["灯台", row]) == [1]) is ends_in_office


@pytest.mark.parametrize("pattern", [slide_offices.DIVISION, slide_offices.ALONE])
@often
@given(st.data())
def test_a_line_that_names_an_office_ends_as_offices_do(pattern: re.Pattern[str], data: st.DataObject) -> None:
    line = unicodedata.normalize("NFKC", data.draw(st.from_regex(pattern))).strip()
    m = pattern.match(line)
    assume("\n" not in line and m and (m["division"] or m["bureau"] or m["ext"]))
    assert line.endswith(slide_offices.LAST_LETTERS)


@pytest.mark.parametrize(
    ("line", "is_cell"), [("国", True), ("市町村 | 国 | 県", True), ("| 国| 県 |", True), ("国立灯台", False), ("全国 県", False)]
)
def test_the_head_of_the_nations_column_is_a_cell(line: str, is_cell: bool) -> None:
    assert (shares.NATION_CELL.search(line) is not None) is is_cell
    assert ("国" in shares.CELL_EDGE.split(line.strip("| "))) is is_cell


@pytest.mark.parametrize("rule", BEGINNINGS)
@often
@given(st.data())
def test_a_rule_tried_where_it_can_begin_finds_what_it_finds_when_it_is_tried_everywhere(rule: str, data: st.DataObject) -> None:
    pattern, begin = BEGINNINGS[rule]
    line = data.draw(st.lists(st.from_regex(pattern), min_size=1, max_size=3).map("、".join))
    assert [m.span() for m in matches(pattern, begin, line)] == [m.span() for m in pattern.finditer(line)]


@pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))
@often
@given(st.data())
def test_a_badge_of_each_form_stands_where_badges_are_looked_for(form: Form, data: st.DataObject) -> None:
    line = data.draw(st.tuples(st.sampled_from(["", "・", "灯台の保全事業 "]), st.from_regex(form.pattern)).map("".join))
    assume("\n" not in line and form.pattern.search(line))
    assert MAY_BE_BADGE.search(line)
    assert form.sign in line
    assert form.may_be is None or form.may_be(line)
    assert form.begin is None or [m.span() for m in matches(form.pattern, form.begin, line)] == [
        m.span() for m in form.pattern.finditer(line)
    ]
