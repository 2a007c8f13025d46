"""A statement of shares that names recipients states what the State pays each of them."""

from __future__ import annotations

import pytest

from monitor.parse.rates import read_rates
from monitor.parse.recipients import NAMES_STATE, SUBSIDY_LABEL, by_recipient


def shares(text: str) -> list[tuple[str | None, dict[str, str]]]:
    return [(rate.scope, {who: str(share) for who, share in rate.shares}) for rate in by_recipient(read_rates(text), text)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("補助率：小規模企業者１／２、その他の中小企業１／３", [("小規模企業者", {"国": "1/2"}), ("中小企業", {"国": "1/3"})]),
        ("補助率　1/3（財政力の弱い市町村は1/2）", [(None, {"国": "1/3"}), ("財政力の弱い市町村", {"国": "1/2"})]),
        ("初めて整備する市町村：定額", [("初めて整備する市町村", {"国": "定額"})]),
        ("市町村　10/10", [("市町村", {"国": "1"})]),
        ("国庫補助率：中小企業１／２、大企業１／３", [("中小企業", {"国": "1/2"}), ("大企業", {"国": "1/3"})]),
        ("助成率：３／４（小規模事業者は４／５）", [(None, {"国": "3/4"}), ("小規模事業者", {"国": "4/5"})]),
    ],
)
def test_recipients_are_scopes(text: str, read: list[tuple[str | None, dict[str, str]]]) -> None:
    assert shares(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "補助率：国１／２、都道府県１／４、事業者１／４",
        "国１／２、市町村：１／２",
        "小さな市町村：２／３",
        "負担割合：都道府県１／３",
        "補助率：都道府県１／２、市町村１／２",
    ],
)
def test_parties_that_pay_stay_parties(text: str) -> None:
    assert by_recipient(read_rates(text), text) == read_rates(text)


def test_the_state_is_a_word_of_its_own() -> None:
    assert NAMES_STATE.search("国:2/3")
    assert NAMES_STATE.search("(国10/10)")
    assert not NAMES_STATE.search("全国の市町村、国立大学 1/2")
    assert SUBSIDY_LABEL.search("補助率")


def test_a_recipient_of_all_is_a_scope_where_the_state_shares_with_others() -> None:
    text = "県の拠点となる港：１０／１０\n地域の港：国１／２、都道府県１／２"
    assert shares(text) == [("県の拠点となる港", {"国": "1"}), ("地域の港", {"国": "1/2", "都道府県": "1/2"})]
