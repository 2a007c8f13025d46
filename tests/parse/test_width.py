"""Width folded one character for one."""

import json
import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from monitor.budget import entry_to_json
from monitor.parse import parse
from monitor.parse.memo import one_document
from monitor.parse.width import fold, fold_together, plain
from monitor.read.text import read


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(min_codepoint=0xFF01, max_codepoint=0xFF5E)))
def test_full_width_forms_fold_as_nfkc_does(text: str) -> None:
    assert fold(text) == unicodedata.normalize("NFKC", text)


@given(st.lists(st.text()))
def test_texts_folded_together_are_folded_as_each_alone(texts: list[str]) -> None:
    with one_document():
        alone = [fold(text) for text in texts]
    with one_document():
        fold_together(texts)
        assert [fold(text) for text in texts] == alone


def test_circled_numbers_stay_and_never_join_digits() -> None:
    assert fold("①１，０００千円") == "①1,000千円"
    assert plain("①1,000千円") == "1 1,000千円"


def test_kangxi_radicals_vertical_forms_and_minus_signs_are_made_plain() -> None:
    assert fold("⽀出︓３−２") == "支出:3-2"
    assert fold("︵注︶") == "(注)"
    assert fold("医政局⻭科保健課 ⻘少年の⺟⼦保健") == "医政局歯科保健課 青少年の母子保健"


RADICALS = """令和８年度概算要求の概要
厚⽣労働省医政局

※（ ）内は前年度当初予算額

1. ⾃⽴の⽀援

(1) ⼤⼯の⽀援

1

灯台守の⾃⽴⽀援事業

250百万円(240百万円)

灯台守の⽣活を⾒直す（⽤具︓灯り）。

2

橋の⾒回りの⾏動

80百万円(70百万円)

橋を⾒回る。

3

島の⾒回り

70百万円(60百万円)

島を⾒回る。
"""


def test_kangxi_radicals_reach_no_entry() -> None:
    """MOF and MHLW of 2025-12 print 支, 月, 用 as radicals (PDF.md, section 2)."""
    entries = parse(read(RADICALS.encode(), "plan.txt")).entries
    assert [entry.name for entry in entries] == ["灯台守の自立支援事業", "橋の見回りの行動", "島の見回り"]
    assert {entry.ministry for entry in entries} == {"厚生労働省"}
    assert entries[0].overview == "灯台守の生活を見直す（用具:灯り）。"
    told = json.dumps([entry_to_json(entry) for entry in entries], ensure_ascii=False)
    assert not re.search("[\u2e80-\u2fdf︓]", told)
