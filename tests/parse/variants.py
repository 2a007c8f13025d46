"""Variants of a release as a sibling bureau would have printed it: other numbers, brackets, units, places of the money.

Each keeps what the release states, so that its gold holds; one that drops the year before says so in `states_prior`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

DIGITS = str.maketrans("０１２３４５６７８９，．（）：％", "0123456789,.():%")
WIDE = str.maketrans("0123456789,()", "０１２３４５６７８９，（）")

_MONEY = r"[0-9０-９][0-9０-９,，.．]*[ ]?(?:[兆億百万千]+[ ]?(?:[0-9０-９][0-9０-９,，.．]*[ ]?[億百万千]+)?)円(?:の内数)?"
FIGURE = re.compile(
    rf"""
    ^ (?P<head> [^円→]{{4,}}? [^\s…:：0-9０-９] ) (?P<gap> [ 　\t]+ ) (?P<money> {_MONEY} )
    (?P<space> [ 　]* ) (?P<prior> [（(] [^（）()]{{0,30}} [）)] )? (?P<rest> ※? ) \s* $
    """,
    re.X,
)
"""A line that is a name, money and, in brackets, the year before."""
NUMBERED = re.compile(
    r"""
    ^ (?P<indent> [ 　]* )
    (?: (?P<number> [0-9０-９]{1,2} ) (?P<dot> [.．] (?![0-9０-９]) )
      | [（(] (?P<paren> [0-9０-９]{1,2} ) [）)] | (?P<circled> [①-⑮] ) | (?P<bullet> [○・◆◇●■] ) )
    (?P<gap> [ 　]* ) (?= \S )
    """,
    re.X,
)
"""A line that begins with a number, a number in brackets or in a circle, or a bullet."""
KANA, ROMAN = "アイウエオカキクケコサシスセソタチツテト", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to print a release. states_prior: whether the money of the year before is still told."""

    name: str
    print: Callable[[str], str]
    states_prior: bool = True


