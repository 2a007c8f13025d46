"""Text of a PDF's fonts without a character map: which characters are glyph numbers, and the letters of those that are known.

pdfium tells of most such characters that it found no code point for them. It does not where the numbers look like Arabic or a
script near it, as the kana of the monospaced faces do: that piece of a row is taken for right to left, its brackets are mirrored
and its compatibility characters taken apart. Such a font is told by its other characters, and what became of its numbers by
DISGUISES.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, compress
from typing import NamedTuple

import pypdfium2.raw as pdfium_raw

from monitor.read.glyphs import GARBLED, UNKNOWN, glyph_of, has_impossible, is_japanese, letters_of, suspicion
from monitor.read.pdf.calls import Handle, telling, wrapped
from monitor.read.pdf.characters import Run, codes_of, fonts_of, has_extent, has_unmapped, origins_of, unmapped

RIGHT_TO_LEFT = range(0x0590, 0x0900)  # Hebrew to Arabic extended; no Japanese document has any
SPACE = 0x20
UNTOLD = frozenset((SPACE, *range(0x31, 0x3A)))  # between kana, what several kanji become: 温 測 港 a blank, 章 皮 童 a digit
ODD = re.compile(r"[!\"#$&'*;<=>?@\[\\\]^_`{|}~]")  # signs of ASCII that figures and Latin words do without
ODD_SHARE = 0.1
NARROW = re.compile(r"[!-~]+")  # figures and Latin words have often a font of their own
LONGEST_NAME = 200  # bytes
SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
MS_FACE = re.compile(
    r"""
    MS \s?-? (?: P | UI )? \s?-? (?: Gothic | Mincho | ゴシック | 明朝 )   # MS-PGothic, MS Mincho, ＭＳ Ｐゴシック, ＭＳ明朝
    """,
    re.X | re.I,
)
DISGUISES = """
卸 f3b, 満 2035 2035, 濫 b0 43, 濯 63 2f 75, 瀞 54 4d, 瀧 1b1, 炉 32 2f 33, 炊 31 2f 35, 炎 32 2f 35, 然 2192 338, 煙 2194 338,
熟 21d0 338, 片 2225 338, 牒 222b 222b 222b, 牢 223d, 特 2248 338, 犯 2261 2f, 状 2266, 狐 2273 2f, 狗 2277 2f, 狙 227b, 狛 227a,
狩 227a 2f, 独 2283, 狭 2282, 狸 2286, 狼 228a, 猪 2ade, 献 2ae3, 猶 22b1, 猷 22b0, 猿 22b6, 玄 22df, 率 227c 2f, 玉 2292 2f,
王 22e5, 玖 22b3 2f, 珊 2309, 珍 230a, 畔 53 4f 48, 留 45 54 58, 畜 41 43 4b, 畝 42 45 4c, 畠 4c 46, 畢 46 46, 略 53 53, 畦 53 49,
番 44 43 32, 異 45 54 42, 畳 53 55 42, 畷 47 53, 痩 31 34, 痴 28 32 29, 竜 2772, 筑 27c4, 筒 27c3, 答 27c6, 箔 27e8, 箕 27eb,
算 27ed, 編 2986, 緩 2985, 緬 298a, 緯 298c, 練 298f, 縁 2996, 縄 2995, 縅 2998, 繊 29c5, 繋 29c4, 繭 29da, 署 2a2c, 罵 2a2b,
罷 2a2e, 翰 3d 3d 3d, 耀 2a7f, 老 2a82, 考 2a84, 而 2a8c, 耕 2a93, 耗 2a95, 耶 2aa9, 聡 2abe, 聯 2ac4, 聾 2ad0, 肇 2ad6,
肖 2add 2f, 股 22a8, 肢 22ab, 胆 2afa, 薩 2e02, 薪 2e05, 薫 2e04, 薯 2e0a, 藤 2e29, 蛭 897f, 蝕 4e3f, 蝦 51ab, 蝶 5338, 蝿 5382,
融 5973, 螺 5f61, 蟹 751f, 蟻 7530, 血 897e, 衆 8c55, 行 8db3, 術 8fb5, 街 91c6, 衛 9580, 衝 96b6, 衡 975e, 衣 9769, 表 97ed,
衰 98db, 衷 99ac, 衿 9b2f, 袈 9ce5, 袋 9e75, 袖 9ebb, 被 9fa0, 裾 3009, 複 300c, 褒 3015, 費 28 110b 1169 110c 1165 11ab 29,
貼 28 110b 1169 1112 116e 29, 贈 32 37, 贋 33 30, 跳 33 39, 践 34 31, 輸 49 55, 迷 56 2215 6d, 速 67 61 6c
"""
"""Everyday kanji and what pdfium makes of their glyph numbers between numbers of kana; measured with pdfium itself. Several code
points stand on one spot."""


class Place(NamedTuple):
    """A character of pdfium's text page: its number there, its code and whether pdfium found no code point for it."""

    number: int
    code: int
    is_unmapped: bool


