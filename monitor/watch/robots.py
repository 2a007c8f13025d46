"""robots.txt by RFC 9309: what a host allows, how slowly it wants to be asked, and what holds while it cannot be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from protego import Protego

from storage.hosts import HostState

PRODUCT = "yosan-watch"
ROBOTS_BYTES = 500 * 1024
"""What is read of a robots.txt (RFC 9309, 2.5); the rest of a longer one is left."""
LASTS = timedelta(hours=24)
"""How long rules are used without asking for them again (RFC 9309, 2.4)."""
SKEW = timedelta(hours=1)
"""How far clocks of machines that share a ledger may be apart; what lies further in the future comes from one that was set back."""
LONG_UNAVAILABLE = timedelta(days=30)
"""After this long without an answer, a host that never gave rules is taken to have none (RFC 9309, 2.3.1.4)."""
ASKED_AGAIN = timedelta(hours=1)
"""How long rules that were given before are used when new ones could not be had, until they are asked for again."""
LONGEST_DELAY = 60.0
"""Seconds; a longer Crawl-delay, which no RFC knows, is taken for this."""
NO_ANSWER = 0
"""The status of a host that could not be reached."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host allows this program. delay: the seconds it wants between requests; asked_delay: before our cap."""

    parsed: Protego | None
    text: str
    delay: float = 0.0
    asked_delay: float = 0.0

    def allow(self, url: str) -> bool:
        """Whether an address may be fetched."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, PRODUCT))

    def against(self, url: str) -> str:
        """The line that forbids an address: the longest that matches it, as the host wrote it."""
        lines = sorted(_disallowed(self.text), key=len, reverse=True)
        matching = (rule for rule in lines if not _alone(rule).can_fetch(url, PRODUCT))
        return f"Disallow: {next(matching, '?')}"


EVERYTHING = Rules(None, "")
"""The rules of a host that has none."""


@lru_cache(maxsize=4096)
def rules_of(text: str) -> Rules:
    """The rules of a robots.txt. What is none (a web page, say) forbids nothing."""
    if not text.strip():
        return EVERYTHING
    parsed = Protego.parse(text)
    asked = float(parsed.crawl_delay(PRODUCT) or 0.0)
    asked = asked if asked > 0 else 0.0
    return Rules(parsed, text, min(asked, LONGEST_DELAY), asked)


def standing(state: HostState, now: datetime) -> Rules | None:
    """The rules that hold now without asking; None where the host must be asked."""
    if state.robots_at is None or not -SKEW < now - state.robots_at < LASTS or not _is_answer(state.robots_status):
        return None
    return rules_of(state.robots or "")


def answered(state: HostState, status: int, text: str, now: datetime) -> HostState:
    """The state of a host that told its rules, or that it has none (4xx)."""
    return replace(state, robots=text, robots_status=status, robots_at=now)


def unanswered(state: HostState, status: int, now: datetime) -> tuple[HostState, Rules | None]:
    """What holds while a host cannot tell its rules (5xx, no connection): those it gave before; else nothing may be fetched (None).

    Rules that it gave stay in use for as long as it cannot be asked, which RFC 9309 (2.3.1.4, 2.4) permits; where it never gave any
    for a long time, it is taken to have none.
    """
    if _is_answer(state.robots_status):
        return state, rules_of(state.robots or "")
    since = state.robots_at if state.robots_at is not None and state.robots_at <= now else now
    waiting = replace(state, robots_status=status, robots_at=since)
    return waiting, EVERYTHING if now - since > LONG_UNAVAILABLE else None


def _is_answer(status: int | None) -> bool:
    return status is not None and (200 <= status < 300 or 400 <= status < 500)


def _disallowed(text: str) -> Iterator[str]:
    """What is forbidden to everybody or to this program by name. A group begins with user agents and ends before the next ones."""
    ours, naming = False, False
    for line in text.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "user-agent":
            ours = (naming and ours) or value == "*" or value.lower() in PRODUCT
            naming = True
        elif field in ("allow", "disallow", "crawl-delay"):
            naming = False
            if ours and field == "disallow" and value:
                yield value


def _alone(rule: str) -> Protego:
    return Protego.parse(f"User-agent: *\nDisallow: {rule}\n")
