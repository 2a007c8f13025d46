"""A name for a slide whose title was lost, from its own prose by structure. It reads no figure, so a silent edit of money keeps it.

Such a name stands in for the title and goes to a person (DESIGN.md, rule 5): its confidence stays below one half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.parse.layouts.slide.frame import Frame
from monitor.parse.layouts.slide.signs import Heading, fold
from monitor.parse.names import Marker, MarkerKind, clean_name, read_marker


@dataclass(frozen=True, slots=True)
class Derived:
    """A stand-in for a lost title, with how far it can be trusted (below 0.5)."""

    name: str
    confidence: float


THING = r"(?:事業|システム|プログラム|制度|基金|ポータル|プラットフォーム|データベース|補助金|負担金|交付金|委託費|給付金|手当)"
QUOTED = re.compile(rf"「(?P<name>[^「」。]{{4,40}}{THING}(?:[（(][^「」()（）]{{1,16}}[)）])?)」")
"""「○○システム」: a thing that the outline itself calls by a name."""
IS_DONE = r"を?(?:実施|行う|行い|構築|推進|創設|整備|拡充)"
MAY_BE_DONE = re.compile(rf"{THING}(?:の(?:構築|整備|開発|運用|改修|導入|創設|実施))?{IS_DONE}")
DONE = re.compile(
    rf"(?:^|[。、,は]|により|として|ため(?:に)?|よう)(?P<name>[^。、,「」]{{4,45}}?(?:{THING}|{THING}の(?:構築|整備|開発|運用|改修|導入|創設|実施)))"
    rf"{IS_DONE}(?:する|し|します|。|$)?"
)
"""…○○推進事業を実施する。…△△システムの構築を行う。"""
TOPIC = re.compile(rf"(?:^|。)(?P<name>[^。、,を「」]{{4,45}}{THING})(?:について|においては?|では)、")
"""○○事業について、…を委託する。: what a sentence of the outline is about."""
AIM = re.compile(
    r"(?:^|(?<=[。、,は]))(?:[^。、,を]{2,12}を[^。、,を]{1,4}た(?=[一-龠ァ-ヶ]))?(?P<name>[^。、,を]{4,45})を(?P<verb>図る|行う|進める|目指す|[^。、,を]{2,8}する)"
    r"(?:こと(?:を目的とする|に資することを目的とする|とする)?|もの(?:とする|である)?)?(?=。|$)"
)
"""The last clause of the purpose: …の支援体制の強化を図る, what a clause before its first noun says (対象を広げた) left out."""
NOUN_OF = {
    "推進する": "の推進",
    "促進する": "の促進",
    "支援する": "の支援",
    "提供する": "の提供",
    "確保する": "の確保",
    "負担する": "の負担",
    "補助する": "の補助",
}
POINTING = re.compile(r"^(?:次に|次の|以下|下記|上記|これら|この|その|本|当該|各種?|同|[0-9])")
"""Words that point at names instead of being one: 次に掲げる事業, 1～5の事業."""
CLAUSE = re.compile(r"^.*(?:[るすくぐうつぬぶむ]|[いた])ための")
"""…を実現させるための: what comes before the thing itself."""
ITEM_KINDS = (MarkerKind.PAREN_NUMBER, MarkerKind.CIRCLED, MarkerKind.NUMBER)
LEADING_SIGNS = re.compile(r"^[\s\-*+・○●◆■□◎]+")
BLANK_IN_JAPANESE = re.compile(r" (?<=[^ -~] )(?=[^ -~])")
SHORTEST_FULL_ROW = 40
"""Characters. A row of prose at least this long goes on in the next where it ends in no full stop."""


def derive_name(frame: Frame, parts: Sequence[str], appropriation: str | None) -> Derived:
    """The best stand-in the slide offers, in this order: a thing the outline quotes or says is carried out, the purpose so,
    what a sentence of the outline is about, two or three numbered items of the outline, what the purpose aims at, the item of
    appropriation, the line it stands on.
    """
    outline = _section(frame, Heading.OUTLINE)
    told, aim = _prose(outline), _prose(_section(frame, Heading.PURPOSE))
    for words in (told, aim):
        if m := QUOTED.search(words):
            return Derived(clean_name(m["name"]), 0.45)
        if done := _first_done(words):
            return Derived(done, 0.45)
    if (topic := TOPIC.search(told)) and not POINTING.match(topic["name"]):
        return Derived(_trimmed(topic["name"]), 0.45)
    items = _items(outline, parts)
    if 2 <= len(items) <= 3:
        return Derived("、".join(items), 0.4)
    for words in (aim, told):
        if aims := list(AIM.finditer(words)):
            return Derived(_trimmed(aims[-1]["name"]) + NOUN_OF.get(aims[-1]["verb"], ""), 0.3)
    if appropriation:
        return Derived(clean_name(appropriation), 0.2)
    return Derived(f"名称不明({frame.money[0].number}行目)", 0.1)


def _first_done(words: str) -> str | None:
    """The first thing that the prose says is carried out and names."""
    names = (_trimmed(m["name"]) for m in DONE.finditer(words)) if MAY_BE_DONE.search(words) else ()
    return next((name for name in names if not POINTING.match(name)), None)


def _section(frame: Frame, kind: Heading) -> list[str]:
    """The printed lines under the first standing heading of the kind, up to the next heading."""
    return next(([line.text for line in section.lines] for section in frame.sections if section.heading is kind), [])


def _prose(lines: Sequence[str]) -> str:
    """The sentences of a section as one string, remarks (※), item headings and bullets' signs left out."""
    rows: list[str] = []
    for text in lines:
        plain = fold(text).replace("**", "")
        if plain.startswith(("※", "【", "(※")):
            continue
        bare = LEADING_SIGNS.sub("", plain)
        if rows and bare == plain and len(rows[-1]) >= SHORTEST_FULL_ROW and not rows[-1].endswith("。"):
            rows[-1] += bare
        else:
            rows.append(bare)
    return BLANK_IN_JAPANESE.sub("", "".join([row if row.endswith(("。", "、")) else row + "。" for row in rows]))


def numbered_items(frame: Frame) -> dict[str, str]:
    """The numbered short headings of the outline, by their marker as printed: ① → the item's name. Fields refer to them so."""
    return {marker.text: name for marker, name in _headed(_section(frame, Heading.OUTLINE))}


def _items(lines: Sequence[str], parts: Sequence[str]) -> list[str]:
    """The items of the section's outermost list; those that name a part already read are left out."""
    found = [(marker.kind, name) for marker, name in _headed(lines) if name not in parts]
    kind = found[0][0] if found else None
    return [name for k, name in found if k is kind]


def _headed(lines: Sequence[str]) -> list[tuple[Marker, str]]:
    found = []
    for text in lines:
        marker, rest = read_marker(text)
        if marker is None or marker.kind not in ITEM_KINDS or "。" in rest:
            continue
        name = clean_name(rest)
        if 2 <= len(name) <= 40:
            found.append((marker, name))
    return found


def _trimmed(name: str) -> str:
    """The clause without the connective it began with and brackets that were opened or closed elsewhere."""
    cut = re.sub(r"^(?:また|さらに|併せて|これにより|そこで|もって|及び|や)", "", CLAUSE.sub("", name))
    if cut.count("(") != cut.count(")"):
        cut = re.sub(r"^[^()]*\)|\([^()]*$", "", cut)
    return clean_name(cut) or name