def _lines(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(map(change, text.split("\n")))


def _figures(change: Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    def changed(line: str) -> str:
        m = FIGURE.match(line)
        return change(m) if m and not m["head"].lstrip().startswith(("うち", "※", "《", "（", "(")) else line

    return _lines(changed)


def _renumbered(number: Callable[[int], str], paren: Callable[[int], str], circled: Callable[[int], str]) -> Callable[[str], str]:
    """Every number that begins a line in another style; the kinds stay apart, so that the outline is the same."""

    def changed(line: str) -> str:
        m = NUMBERED.match(line)
        if m is None or m["bullet"]:
            return line
        if m["number"]:
            style, ordinal = number, int(m["number"])
        elif m["paren"]:
            style, ordinal = paren, int(m["paren"])
        else:
            style, ordinal = circled, ord(m["circled"]) - ord("①") + 1
        return f"{m['indent']}{style(ordinal)} {line[m.end() :]}"

    return _lines(changed)


def _bullets(sign: str) -> Callable[[str], str]:
    def changed(line: str) -> str:
        m = NUMBERED.match(line)
        return f"{m['indent']}{sign}{m['gap']}{line[m.end() :]}" if m and m["bullet"] == "○" else line

    return _lines(changed)


def _in_thousands(text: str) -> str:
    """億円 with no fraction as 千円, in the same precision the reader cares for: the amount."""
    return re.sub(r"(?<![0-9０-９,，.．])([0-9０-９]{1,3})億円", lambda m: f"{int(m[1].translate(DIGITS)) * 100_000:,}千円", text)


def _prior(m: re.Match[str], brackets: str, label: str = "") -> str:
    prior = f"{brackets[0]}{label}{m['prior'][1:-1].strip()}{brackets[1]}" if m["prior"] else ""
    return f"{m['head']}{m['gap']}{m['money']}{m['space']}{prior}{m['rest']}"


VARIANTS = (
    Variant("as printed", lambda text: text),
    Variant("plain digits", lambda text: text.translate(DIGITS)),
    Variant("wide digits", lambda text: text.translate(WIDE)),
    Variant("no blank lines", lambda text: re.sub(r"\n\s*\n", "\n", text)),
    Variant("blank lines everywhere", lambda text: text.replace("\n", "\n\n")),
    Variant("no indents", _lines(lambda line: line.lstrip(" 　\t"))),
    Variant("deep indents", _lines(lambda line: f"　　{line}" if line.strip() else line)),
    Variant("第1, (ア), a.", _renumbered(lambda n: f"第{n}", lambda n: f"（{KANA[n - 1]}）", lambda n: f"{chr(96 + n)}.")),
    Variant("Ⅰ, 1., (1)", _renumbered(lambda n: ROMAN[(n - 1) % 12], lambda n: f"{n}．", lambda n: f"（{n}）")),
    Variant("1 without a dot, ア", _renumbered(lambda n: f"{n}　", lambda n: f"{KANA[n - 1]}　", lambda n: f"({n})")),
    Variant("◆ for ○", _bullets("◆")),
    Variant("■ for ○", _bullets("■")),
    Variant("dots before the money", _figures(lambda m: f"{m['head']}……………{m['money']}{m['space']}{m['prior'] or ''}{m['rest']}")),
    Variant("a tab before the money", _figures(lambda m: f"{m['head']}\t{m['money']}\t{m['prior'] or ''}{m['rest']}")),
    Variant("one space before the money", _figures(lambda m: f"{m['head']} {m['money']}{m['prior'] or ''}{m['rest']}")),
    Variant(
        "money on a line of its own",
        _figures(lambda m: f"{m['head']}\n　　　　　　　　　　　　{m['money']}{m['space']}{m['prior'] or ''}{m['rest']}"),
    ),
    Variant(
        "the year before on the next line",
        _figures(lambda m: f"{m['head']}{m['gap']}{m['money']}\n　　　　　　　　　　{m['prior'] or ''}{m['rest']}".rstrip()),
    ),
    Variant("〔 〕 around the year before", _figures(lambda m: _prior(m, "〔〕"))),
    Variant("＜ ＞ around the year before", _figures(lambda m: _prior(m, "＜＞"))),
    Variant("【 】 around the year before", _figures(lambda m: _prior(m, "【】"))),
    Variant("a note behind the money", _figures(lambda m: f"{_prior(m, '（）')}※")),
    Variant("no gap before the bracket", _figures(lambda m: f"{m['head']}{m['gap']}{m['money']}{m['prior'] or ''}")),
    Variant("amounts in thousands", _in_thousands),
    Variant("the first half alone", lambda text: "\n".join(text.split("\n")[: len(text.split("\n")) // 2 + 1])),
    Variant("a page's number every twenty lines", lambda text: _paged(text)),
    Variant("no year before", _figures(lambda m: f"{m['head']}{m['gap']}{m['money']}"), states_prior=False),
)
"""The first prints nothing differently; "the first half alone" states only a part of its gold."""


def _each(nth: int, change: Callable[[list[str], int], None]) -> Callable[[str], str]:
    """Every nth written line damaged in place."""

    def damaged(text: str) -> str:
        lines = text.split("\n")
        for count, index in enumerate([i for i, line in enumerate(lines) if line.strip()], 1):
            if count % nth == 0:
                change(lines, index)
        return "\n".join(lines)

    return damaged


def _drop(lines: list[str], index: int) -> None:
    lines[index] = ""


def _swap(lines: list[str], index: int) -> None:
    if index:
        lines[index - 1], lines[index] = lines[index], lines[index - 1]


def _join(lines: list[str], index: int) -> None:
    if index:
        lines[index - 1], lines[index] = f"{lines[index - 1]}{lines[index].strip()}", ""


def _break(lines: list[str], index: int) -> None:
    half = max(3, len(lines[index]) // 3)
    lines[index] = f"{lines[index][:half]}\n{lines[index][half:]}"


def _lose_digits(lines: list[str], index: int) -> None:
    lines[index] = re.sub(r"[0-9０-９]([,，][0-9０-９]{3})", r"\1", lines[index], count=1)


def _narrow(text: str) -> str:
    """The text as a page of twenty-six characters' width breaks it."""
    return "\n".join("\n".join(line[at : at + 26] for at in range(0, max(1, len(line)), 26)) for line in text.split("\n"))


DAMAGES = (
    Variant("every 5th line lost", _each(5, _drop)),
    Variant("every 4th line before its neighbour", _each(4, _swap)),
    Variant("every 6th line joined to its neighbour", _each(6, _join)),
    Variant("every 7th line broken", _each(7, _break)),
    Variant("every 3rd line without a digit", _each(3, _lose_digits)),
    Variant("a narrow page", _narrow),
    Variant("no numbers and bullets", _lines(lambda line: NUMBERED.sub(lambda m: m["indent"], line))),
    Variant("no brackets", lambda text: re.sub(r"[（）()]", " ", text)),
    Variant("no year before, lines lost", lambda text: _each(6, _drop)(re.sub(r"[（(][^（）()\n]*円[^（）()\n]*[）)]", "", text))),
)
"""What bad converters do: some entries of these are read wrongly, and their confidence has to say so."""


def _paged(text: str) -> str:
    lines = text.split("\n")
    told: list[str] = []
    for number, line in enumerate(lines, 1):
        told.append(line)
        if number % 20 == 0 and not line.strip():
            told += [str(number // 20), ""]
    return "\n".join(told)
