"""Who carries a measure out (実施主体), as the words behind its label name them."""

from __future__ import annotations

import re

from monitor.parse.width import plain

LABEL = re.compile(
    r"(?P<open>[【\[［(（<＜〈《■◆]?)\s*(?:(?:事\s*業\s*)?実\s*施|事\s*業)\s*主\s*体\s*等?\s*(?P<close>[】\]］)）>＞〉》]?)\s*(?P<colon>[:：]?)"
    r"(?!\s*[ぁ-ん])(?!\s*[・、及]\s*(?:び)?\s*(?:国庫)?(?:補助|負担|交付|助成|対象))\s*"
)
"""実施主体：…, 【実施主体】…, （１）実施主体; never 実施主体となる…."""

BEHIND_VALUE = re.compile(r"\s+(?=\S{2,6}\s*[:：])|。(?![)）])|[【※→]|\s{2,}|\s+[○〇◯●]")
"""Where the words that name an implementer end on their line: at a sentence's end, a remark, another label, a gap."""

LEAVE = re.compile(r"\s*[(（][^()（）]*(?:可(?:能)?|[:：][^()（）]*)[)）]\s*$")
"""（…への委託可能）, （間接補助先：診療所）: what the implementer may do and to whom it pays is no part of who it is."""

SEPARATOR = re.compile(r"[、・]|\s+又は\s+|又は|及び(?!、)")
IN_BRACKETS = re.compile(r"[(（][^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）]")
SPACE_IN_JAPANESE = re.compile(r"(?<=[一-龥ァ-ヶー・]) (?=[一-龥ァ-ヶー(])")

SHIELD = {ord("、"): "\x01", ord("・"): "\x02"}
UNSHIELD = {1: "、", 2: "・"}


def parties(value: str) -> list[str]:
    """The parties of a list: 都道府県、指定都市・中核市. What stands in brackets stays with its party."""
    text = SPACE_IN_JAPANESE.sub("", plain(LEAVE.sub("", value)))
    shielded = IN_BRACKETS.sub(lambda m: m[0].translate(SHIELD), text)
    parts = [part.translate(UNSHIELD).strip(" :、,") for part in SEPARATOR.split(shielded)]
    return [part for part in parts if 1 <= len(part) <= 40 and part.count("(") == part.count(")")]
