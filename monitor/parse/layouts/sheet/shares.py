"""Sets the shares of a sheet as a line states them, each behind its party, where a table, a bracket or a box parts the two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import takewhile

from monitor.parse.places import places_of
from monitor.parse.rates import PARTY, PARTY_ENDS, RATE_LABEL, SHARE, shares_in
from monitor.parse.width import SLASH, fold

BEFORE_ARROW = re.compile(r"\d{1,3} ?/ ?\d{1,3} *[→⇒] *(?=\d{1,3} ?/ ?\d)")
"""１／２→２／３: what the share was, before what it is (folded text)."""
PARTY_BEHIND = re.compile(r"(?P<share>\d{1,3} ?/ ?\d{1,3}) ?\((?P<who>[^()/]{1,20})\)")
"""３／４（国）、１／４（自治体） (folded text)."""
SHARE_IN_BRACKET = re.compile(r"\( ?(?P<share>\d{1,3} ?/ ?\d{1,3}) ?\)")
"""国（１／２）、都道府県（１／２） (folded text)."""
NO_SHARE = frozenset("-ー―")

LONGEST_TABLE = 16
"""How many lines below its head a table's rows can lie, blank ones too."""
LONGEST_GAP = 2


def behind_parties(texts: Sequence[str]) -> list[str]:
    """The texts with each share behind its party; a text of several columns has one line for each."""
    told = list(texts)
    near = places_of(SLASH, texts)
    for place in near:
        told[place] = _party_first(_without_former(told[place]))
    for place in near:
        if _is_share(fold(told[place]).strip()) and place and _is_party(told[place - 1].strip()):
            told[place] = f"{told[place - 1].strip()} {told[place].strip()}"
    _name_columns(told)
    _turn_rows(told)
    return told


def label_alone_above(texts: Sequence[str], at: int) -> str | None:
    """The label 補助率 that a line of nothing else says above a line, a blank one between at most."""
    near = next((text.strip() for text in reversed(texts[max(0, at - LONGEST_GAP) : at]) if text.strip()), "")
    return near if RATE_LABEL.fullmatch(fold(near)) else None


def _without_former(text: str) -> str:
    return BEFORE_ARROW.sub(lambda m: " " * len(m[0]), fold(text)) if "→" in text or "⇒" in text else text


def _party_first(text: str) -> str:
    """３／４（国）、１／４（自治体） and 国（３／４）、自治体（１／４） as 国３／４、自治体１／４.

    A single share in a bracket is the State's only behind its own name: behind another it is what that one is paid.
    """
    if "(" not in text and "（" not in text:
        return text
    folded = fold(text)
    behind = list(PARTY_BEHIND.finditer(folded))
    if len(behind) > 1 and all(_is_party(m["who"]) for m in behind) and PARTY.search(folded[: behind[0].start()]) is None:
        return PARTY_BEHIND.sub(r"\g<who>\g<share>", folded)
    inside = [m for m in SHARE_IN_BRACKET.finditer(folded) if PARTY.search(folded[: m.start()])]
    is_list = len(inside) > 1 and len(inside) == len(shares_in(text))
    if is_list or (inside and folded[: inside[0].start()].strip(" ・○") == "国"):
        return SHARE_IN_BRACKET.sub(r"\g<share>", folded)
    return text


def _name_columns(texts: list[str]) -> None:
    """Names the shares of a table's rows by the parties at the heads of its columns: 区分 国 都道府県 市町村.

    Only where the shares of the row are the whole.
    """
    for at in [place for place, text in enumerate(texts) if "国" in text and text.rstrip()[-1:] in PARTY_ENDS and _heads(text)]:
        heads = _heads(texts[at])
        for place in range(at + 1, min(len(texts), at + 1 + LONGEST_TABLE)):
            cells = fold(texts[place]).split()
            own = cells[-len(heads) :]
            if "。" in texts[place] or _heads(texts[place]):
                break
            if len(own) == len(heads) and all(map(_is_cell, own)) and _is_whole(own):
                words = [cell for cell in cells[: -len(heads)] if "円" not in cell]
                texts[place] = f"{' '.join(words)} {_named(heads, own)}"


def _heads(text: str) -> list[str]:
    """The parties at the end of a line of short words: the heads of a table's columns; empty where there are not two."""
    cells = text.split()
    parties = list(takewhile(_is_party, reversed(cells)))[::-1]
    return parties if len(parties) > 1 and not shares_in(text) and len(cells) - len(parties) <= 2 else []


def _turn_rows(texts: list[str]) -> None:
    """Sets the columns of rows that each are a party's into lines: 国 1/2 1/3 and 県 1/2 2/3 are 国1/2、県1/2 and 国1/3、県2/3."""
    for at in [place for place, text in enumerate(texts) if "国" in text and text.lstrip()[0] == "国"]:
        rows = _rows(texts[at : at + LONGEST_TABLE])
        width = len(rows[0][1]) if rows else 0
        if len(rows) < 2 or width < 2 or rows[0][0] != "国" or any(len(shares) != width for _, shares in rows):
            continue
        columns = [[shares[column] for _, shares in rows] for column in range(width)]
        if all(_is_whole(column) for column in columns):
            names = [party for party, _ in rows]
            named = [_named(names, column) for column in columns]
            texts[at : at + len(rows)] = ["\n".join(named), *[""] * (len(rows) - 1)]


def _rows(texts: Sequence[str]) -> list[tuple[str, list[str]]]:
    """A party and its shares of each line from the first on that is nothing else."""
    rows = []
    for text in texts:
        party, *shares = fold(text).split() or [""]
        if not shares or not _is_party(party) or not all(map(_is_cell, shares)):
            break
        rows.append((party, shares))
    return rows


def _named(parties: Sequence[str], cells: Sequence[str]) -> str:
    return "、".join(party + cell for party, cell in zip(parties, cells, strict=True) if cell not in NO_SHARE)


def _is_cell(text: str) -> bool:
    return text in NO_SHARE or _is_share(text)


def _is_party(text: str) -> bool:
    return len(text) <= 40 and PARTY.fullmatch(fold(text)) is not None


def _is_share(text: str) -> bool:
    return SHARE.fullmatch(text) is not None


def _is_whole(shares: Sequence[str]) -> bool:
    found = [m for m in map(SHARE.fullmatch, shares) if m and m["under"] and int(m["under"])]
    return sum((Fraction(m["over"]) / int(m["under"]) for m in found), Fraction(0)) == 1
