"""The XML inside Office files, read with nothing that an attacker could use: no document types, no entities, no network."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from lxml import etree

from monitor.read.document import ReadError
from monitor.read.limits import MB

LARGEST_TREE = 40 * MB  # bytes of XML that may stand in memory as a whole, which takes twenty times as much
PROLOGUE = 4096  # bytes in which a document type is looked for; one behind them meets a parser that resolves no entities


def tree(data: bytes, part: str) -> etree._Element:
    """The root of a part. Raises ReadError, which names the part."""
    if len(data) > LARGEST_TREE:
        raise ReadError(f"has a {part} of {len(data) // MB} MB; {LARGEST_TREE // MB} MB are allowed")
    (root,) = elements(data, part, ())
    return root


def elements(data: bytes, part: str, tags: Sequence[str]) -> Iterator[etree._Element]:
    """Each element of these local names when it is complete, then the root; what was given and is done with is emptied.

    Raises ReadError, which names the part.
    """
    if b"<!DOCTYPE" in data[:PROLOGUE].replace(b"\x00", b""):
        raise ReadError(f"is refused: its {part} declares a document type, which no Office program writes")
    parser = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=[f"{{*}}{tag}" for tag in tags] or None,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in parser:
            if tags:
                yield element
                element.clear(keep_tail=False)
        root = parser.root
    except etree.XMLSyntaxError as error:
        raise ReadError(f"is damaged: its {part} is no XML ({str(error)[:120]})") from error
    if root is None:
        raise ReadError(f"is damaged: its {part} is empty")
    yield root


def local(element: etree._Element) -> str:
    """An element's name without its namespace; Office writes two, for the same things."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its local name."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None
