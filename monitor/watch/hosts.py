"""The book of hosts: who asks a host now, since when it rests, and by which rules. A port with two adapters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Protocol

from storage.hosts import LONGEST_CLAIM, HostState, LedgerHosts

__all__ = ["HostBook", "HostState", "LedgerHosts", "MemoryHosts"]


class HostBook(Protocol):
    """Remembers hosts between visits. Its calls block for as long as a database takes; any thread may make them."""

    def claim(self, names: Collection[str], owner: str, now: datetime, until: datetime) -> dict[str, HostState]:
        """Take these hosts for one owner until then; gives those that could be had, with what is known of them."""
        ...

    def put(self, owner: str, states: Mapping[str, HostState], until: datetime | None) -> frozenset[str]:
        """Write what became known of hosts that the owner has; None gives them back. Gives those that were still the owner's."""
        ...


class MemoryHosts:
    """The book of one process, forgotten with it: for a dry run of a source, which stores nothing."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._states: dict[str, HostState] = {}
        self._claims: dict[str, tuple[str, datetime]] = {}

    def claim(self, names: Collection[str], owner: str, now: datetime, until: datetime) -> dict[str, HostState]:
        """See HostBook."""
        with self._lock:
            return {name: self._taken(name, owner, until) for name in names if self._is_free(name, owner, now)}

    def put(self, owner: str, states: Mapping[str, HostState], until: datetime | None) -> frozenset[str]:
        """See HostBook."""
        with self._lock:
            ours = {name: state for name, state in states.items() if self._claims.get(name, ("",))[0] == owner}
            self._states.update(ours)
            for name in ours:
                if until is None:
                    del self._claims[name]
                else:
                    self._claims[name] = (owner, until)
        return frozenset(ours)

    def _is_free(self, name: str, owner: str, now: datetime) -> bool:
        holder, until = self._claims.get(name, (owner, now))
        return holder == owner or not now <= until <= now + LONGEST_CLAIM

    def _taken(self, name: str, owner: str, until: datetime) -> HostState:
        state = self._states.get(name, HostState())
        if name in self._claims and self._claims[name][0] != owner:
            state = replace(state, last_request_at=self._claims[name][1])
        self._claims[name] = (owner, until)
        return state
