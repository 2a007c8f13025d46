"""Slides whose title was lost: named from the slide itself, for a person to look at."""

from __future__ import annotations

import pytest

from monitor.budget import Entry
from tests.parse.slides import one, read


def lost(purpose: str, outline: str, money: str = "令和8年度概算要求額 3億円（2億円）") -> Entry:
    return one(f"{money}\n\n事業の目的\n\n- {purpose}\n\n事業の概要\n\n{outline}\n\n実施主体等\n\n【実施主体】 市町村\n")


@pytest.mark.parametrize(
    ("purpose", "outline", "name"),
    [
        ("樹木を守る。", "- 樹木の情報を持つ「樹木台帳共有システム」について、運用を行う。", "樹木台帳共有システム"),
        ("公園におけるドローン活用推進事業を実施する。", "- ドローンを使う。", "公園におけるドローン活用推進事業"),
        ("樹木を守る。", "- 書類を減らすための樹木の電子届出システムの構築を行う。", "樹木の電子届出システムの構築"),
        ("樹木を守る。", "- 次に掲げる事業を実施する。\n\n① 剪定支援\n\n② 台帳整備", "剪定支援、台帳整備"),
        ("近年は枯死が増えているため、街路樹の見守り体制の整備を促進する。", "- 見守る。", "街路樹の見守り体制の整備の促進"),
        ("市民に樹木の手入れの相談を提供することを目的とする。", "- 知らせる。", "市民に樹木の手入れの相談の提供"),
    ],
)
def test_a_lost_title_is_named_from_the_slide_itself_and_goes_to_review(purpose: str, outline: str, name: str) -> None:
    entry = lost(purpose, outline)
    assert (entry.name, entry.line) == (name, 1)
    assert entry.confidence < 0.5


def test_a_derived_name_does_not_change_with_the_money() -> None:
    before = lost("街路樹の見守り体制の整備を促進する。", "- 見守る。")
    after = lost("街路樹の見守り体制の整備を促進する。", "- 見守る。", "令和8年度概算要求額 9億円（2億円）")
    assert before.name == after.name


def test_a_slide_that_offers_no_words_is_named_by_its_item_of_appropriation() -> None:
    assert lost("なし", "なし", "<公園補助金> 令和8年度概算要求額 3億円（2億円）").name == "公園補助金"


def test_two_slides_that_derive_one_name_are_two_measures() -> None:
    text = "令和8年度概算要求額 3億円（2億円）\n\n事業の目的\n\n- 公園の整備を推進する。\n\n事業の概要\n\n- 整える。\n\n"
    assert [entry.name for entry in read(text + text)] == ["公園の整備の推進", "公園の整備の推進(2)"]


def test_badges_on_items_of_a_slide_without_title_are_badges_in_part() -> None:
    assert lost("樹木を守る。", "- ・剪定 **【拡充】**\n- ・植栽 【新規】").flags == ("new_part", "expanded_part")
