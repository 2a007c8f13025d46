"""Reads who carries a sheet's measure out (実施主体), whose label a scattered page gives before, beside or after its value."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.parse.implementers import BEHIND_VALUE, LABEL, parties
from monitor.parse.names import read_marker
from monitor.parse.rates import shares_in
from monitor.read.document import Line

FITS = re.compile(r"[^。をがはに:：]{1,40}")
BULLET = ("・", "•")
BRACKETS = ("(", "（")
OTHER_LABEL = re.compile(r"[【\[＜<■]")
BARE_LABEL = re.compile(
    r"(?:国庫)?(?:補\s*助|負\s*担|助\s*成|交\s*付|支\s*給|基\s*準|上\s*限|事\s*業|対\s*象|実\s*施)\S{0,6}?"
    r"(?:率|割\s*合|主\s*体|先|額|単\s*価|経\s*費|対\s*象|内\s*容|期\s*間)|対\s*象\s*者"
)
"""補助率, 実施主体, 対象経費: a label and nothing else."""
LOOK_BELOW, LOOK_ABOVE = 7, 2


def implementers_in(body: Sequence[Line]) -> tuple[str, ...]:
    """The implementers the body names, in order, each once."""
    names: list[str] = []
    texts = [line.text for line in body]
    for i, text in enumerate(texts):
        m = LABEL.search(text) if "主" in text else None
        if m and not re.search(r"[ぁ-ん一-龥]$", text[: m.start()]):
            names += [name for name in parties(_value(texts, i, m)) if name not in names]
    return tuple(names)


def _value(texts: Sequence[str], at: int, m: re.Match[str]) -> str:
    """What the label names: beside it, else below it; a bare label that closes its box names what stands above it."""
    text = texts[at]
    beside = BEHIND_VALUE.split(text[m.end() :])[0].strip()
    if beside:
        return "" if all(map(BARE_LABEL.fullmatch, beside.split())) else beside
    is_bare = not (m["open"] or m["colon"] or text[: m.start()].strip())
    if is_bare and (stacked := _in_stack(texts, at)):
        return stacked
    right_below = at + 1 < len(texts) and bool(texts[at + 1].strip())
    if is_bare and not right_below:
        return _above(texts, at) or _below(texts, at)
    return _below(texts, at)


def _in_stack(texts: Sequence[str], at: int) -> str:
    """What a label of a stack of labels names, whose values all stand below it in the same order: 補助率, 実施主体, 国1/2, 県."""
    near = [place for place in range(max(0, at - LOOK_BELOW), min(len(texts), at + LOOK_BELOW + 1)) if texts[place].strip()]
    own = near.index(at)
    first = last = own
    while first > 0 and BARE_LABEL.fullmatch(texts[near[first - 1]].strip()):
        first -= 1
    while last + 1 < len(near) and BARE_LABEL.fullmatch(texts[near[last + 1]].strip()):
        last += 1
    values = [texts[place].strip() for place in near[last + 1 : last + 2 + last - first]]
    if first == last or len(values) <= last - first or any(map(BARE_LABEL.fullmatch, values)):
        return ""
    return values[own - first] if _can_name(values[own - first]) else ""


def _can_name(text: str) -> bool:
    """Whether a line can name parties: no sentence, no other label, neither share nor money."""
    if FITS.fullmatch(text) is None or OTHER_LABEL.match(text) or BARE_LABEL.fullmatch(text):
        return False
    return "円" not in text and not shares_in(text)


def _below(texts: Sequence[str], at: int) -> str:
    """The line below a label, with the bracket that goes on below it; or the whole bulleted list there."""
    value: list[str] = []
    for text in (text.strip() for text in texts[at + 1 : at + 1 + LOOK_BELOW]):
        is_listed, is_bracket = text.startswith(BULLET), text.startswith(BRACKETS) and read_marker(text)[0] is None
        if not text:
            if value and not value[0].startswith(BULLET):
                break
            continue
        if not _can_name(text):
            break
        if value and not is_bracket and not (is_listed and value[0].startswith(BULLET)):
            break
        if not value and not is_listed and read_marker(text)[0] is not None:
            break
        value.append(text)
    return "".join(value)


def _above(texts: Sequence[str], at: int) -> str:
    near = [text.strip() for text in texts[max(0, at - LOOK_ABOVE) : at] if text.strip()]
    return near[-1] if near and _can_name(near[-1]) else ""
