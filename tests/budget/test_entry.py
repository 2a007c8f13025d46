"""Entries and their public form."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.budget import (
    FLAGS,
    FLAT,
    Amount,
    AmountKind,
    Box,
    Entry,
    FiscalYear,
    Level,
    Part,
    Rate,
    RevisionRate,
    Stage,
    UnitAmount,
    entry_from_json,
    entry_to_json,
    with_fields,
)

words = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=12)
maybe_words = st.none() | words
amounts = st.one_of(
    st.builds(
        Amount, st.integers(-(10**14), 10**14), st.sampled_from([AmountKind.EXACT, AmountKind.WITHIN]), st.sampled_from([1, 10**6])
    ),
    st.just(Amount.none()),
)
shares = st.fractions(0, 1, max_denominator=20) | st.just(FLAT)
rates = st.builds(Rate, maybe_words, st.dictionaries(words, shares, max_size=3).map(lambda d: tuple(d.items())), words)
coordinates = st.floats(0, 1000, allow_nan=False)
entries = st.builds(
    Entry,
    id=words,
    name=words,
    fiscal_year=st.none() | st.integers(1990, 2090).map(FiscalYear),
    stage=st.none() | st.sampled_from(Stage),
    doc=maybe_words,
    page=st.none() | st.integers(1, 999),
    line=st.none() | st.integers(1, 9999),
    box=st.none() | st.builds(Box, coordinates, coordinates, coordinates, coordinates),
    level=st.sampled_from(Level),
    parent=maybe_words,
    section=st.lists(words, max_size=3).map(tuple),
    ministry=maybe_words,
    bureau=maybe_words,
    round=st.none() | st.integers(1, 3),
    amount=amounts,
    prior=amounts,
    of_which=st.lists(st.builds(Part, words, st.integers(0, 10**12)), max_size=2).map(tuple),
    flags=st.lists(st.sampled_from(FLAGS), unique=True).map(tuple),
    rates=st.lists(rates, max_size=2).map(tuple),
    revision_rates=st.lists(st.builds(RevisionRate, words, st.decimals(-9, 9, places=2)), max_size=2).map(tuple),
    unit_amounts=st.lists(st.builds(UnitAmount, words, st.none() | st.integers(1, 10**9), maybe_words, words), max_size=2).map(
        tuple
    ),
    implementers=st.lists(words, max_size=2).map(tuple),
    account=maybe_words,
    overview=maybe_words,
    confidence=st.integers(0, 10_000).map(lambda n: n / 10_000),
    reprise_of=st.none() | st.just("l1"),
)


@given(entries)
def test_an_entry_survives_its_public_form(entry: Entry) -> None:
    assert entry_from_json(json.loads(json.dumps(entry_to_json(entry)))) == entry


def test_the_public_form_has_every_field_of_the_contract() -> None:
    row = entry_to_json(Entry("l7", "名", FiscalYear(2025), Stage.REQUEST, amount=Amount(742 * 10**8, step=10**8)))
    fields = (
        "id doc page line box name level parent section ministry bureau division phone_ext fiscal_year stage round amount_yen"
        " amount_kind amount_step prior_amount_yen prior_kind prior_step of_which flags rates revision_rates unit_amounts"
        " implementers account overview confidence reprise_of"
    )
    assert set(row) == set(fields.split())
    assert (row["fiscal_year"], row["stage"], row["amount_yen"], row["amount_kind"]) == (2025, "request", 74_200_000_000, "exact")
    assert (row["prior_amount_yen"], row["prior_kind"], row["prior_step"]) == (None, "none", None)


def test_only_id_and_name_are_required() -> None:
    entry = entry_from_json({"id": "1", "name": "ドクターヘリ導入促進事業"})
    assert entry.amount == Amount.none()
    assert entry.level is Level.MEASURE


def test_shares_are_fractions_or_flat() -> None:
    rate = Rate(None, (("国", Fraction(9, 10)), ("事業者", FLAT)), "国９／１０、事業者定額")
    row = entry_to_json(Entry("1", "名", rates=(rate,)))
    assert row["rates"] == [{"scope": None, "shares": {"国": "9/10", "事業者": "定額"}, "text": "国９／１０、事業者定額"}]


def test_revision_rates_are_numbers_in_the_public_form() -> None:
    row = entry_to_json(Entry("1", "名", revision_rates=(RevisionRate("薬価", Decimal("-0.97")),)))
    assert row["revision_rates"] == [{"label": "薬価", "percent": -0.97}]


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"id": "1"},
        {"id": "1", "name": " "},
        {"id": "1", "name": "名", "level": "chapter"},
        {"id": "1", "name": "名", "flags": ["shiny"]},
        {"id": "1", "name": "名", "fiscal_year": 1},
        {"id": "1", "name": "名", "rates": [{"shares": {"国": "half"}}]},
        {"id": "1", "name": "名", "rates": [{"shares": {"国": "3/2"}}]},
        {"id": "1", "name": "名", "rates": [{"shares": ["国"]}]},
        {"id": "1", "name": "名", "rates": [{"shares": {"国": "1/0"}}]},
        {"id": "1", "name": "名", "confidence": 2},
        {"id": "1", "name": "名", "box": [1, 2]},
    ],
)
def test_what_is_no_entry_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        entry_from_json(row)


def test_an_entry_with_other_fields_is_what_replace_makes_of_it() -> None:
    entry = Entry("l1", "灯台の保全事業", line=1, section=("港",), confidence=0.7)
    assert with_fields(entry, id="l2", bureau="港湾局") == replace(entry, id="l2", bureau="港湾局")
    with pytest.raises(ValueError, match="no name"):
        with_fields(entry, name=" ")
