"""Names that a converter set one below the other, and their money below all of them."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.parse.names import MarkerKind, read_marker

ROWS_OF_NAME = 3
"""The most rows of one name that a page's width broke."""
NO_REST = "【〔［[《〈<※*＊(（"
"""How a row begins that goes on with no name: a title in brackets, a note."""
FEWEST = 2
"""Money below fewer names is that of the last."""


def names_above(texts: Sequence[str]) -> list[range]:
    """The rows of each name behind one and the same bullet, as far up from the last row as there are such names; in order.

    texts: of written rows. A row without a bullet goes on with the name above it.
    """
    names: list[range] = []
    bullet: str | None = None
    end = len(texts)
    for at in range(end - 1, -1, -1):
        if end - at > ROWS_OF_NAME or "円" in texts[at] or "。" in texts[at]:
            break
        marker, name = read_marker(texts[at])
        if marker is None and texts[at].lstrip()[:1] not in NO_REST:
            continue
        if marker is None or marker.kind is not MarkerKind.BULLET or not name.strip() or bullet not in (None, marker.text):
            break
        names.append(range(at, end))
        bullet, end = marker.text, at
    return names[::-1]