@dataclass(frozen=True, slots=True)
class Repair:
    """The runs of a page and what was done to them.

    decoded: how many of their characters were glyph numbers and are letters now; fonts: of those, their names; lost: how many are
    glyph numbers that nobody knows, and U+FFFD now.
    """

    runs: list[Run]
    decoded: int = 0
    fonts: frozenset[str] = frozenset()
    lost: int = 0

    def told(self) -> Iterator[str]:
        """What whoever checks the page should know."""
        if self.decoded:
            names = ", ".join(sorted(SUBSET_TAG.sub("", name) or "a font without a name" for name in self.fonts))
            yield f"{self.decoded} characters of {names} came out as glyph numbers; decoded as MS Gothic or MS Mincho"
        if self.lost:
            yield f"{self.lost} characters came out as glyph numbers of fonts that nobody can decode"


def is_doubtful(text: Handle, runs: Sequence[Run]) -> bool:
    """Whether some of a page's text may be glyph numbers: it looks so, or pdfium has no code point where another font may begin."""
    printed = "".join([run.text for run in runs])
    if has_impossible(printed) or has_unmapped(text, [run.indexes[0] for run in runs]):
        return True
    indexes = list(chain.from_iterable([run.indexes for run in runs]))
    return has_unmapped(text, [indexes[match.start()] for match in NARROW.finditer(printed)])


def with_letters(text: Handle, runs: list[Run]) -> Repair:
    """The runs with glyph numbers replaced by their letters, and by U+FFFD where nobody knows them."""
    fonts = _unmapped(text, [index for run in runs for index in run.indexes])
    letters: dict[int, str] = {}
    decoded: set[str] = set()
    for name, places in fonts.items():
        if read := _read(text, places, telling_name=is_ms_face(name)):
            letters |= read
            decoded.add(name)
    rest = fonts.keys() - decoded  # each may have too few letters to tell by itself
    if read := _read(text, [place for name in rest for place in fonts[name]], telling_name=False):
        letters |= read
        decoded |= rest
    lost = [place for name in fonts.keys() - decoded for place in _illegible(fonts[name])]
    count = sum(letter not in ("", UNKNOWN) for letter in letters.values())
    letters |= dict.fromkeys((place.number for place in lost), UNKNOWN)
    return Repair(spelled(runs, letters), decoded=count, fonts=frozenset(decoded), lost=len(lost))


def spelled(runs: Iterable[Run], letters: Mapping[int, str]) -> list[Run]:
    """The runs with other letters for some of their characters, by number in the text page; one whose letter is "" goes."""
    return [run for run in (_spelled(run, letters) for run in runs) if run.text]


def is_ms_face(name: str) -> bool:
    """Whether a font calls itself one of the MS Gothic or MS Mincho faces: ABCDEE+MS-PGothic, ＭＳ明朝."""
    return MS_FACE.match(unicodedata.normalize("NFKC", SUBSET_TAG.sub("", name))) is not None


