"""The hold: what would change too much at once is more likely misread, or a mistake, than news (RELIABILITY.md, 6)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may change at once without a person having looked.

    share, fewest: revisions may change this share of the measures, or this many. new_share: the same for what new editions change,
    which in their season may be everything; None for no limit. lost_share, fewest_lost: what may be lacking of what was listed.
    """

    share: float = 0.2
    fewest: int = 50
    lost_share: float = 0.3
    fewest_lost: int = 3
    new_share: float | None = 0.2


def reason_to_hold(changed: int, measures: int, lost: int, rows: int, limits: Limits, *, new: int = 0) -> str | None:
    """Why nothing of this may be taken in before a person has looked; None when it may.

    changed: how many of the `measures` revisions change; new: how many more are changed by new editions alone. lost: how many of
    the `rows` that were listed are there no more; a short list may well lose two.
    """
    if lost >= limits.fewest_lost and lost >= limits.lost_share * rows:
        return f"it lost {lost} of the {rows} that were there before"
    if changed > limits.fewest and changed > limits.share * measures:
        return f"it would change {changed} of {measures} measures at once"
    share = limits.new_share if limits.new_share is None else max(limits.new_share, limits.share)
    if share is not None and changed + new > limits.fewest and changed + new > share * measures:
        return f"it would change {changed + new} of {measures} measures at once"
    return None
