"""What one paragraph of a Word document says: its text as printed, its place in a list, what hangs on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

from lxml import etree

from monitor.read.markup import attribute, local
from monitor.read.numbering import BULLET, DRAWN_BULLETS

LINE_END, PAGE_END, PAGE_TURN = "\n", "\f", "\v"
"""In a paragraph's text: a line break, the author's page break, and where Word last turned the page. XML knows none of them."""
SPACED = 100  # twips, a third of a common line: space between paragraphs that a reader sees
SPACED_LINES = 50  # hundredths of a line, the other way to say it
TRANSPARENT = frozenset(
    {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "bdo", "dir", "ruby", "rubyBase"}
)
"""What only wraps; insertions hold, as do the new places of what was moved."""
SIGNS = {"tab": "\t", "cr": LINE_END, "noBreakHyphen": "-", "lastRenderedPageBreak": PAGE_TURN}
DEEPEST_STYLE = 20  # styles that one is based on


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph or its style says of its place; None: nothing, the style it is based on decides.

    list_id, depth: the list that numbers it, "0" for none. before, after: whether there is space that a reader sees; joined:
    whether there is none between paragraphs of this style.
    """

    name: str | None = None
    list_id: str | None = None
    depth: int | None = None
    before: bool | None = None
    after: bool | None = None
    joined: bool | None = None
    new_page: bool | None = None

    def over(self, below: Style) -> Style:
        """This style where it says something, the other elsewhere."""
        own = {one.name: value for one in fields(self) if (value := getattr(self, one.name)) is not None}
        return replace(below, **own)


@dataclass(slots=True)
class Paragraph:
    """A paragraph's text, with its line ends and page breaks; boxes: text boxes that hang on it; notes: its footnotes' numbers."""

    style: Style
    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: int = 0


def children(parent: etree._Element) -> Iterator[etree._Element]:
    """The children, those inside mere wrappers as if there were none; of alternatives the one that a newer Word takes."""
    for child in parent:
        name = local(child)
        if name in TRANSPARENT:
            yield from children(child)
        elif name == "AlternateContent":
            taken = next((one for one in child if len(one)), None)
            if taken is not None:
                yield from children(taken)
        else:
            yield child


def paragraph_of(element: etree._Element, styles: Mapping[str, Style]) -> Paragraph:
    """The paragraph. styles: of styles_of()."""
    own = style_of(element.find("{*}pPr"))
    paragraph = Paragraph(own.over(styles.get(own.name or "", styles.get("", Style()))))
    paragraph.text = "".join(_pieces(element, paragraph))
    return paragraph


def _pieces(parent: etree._Element, paragraph: Paragraph) -> Iterator[str]:
    for child in children(parent):
        name = local(child)
        if name == "r" and not _is_hidden(child):
            yield from _pieces(child, paragraph)
        elif name == "t":
            yield (child.text or "").replace("\n", " ")
        elif name == "br":
            yield PAGE_END if attribute(child, "type") == "page" else LINE_END
        elif name in SIGNS:
            yield SIGNS[name]
        elif name == "sym":
            yield _symbol(attribute(child, "char"))
        elif name in ("oMath", "oMathPara"):
            yield "".join(piece.text or "" for piece in child.iter("{*}t"))
        elif name in ("footnoteReference", "endnoteReference"):
            paragraph.notes.append(f"{name.removesuffix('Reference')} {attribute(child, 'id')}")
        elif name in ("drawing", "pict", "object"):
            _keep_boxes(child, paragraph)


def _keep_boxes(drawing: etree._Element, paragraph: Paragraph) -> None:
    """Keep the text boxes of a drawing; a drawing without any is a picture. A box in a box comes with the outer one."""
    own = [box for box in drawing.iter("{*}txbxContent") if not _is_inside_another(box, drawing)]
    paragraph.boxes += own
    paragraph.pictures += not own


def _is_inside_another(box: etree._Element, drawing: etree._Element) -> bool:
    """Whether a text box stands in another one of the drawing, or is the copy of one for an older Word."""
    for above in box.iterancestors():
        if above is drawing:
            return False
        if local(above) in ("txbxContent", "Fallback"):
            return True
    return False


def _is_hidden(run: etree._Element) -> bool:
    return is_on(run.find("{*}rPr/{*}vanish")) is True


def _symbol(code: str | None) -> str:
    """A sign of a symbol font: what it looks like where that is known, a bullet otherwise."""
    try:
        return DRAWN_BULLETS.get(chr(0xF000 | int(code or "", 16) & 0xFFF), BULLET)
    except ValueError:
        return ""


def is_on(element: etree._Element | None) -> bool | None:
    """What a switch says: on unless its value is false; None where there is none."""
    return None if element is None else (attribute(element, "val") or "true") not in ("0", "false", "off")


def number(element: etree._Element | None) -> int:
    """The whole number that an element holds; 0 where there is none."""
    text = attribute(element, "val") or "" if element is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def style_of(properties: etree._Element | None) -> Style:
    """What the properties of a paragraph, or of a style, say themselves."""
    if properties is None:
        return Style()
    name, list_id = properties.find("{*}pStyle"), properties.find("{*}numPr/{*}numId")
    depth, spacing = properties.find("{*}numPr/{*}ilvl"), properties.find("{*}spacing")
    is_heading = properties.find("{*}outlineLvl") is not None  # set apart by its type, whatever space it has
    return Style(
        name=attribute(name, "val") if name is not None else None,
        list_id=attribute(list_id, "val") if list_id is not None else None,
        depth=number(depth) if depth is not None else None,
        before=True if is_heading else _is_spaced(spacing, "before"),
        after=True if is_heading else _is_spaced(spacing, "after"),
        joined=is_on(properties.find("{*}contextualSpacing")),
        new_page=is_on(properties.find("{*}pageBreakBefore")),
    )


def _is_spaced(spacing: etree._Element | None, side: str) -> bool | None:
    if spacing is None:
        return None
    for name, least in ((f"{side}Lines", SPACED_LINES), (side, SPACED)):
        text = attribute(spacing, name)
        if text is not None and text.isdigit() and len(text) < 6:
            return int(text) >= least
    return None


def styles_of(root: etree._Element | None) -> dict[str, Style]:
    """The paragraph styles of a styles part, each with what it inherits; "" is the one of a paragraph that names none."""
    if root is None:
        return {}
    common = style_of(root.find("{*}docDefaults/{*}pPrDefault/{*}pPr"))
    declared = {
        attribute(one, "styleId") or "": one for one in root.iterfind("{*}style") if attribute(one, "type") in (None, "paragraph")
    }
    styles = {name: replace(_inherited(name, declared, common), name=name) for name in declared}
    default = next((name for name, one in declared.items() if attribute(one, "default") in ("1", "true")), None)
    return {**styles, "": replace(styles[default], name=None) if default is not None else common}


def _inherited(name: str, declared: Mapping[str, etree._Element], common: Style) -> Style:
    """A style over those that it is based on, as far as the chain goes."""
    chain: list[Style] = []
    at = name
    while at in declared and len(chain) < DEEPEST_STYLE:
        one = declared[at]
        chain.append(style_of(one.find("{*}pPr")))
        above = one.find("{*}basedOn")
        at = attribute(above, "val") or "" if above is not None else ""
    whole = common
    for style in reversed(chain):
        whole = style.over(whole)
    return whole
