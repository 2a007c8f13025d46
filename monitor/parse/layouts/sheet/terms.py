"""Reads what else a sheet's body says of its measure: badges, the prose that explains it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.budget import FLAGS
from monitor.parse import badges
from monitor.parse.badges import read_badges
from monitor.parse.names import read_marker
from monitor.parse.places import places, text_of
from monitor.parse.width import plain_together
from monitor.read.document import Line

MAY_BE_BADGE = re.compile(
    rf"{badges.SIGN_OF_BADGE} (?: {badges.BEFORE_BADGE} | (?<= 新 ) [^\S\n]* 規 | (?<= 拡 ) [^\S\n]* 充 )", re.X
)
WHOLE_BADGE = re.compile(r"\s*+(?:[(（\[【〔＜]\s*+)?(?:新\s*規|拡\s*充)\s*+(?:[)）\]】〕＞]\s*+)?")
REMARK_BADGE = re.compile(r"※\s*(?P<word>新規|拡充)\s*$")
"""…の増員（15人）  ※新規: the badge of one item."""

BADGE_BEHIND_SENTENCE = re.compile(r"。\s*[(（【]\s*(?:一部\s*)?(?P<word>新規|拡充)\s*[)）】]\s*$")
"""…に要する費用を補助する。（新規）: what one sentence tells of is new, not the measure."""

BADGE_BEFORE_ITEM = re.compile(r"\s*[(（\[【〔＜〈](?P<word>新規|拡充)[)）\]】〕＞〉]\s*[^\s。]")
"""・【拡充】改修（…を対象に加える。）: what an item begins with (text behind its marker)."""

SHORTEST_PROSE = 24
PROSE_ENDS = ("。", ")")


def flags_in(body: Sequence[Line], title_flags: Sequence[str]) -> tuple[str, ...]:
    """The badges of the title and of the body: alone they hold for the measure, behind a list item or a sentence for a part."""
    flags = set(title_flags)
    for place in places(MAY_BE_BADGE, text_of(body)):
        text = body[place].text.strip()
        if m := BADGE_BEHIND_SENTENCE.search(text):
            flags |= {_in_part(flag) for flag in read_badges(f"x 【{m['word']}】")[1]}
        elif WHOLE_BADGE.fullmatch(text):
            flags |= set(read_badges(f"x 【{text.strip('()（）[]【】〔〕＜＞ ')}】")[1])
        elif m := BADGE_BEFORE_ITEM.match(read_marker(text)[1]) if read_marker(text)[0] else None:
            flags |= {_in_part(flag) for flag in read_badges(f"x 【{m['word']}】")[1]}
        elif read_marker(text)[0] is not None and "。" not in text:
            flags |= {_in_part(flag) for flag in _badge_behind(text)}
    return tuple(flag for flag in FLAGS if flag in flags)


def overview_in(body: Sequence[Line]) -> str | None:
    """The sentences of the body, each whole again; labels of diagrams and cells of tables are no sentences."""
    paragraphs: list[str] = []
    run = ""
    for text in (*plain_together([line.text for line in body]), ""):
        if run and text and (not run.endswith(PROSE_ENDS) or not read_marker(text)[0]):
            run += text
        elif text:
            paragraphs.append(run)
            run = text
        elif run.endswith(PROSE_ENDS) or len(run) < SHORTEST_PROSE:
            paragraphs.append(run)
            run = ""
    prose = [text for text in paragraphs if len(text) >= SHORTEST_PROSE and "。" in text]
    return "\n".join(prose) or None


def _badge_behind(text: str) -> tuple[str, ...]:
    m = REMARK_BADGE.search(text)
    return read_badges(f"x 【{m['word']}】")[1] if m else read_badges(text)[1]


def _in_part(flag: str) -> str:
    return f"{flag}_part" if f"{flag}_part" in FLAGS else flag