def _unmapped(text: Handle, indexes: Sequence[int]) -> dict[str, list[Place]]:
    """The characters of fonts without a character map, by the font's name."""
    by_font: dict[int, list[int]] = defaultdict(list)
    for index, font in zip(indexes, fonts_of(text, indexes), strict=True):
        by_font[font].append(index)
    without: dict[str, list[Place]] = defaultdict(list)
    for font, own in by_font.items():
        name, codes, are_unmapped = font_name(font), list(codes_of(text, own)), list(unmapped(text, own))
        sure = sum(is_unmapped or code in RIGHT_TO_LEFT for code, is_unmapped in zip(codes, are_unmapped, strict=True))
        if 2 * sure > len(own):
            without[name] += map(Place, own, codes, are_unmapped)
        elif sure and is_ms_face(name):  # a map with gaps: what it leaves out can still be told
            without[name] += compress(map(Place, own, codes, are_unmapped), are_unmapped)
    return {name: found for name, found in without.items() if found}


def font_name(font: int) -> str:
    """The name that a font, by pdfium's handle of it, has in the file, its subset tag included; empty where it has none."""
    if not font:
        return ""
    buffer = ctypes.create_string_buffer(LONGEST_NAME)
    _ask_name(wrapped(font), buffer, ctypes.c_size_t(LONGEST_NAME))
    for encoding in ("utf-8", "cp932"):
        try:
            return buffer.value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return buffer.value.decode("latin-1")


def _read(text: Handle, places: Sequence[Place], *, telling_name: bool) -> dict[int, str]:
    """The letter of each place, "" for the further parts of one that was taken apart; nothing where they make no Japanese."""
    sure = [place for place in places if place.is_unmapped]
    letters = dict(zip((place.number for place in sure), letters_of(place.code for place in sure), strict=True))
    rest = [place for place in places if not place.is_unmapped]
    letters |= {place.number: "" for place in rest if _is_invented(text, place)}
    for spot in _spots(text, [place for place in rest if place.number not in letters]):
        codes = tuple(place.code for place in spot)
        disguised = UNKNOWN if len(codes) == 1 and codes[0] in UNTOLD else _disguised().get(codes)
        if disguised is None and len(spot) > 1:
            letters |= {place.number: letters_of([place.code]) for place in spot}
            continue
        letters |= dict.fromkeys((place.number for place in spot), "")
        letters[spot[0].number] = disguised or letters_of(codes)
    return letters if is_japanese("".join(letters.values()), telling_name=telling_name) else {}


def _spots(text: Handle, places: Sequence[Place]) -> list[list[Place]]:
    """The places, those together that pdfium made of one number: they follow one another and stand on one spot."""
    spots: list[list[Place]] = []
    last: list[float] | None = None
    ordered = sorted(places)
    for place, *spot in zip(ordered, *origins_of(text, [place.number for place in ordered]), strict=True):
        if spot == last:
            spots[-1].append(place)
        else:
            spots.append([place])
        last = spot
    return spots


def _is_invented(text: Handle, place: Place) -> bool:
    """Whether a character is a space without width that pdfium put into a piece it took for right to left."""
    return place.code == SPACE and not has_extent(text, place.number)


@cache
def _disguised() -> dict[tuple[int, ...], str]:
    entries = (entry.split() for entry in DISGUISES.split(","))
    return {tuple(int(code, 16) for code in codes): letter for letter, *codes in entries if glyph_of(letter)}


def _illegible(places: Sequence[Place]) -> Sequence[Place]:
    """The characters of a font that nobody can read, or none where they seem to be what they say.

    A producer that numbers a font's characters as they come begins with the signs of ASCII: !"! #$%& for 第1表 歳入歳出.
    """
    text = "".join(chr(place.code) for place in places if place.code <= 0x10FFFF)
    odd = len(ODD.findall(text)) > ODD_SHARE * len(text)
    return places if odd or suspicion(text) > GARBLED else ()


def _spelled(run: Run, letters: Mapping[int, str]) -> Run:
    if letters.keys().isdisjoint(run.indexes):
        return run
    told = [letters.get(index, letter) for index, letter in zip(run.indexes, run.text, strict=True)]
    if "" not in told:
        return run._replace(text="".join(told))
    kept = [place for place, letter in enumerate(told) if letter]
    return run._replace(
        text="".join(told),
        starts=[run.starts[place] for place in kept],
        ends=[run.ends[place] for place in kept],
        indexes=[run.indexes[place] for place in kept],
    )


_ask_name = telling(pdfium_raw.FPDFFont_GetBaseFontName)
