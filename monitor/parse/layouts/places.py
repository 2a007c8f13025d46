"""Where among many texts a sign stands: one search through all of them, as most documents have no text with the sign at all."""

from __future__ import annotations

import re
from collections.abc import Sequence


def places_of(sign: re.Pattern[str], texts: Sequence[str]) -> list[int]:
    """The places of the texts in which the sign is found, in order.

    sign: without anchors, and matching no line break; a \\s behind which it must stand is one. texts: without line breaks.
    """
    whole = "\n".join(["", *texts])
    places: list[int] = []
    place, at = -1, 0
    while (m := sign.search(whole, at)) is not None:
        place += whole.count("\n", at, m.start())
        places.append(place)
        at = whole.find("\n", m.end())
        if at < 0:
            break
    return places
