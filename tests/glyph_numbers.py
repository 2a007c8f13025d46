"""PDFs set in fonts that tell no characters, or wrong ones: each letter is the number of its glyph in MS Gothic and MS Mincho."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from monitor.read.glyphs import glyph_of

SIZE = 10
LEADING = 16
LEFT, TOP = 50, 790


class Font(NamedTuple):
    """A font: its name in the file, whether its face is the proportional one, and its character map (glyph number to letter)."""

    name: str = "ABCDEF+MS-Mincho"
    is_proportional: bool = False
    letters: Mapping[int, str] | None = None


def set_in_numbers(pages: Sequence[tuple[Font, str]]) -> bytes:
    """A PDF of one page for each text, its lines from top to bottom, in the font given with it."""
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for font, text in pages:
        first = len(bodies) + 1
        kids.append(f"{first} 0 R")
        bodies += _page(first, [(font, line) for line in text.split("\n")])
    bodies[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return _file(bodies)


def set_in_fonts(lines: Sequence[tuple[Font, str]]) -> bytes:
    """A PDF of one page, each line in a font of its own."""
    return _file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", *_page(3, lines)])


def numbers(text: str, *, is_proportional: bool = False) -> list[int]:
    """The glyph numbers of a text, line ends left out."""
    return [glyph_of(letter)[-1 if is_proportional else 0] for letter in text if letter != "\n"]


def _page(first: int, lines: Sequence[tuple[Font, str]]) -> list[bytes]:
    """The objects of a page, the first with this number."""
    fonts = list(dict.fromkeys(id(font) for font, _ in lines))
    shown = ""
    for place, (font, line) in enumerate(lines):
        # pdfium drops a lone glyph of a font that is not embedded: it has no width. A space beside it has.
        row = numbers(line if len(line) > 1 else f"{line} ", is_proportional=font.is_proportional) if line else []
        codes = "".join(f"{number:04X}" for number in row)
        shown += (
            f"BT /F{fonts.index(id(font))} {SIZE} Tf 1 0 0 1 {LEFT} {TOP - LEADING * place} Tm <{codes}> Tj ET\n" if row else ""
        )
    objects = {id(font): font for font, _ in lines}
    names = "".join(f"/F{number} {first + 2 + 4 * number} 0 R" for number in range(len(fonts)))
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<<{names}>>>>/Contents {first + 1} 0 R>>"
    own = (body for number, key in enumerate(fonts) for body in _font(first + 2 + 4 * number, objects[key]))
    return [page.encode(), _stream(shown), *own]


def _font(first: int, font: Font) -> list[bytes]:
    """The four objects of a font, the first with this number."""
    return [
        f"<</Type/Font/Subtype/Type0/BaseFont/{font.name}/Encoding/Identity-H/DescendantFonts[{first + 1} 0 R]"
        f"{'' if font.letters is None else f'/ToUnicode {first + 3} 0 R'}>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{font.name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/DW 1000/FontDescriptor {first + 2} 0 R>>".encode(),
        f"<</Type/FontDescriptor/FontName/{font.name}/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800/Descent -200"
        f"/CapHeight 700/StemV 80>>".encode(),
        _stream(_character_map(font.letters or {})),
    ]


def _character_map(letters: Mapping[int, str]) -> str:
    pairs = "\n".join(f"<{number:04X}> <{ord(letter):04X}>" for number, letter in letters.items())
    head = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange"
    return f"{head}\n{len(letters)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"


def _stream(content: str) -> bytes:
    return f"<</Length {len(content)}>>stream\n{content}\nendstream".encode()


def _file(bodies: Sequence[bytes]) -> bytes:
    written = bytearray(b"%PDF-1.5\n")
    table = b""
    for number, body in enumerate(bodies, 1):
        table += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, count = len(written), len(bodies) + 1
    written += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return bytes(written + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start))
