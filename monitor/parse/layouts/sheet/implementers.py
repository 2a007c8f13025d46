"""Reads who carries a sheet's measure out (実施主体), whose label a scattered page gives before, beside or after its value."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.parse.implementers import BEHIND_VALUE, LABEL, parties
from monitor.parse.names import read_marker
from monitor.read.document import Line

FITS = re.compile(r"[^。をがはに:：]{1,40}")
BULLET = ("・", "•")
BRACKETS = ("(", "（")
OTHER_LABEL = re.compile(r"[【\[＜<■]")
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
        return beside
    is_bare = not (m["open"] or m["colon"] or text[: m.start()].strip())
    right_below = at + 1 < len(texts) and bool(texts[at + 1].strip())
    if is_bare and not right_below:
        return _above(texts, at) or _below(texts, at)
    return _below(texts, at)


def _below(texts: Sequence[str], at: int) -> str:
    """The line below a label, with the bracket that goes on below it; or the whole bulleted list there."""
    value: list[str] = []
    for text in (text.strip() for text in texts[at + 1 : at + 1 + LOOK_BELOW]):
        is_listed, is_bracket = text.startswith(BULLET), text.startswith(BRACKETS) and read_marker(text)[0] is None
        if not text:
            if value and not value[0].startswith(BULLET):
                break
            continue
        if not FITS.fullmatch(text) or OTHER_LABEL.match(text):
            break
        if value and not is_bracket and not (is_listed and value[0].startswith(BULLET)):
            break
        if not value and not is_listed and read_marker(text)[0] is not None:
            break
        value.append(text)
    return "".join(value)


def _above(texts: Sequence[str], at: int) -> str:
    near = [text.strip() for text in texts[max(0, at - LOOK_ABOVE) : at] if text.strip()]
    return near[-1] if near and FITS.fullmatch(near[-1]) and not OTHER_LABEL.match(near[-1]) else ""
