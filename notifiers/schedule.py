"""When a failed envelope is tried again (RELIABILITY.md, 39 and 56)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

JITTER = 0.2
"""The share by which a wait is longer or shorter, so that what failed together does not come back together."""

RESEND_AFTER = timedelta(minutes=10)
"""How long an envelope rests whose answer was lost: the other side may still be busy taking it."""


def _waits(*words: str) -> tuple[timedelta, ...]:
    unit = {"s": 1, "m": 60, "h": 3600}
    return tuple(timedelta(seconds=int(word[:-1]) * unit[word[-1]]) for word in words)


MAIL = _waits("1m", "5m", "15m", "1h", "3h", "6h", "12h", "24h", "24h")
"""Waits after the first, second, … failed attempt to mail; after the last comes the dead letter."""

WEBHOOK = _waits("5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h")
"""The same for a webhook, whose first attempt is made at once."""


def wait(schedule: Sequence[timedelta], failures: int, key: str) -> timedelta | None:
    """How long to wait after that many failures, ± 20 %; None when the schedule is used up.

    key: the envelope. The same envelope gets the same jitter, so a restart changes nothing.
    """
    if failures > len(schedule):
        return None
    digest = hashlib.sha256(f"{key}\x1f{failures}".encode()).digest()
    spread = int.from_bytes(digest[:8]) / 2**64 * 2 - 1
    return schedule[failures - 1] * (1 + JITTER * spread)
