"""Finds the label that the sheets of a volume set before each name (施策：, 事業の名称「…」) and writes it as the one all know."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.parse.memo import remembered_of_lines
from monitor.parse.places import Text, places, text_of
from monitor.parse.width import fold
from monitor.read.document import Line

KNOWN_LABEL = "施策名："
LABEL = re.compile(
    r"""
    (?P<lead> \s*+ ) (?P<word> [一-龥々][一-龥々ぁ-ん]{0,6}[一-龥々] ) [ 　]*+
    (?: (?P<colon> [:：] ) \s*+
      | (?= [①-⑳] \s*+ \S )
      | (?= (?: [【\[(（〔] [^【】\[\]()（）〔〕]{1,6} [】\])）〕] )? \s*+ [「『] ) )
    (?P<value> \S.* )
    """,
    re.X,
)
"""施策：X, 施策名①X, 施策名【拡充】「X」: a word that begins its line, and what tells it from what it labels."""
LABEL_SIGN = re.compile(r"\n[^\S\n]*[一-龥々][一-龥々ぁ-ん]{0,6}[一-龥々][ 　]*[:：①-⑳「『【\[(（〔]")
"""How a line with such a label begins."""
ORDINAL = re.compile(r"[①-⑳]\s*")
QUOTED = re.compile(
    r"(?P<badge>(?:[【\[(（〔][^【】\[\]()（）〔〕]{1,6}[】\])）〕])?)\s*[「『](?P<name>[^。]{3,}?)(?P<close>[」』](?P<behind>\s*[【\[(（〔〈＜<][^。【】]{1,12})?\s*)?"
)
"""【拡充】「X」（新規）, and the name that goes on below without its last bracket."""
REST_OF_QUOTED = re.compile(r"(?P<name>[^「」『』。]{1,60})[」』](?P<behind>\s*[【\[(（〔〈＜<][^。【】]{1,12})?\s*")
NAME_END = re.compile(
    r"\S{4}(?:事業|支援|対策|推進|整備|促進|強化|確保|充実|構築|改善|交付金|補助金|助成金?|基金|経費)(?:等|\([^()]+\))?$"
)
"""How the names of measures end, in whichever ministry."""

OF_MEASURES = ("施策名", "事業名", "取組名")
BUDGET = re.compile("予算")
FEWEST, MOST_ARE_OTHERS = 3, 0.9
LONGEST_VALUE = 80


@remembered_of_lines
def with_known_labels(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, each label of a name as KNOWN_LABEL; the very same where there is nothing to write otherwise.

    A label is known by its word (施策名「…」), or by what it does all over the volume: it begins a line again and again, about as
    often as a budget is named, and what stands behind it is another name each time.
    """
    by_word: dict[str, list[tuple[int, re.Match[str]]]] = {}
    text = text_of(lines)
    for place in places(LABEL_SIGN, text):
        if len(lines[place].text) <= LONGEST_VALUE and (m := LABEL.fullmatch(lines[place].text)):
            by_word.setdefault(m["word"], []).append((place, m))
    if not by_word:
        return lines
    written = list(lines)
    for word, labels in by_word.items():
        if word in OF_MEASURES or _labels_names([m["value"] for _, m in labels], text):
            for place, m in labels:
                _write(written, place, m)
    return written if written != list(lines) else lines


def _labels_names(values: Sequence[str], text: Text) -> bool:
    """Whether what stands behind a word in a text are names of measures, hardly two the same and most with a name's end."""
    if len(values) < FEWEST or any("。" in value for value in values):
        return False
    if not len(values) / 2 <= len(places(BUDGET, text)) <= 2 * len(values):
        return False
    names = [fold(value).strip() for value in values]
    return len(set(names)) > MOST_ARE_OTHERS * len(names) and 2 * sum(map(_ends_as_name, names)) >= len(names)


def _ends_as_name(value: str) -> bool:
    return NAME_END.search(value.rstrip("」』")) is not None


def _write(lines: list[Line], place: int, m: re.Match[str]) -> None:
    """Writes the known label and the bare name behind it, a badge before the name behind that."""
    value = m["value"]
    quoted = QUOTED.fullmatch(value)
    below = lines[place + 1] if place + 1 < len(lines) else None
    if quoted is None:
        if not ORDINAL.match(value) and (m["colon"] is None or m["word"] in OF_MEASURES):
            return
        lines[place] = lines[place].with_text(f"{m['lead']}{KNOWN_LABEL}{ORDINAL.sub('', value, count=1)}")
        return
    rest = REST_OF_QUOTED.fullmatch(below.text) if below and not quoted["close"] else None
    if quoted["close"] is None and rest is None:
        return
    if rest and below:
        lines[place + 1] = below.with_text(f"{rest['name']}{rest['behind'] or ''}{quoted['badge']}")
    badge = "" if rest else f"{quoted['behind'] or ''}{quoted['badge']}"
    lines[place] = lines[place].with_text(f"{m['lead']}{KNOWN_LABEL}{quoted['name']}{badge}")
