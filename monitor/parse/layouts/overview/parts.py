"""Which measure a list of parts belongs to: the one above it, unless the heading of its own measure was lost in conversion."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from monitor.budget import AmountKind
from monitor.parse.layouts.overview.placed import Block, Placed
from monitor.parse.names import MarkerKind

ROUNDING = 1.02
"""Parts may add up to this much of their measure, as each is rounded on its own."""
FAR_TOO_MUCH = 2.1
"""Parts that add up to more of the measure above than this belong to another, whatever the numbers say."""
COMMON_PART = 4
"""Characters that a list's topic and a measure's name must share in a row to speak of the same thing."""

TOPIC = re.compile(r"(?:関係)? の? (?:主な|主要な)? (?:予算(?:額)?|経費|要求額|事業)? の? 内訳 .* $ | 関係 .* $", re.X)
"""What a list's introduction says besides its topic: 「救急医療 | 関係の主な予算の内訳】」."""
BRACKETS = re.compile(r"[\s【】〔〕\[\]()「」『』<>・、,]+")


def list_owner_of(block: Block, members: Sequence[Placed], before: Sequence[Placed], placed: Sequence[Placed]) -> Placed | None:
    """The measure that the parts belong to, None when it is not in the text. before: the parts above them, of the same measure.

    Position tells, unless the money contradicts: parts that add up to more than the measure above, under another topic, are a lost
    measure's when it is by far too much, or the numbers of the measures skip, or nothing introduces the parts. So are numbered
    parts behind a list that already makes the whole, and a list of another topic behind one of the measure's where numbers skip.
    """
    owner = block.owner
    if owner is None or owner.item.statement is None:
        return owner
    whole = owner.item.statement.amount
    if whole.yen is None or whole.yen <= 0:
        return owner
    if before and _goes_on_elsewhere(block, before, owner, whole.yen, placed):
        return None
    parts = sum_of(members)
    if parts <= whole.yen * ROUNDING or (block.introduction is not None and speaks_of(block.introduction.text, owner.name)):
        return owner
    if block.introduction is None or parts > whole.yen * FAR_TOO_MUCH or numbers_skip(owner, placed):
        return None
    return owner


def _goes_on_elsewhere(block: Block, before: Sequence[Placed], owner: Placed, whole: int, placed: Sequence[Placed]) -> bool:
    """Whether parts, behind a list of the measure's own, are of a measure that was lost between them. before: that list."""
    if block.introduction is None:
        return not is_list(block) and sum_of(before) * ROUNDING >= whole
    own = [one.block.introduction for one in before if one.block is not None and one.block.introduction is not None]
    if not any(speaks_of(introduction.text, owner.name) for introduction in own) or speaks_of(block.introduction.text, owner.name):
        return False
    return numbers_skip(owner, placed)


def sum_of(parts: Sequence[Placed]) -> int:
    """What the parts add up to, yen; those inside of another figure left out."""
    told = (part.item.statement.amount for part in parts if part.item.statement)
    return sum(amount.yen or 0 for amount in told if amount.kind is AmountKind.EXACT)


def numbers_skip(owner: Placed, placed: Sequence[Placed]) -> bool:
    """Whether the next measure that is numbered in the same way under the same headings is not the next number."""
    marker = owner.item.marker
    if marker is None or marker.ordinal is None:
        return False
    for other in placed[placed.index(owner) + 1 :]:
        if other.section != owner.section:
            return False
        if other.block is None and other.item.marker is not None and other.item.marker.kind is marker.kind:
            return other.ordinal != marker.ordinal + 1
    return False


def speaks_of(introduction: str, name: str) -> bool:
    """Whether a list's introduction names the measure: its topic is part of the name, or all its characters are there in order."""
    topic = essence(TOPIC.sub("", BRACKETS.sub("", unicodedata.normalize("NFKC", introduction))))
    words = essence(name)
    if len(topic) < 2:
        return False
    common = SequenceMatcher(None, topic, words, autojunk=False).find_longest_match().size
    return common >= max(COMMON_PART, len(topic) / 2) or is_subsequence(topic, words)


def essence(text: str) -> str:
    """The text without brackets, signs and spaces."""
    return BRACKETS.sub("", unicodedata.normalize("NFKC", text))


def is_subsequence(short: str, long: str) -> bool:
    """Whether every character of the one occurs in the other in the same order."""
    rest = iter(long)
    return all(char in rest for char in short)


def is_list(block: Block) -> bool:
    """Whether the parts are lines of a list, not numbered paragraphs."""
    return block.introduction is not None or block.kind in (None, MarkerKind.BULLET)
