"""`python -m benchmarks.fuzz`: damaged and hostile captures through reading and parsing, until the minutes are up.

Each case is a seed (a release made here, or a real file of --seeds) changed as its format allows: bytes flipped, cut, spliced; the
lines of a text moved, cut, given other figures and hostile marks; a member of an Office file or archive or the drawing of a page
changed and packed again, so that the damage gets past the packing. Every outcome must be a reading whose every value is sound, or
one line that says why there is none. The same --seed gives the same cases.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.damage import changed
from benchmarks.seeds import made_seeds, seeds_in
from monitor.budget import Entry, YosanError, entry_from_json, entry_to_json
from monitor.parse.apart import Reading
from monitor.parse.contents import read_contents
from monitor.read import Limits
from monitor.read.pool import close_readers

NAME = "case"
LIMITS = Limits(cpu_seconds=10, wall_seconds=30)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
LARGEST_YEN = 2**63 - 1
LONGEST_REASON = 600
CRASH = re.compile(r"(?:broke its reader:|the parser failed|but cannot be read as such) (?P<error>.*)")
"""A reader or parser that failed with an error of its own: contained, and a mistake of ours all the same."""
LOOK_EVERY = 50
MOST_GROWTH = 100_000  # kB, of this process over the whole run


@dataclass(slots=True)
class Tally:
    """What became of the cases. faults: what must never happen, with the number of the case."""

    cases: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, 0)

    def lines(self) -> Iterator[str]:
        """The tally as rows of text."""
        yield f"{self.cases} cases, {len(self.faults)} faults; the slowest took {self.slowest[0]:.1f} s (case {self.slowest[1]})"
        for outcome, count in self.outcomes.most_common():
            yield f"{count:7}  {outcome}"
        yield from self.faults


def main(argv: Sequence[str] | None = None) -> int:
    """Fuzz for so many minutes; print the tally; 1 when there were faults."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    asked.add_argument("--minutes", type=float, default=1.0, help="how long (default 1)")
    asked.add_argument("--cases", type=int, default=10**9, help="how many cases at most")
    asked.add_argument("--seed", default="1", help="another word gives other cases (default 1)")
    asked.add_argument("--only", type=int, help="this one case")
    asked.add_argument(
        "--seeds", type=Path, action="append", default=[], help="a folder of real files to change, beside those made here"
    )
    asked.add_argument("--keep", type=Path, help="a folder for the files of cases with faults")
    options = asked.parse_args(argv)
    seeds = made_seeds() | seeds_in(options.seeds)
    numbers = range(options.cases) if options.only is None else range(options.only, options.only + 1)
    tally = fuzz(seeds, options.seed, numbers, options.minutes * 60, options.keep)
    close_readers()
    print("\n".join(tally.lines()))
    return 1 if tally.faults else 0


def fuzz(seeds: Mapping[str, bytes], seed: str, numbers: Sequence[int], seconds: float, keep: Path | None = None) -> Tally:
    """Let every case of these numbers be read, until the time is up; then look whether this process is as it was."""
    tally = Tally()
    deadline = time.monotonic() + seconds
    before: Standing | None = None
    for number in numbers:
        if time.monotonic() > deadline:
            break
        name, data = case(seeds, seed, number)
        started = time.monotonic()
        outcome, faults = judged(data)
        tally.slowest = max(tally.slowest, (time.monotonic() - started, number))
        if tally.cases == LOOK_EVERY:
            before = Standing.now()
        elif before is not None and tally.cases % LOOK_EVERY == 0:
            faults += before.worsened()
        tally.cases += 1
        tally.outcomes[f"{name.rpartition('.')[2]}: {outcome}"] += 1
        tally.faults += [f"case {number} ({name}): {fault}" for fault in faults]
        if faults and keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{number}.{name.rpartition('.')[2]}").write_bytes(data)
    return tally


def case(seeds: Mapping[str, bytes], seed: str, number: int) -> tuple[str, bytes]:
    """The name of the seed of a case, and its bytes."""
    chance = random.Random(f"{seed}/{number}")
    name = chance.choice(sorted(seeds))
    return name, changed(name, seeds[name], seeds, chance)


def judged(data: bytes) -> tuple[str, list[str]]:
    """What became of a capture, in a word or two, and what about that must never be."""
    try:
        contents = read_contents(data, NAME, limits=LIMITS)
    except YosanError as error:
        return _refused(str(error))
    faults = [fault for reading in contents.readings for fault in faults_of(reading)]
    faults += [fault for reason in contents.broken for fault in _refused(reason)[1]]
    entries = sum(len(reading.parsed.entries) for reading in contents.readings)
    return ("read, with entries" if entries else "read, no entry"), faults


def _refused(reason: str) -> tuple[str, list[str]]:
    faults = []
    if not reason.startswith(NAME) or len(reason) > LONGEST_REASON or CONTROL.search(reason):
        faults.append(f"no clear line: {reason[:200]!r}")
    if crash := CRASH.search(reason):
        faults.append(f"crash: {crash['error']}")
    return f"refused, {'too long' if 'takes longer' in reason else 'a limit' if 'allowed' in reason else 'a reason'}", faults


def faults_of(reading: Reading) -> Iterator[str]:
    """What of a reading cannot be, each in a line."""
    document, parsed = reading.document, reading.parsed
    ids = Counter(entry.id for entry in parsed.entries)
    yield from (f"the id {ident} {count} times" for ident, count in ids.items() if count > 1)
    for entry in parsed.entries:
        where = f"entry {entry.id}"
        if entry.line is None or not 1 <= entry.line <= len(document.lines):
            yield f"{where} on line {entry.line} of {len(document.lines)}"
        if entry.page is not None and not 1 <= entry.page <= (document.pages or 0):
            yield f"{where} on page {entry.page} of {document.pages}"
        yield from (f"{where}: {fault}" for fault in _faults_of_entry(entry))


def _faults_of_entry(entry: Entry) -> Iterator[str]:
    row = entry_to_json(entry)
    if entry_to_json(entry_from_json(json.loads(json.dumps(row, allow_nan=False)))) != row:
        yield "does not survive its public form"
    if CONTROL.search(entry.name):
        yield f"control characters in the name {entry.name[:60]!r}"
    for text in _texts({**row, "name": "", "overview": (entry.overview or "").replace("\n", " ")}):
        if CONTROL.search(text.replace("\t", " ")):
            yield f"control characters in {text[:60]!r}"
    if entry.name != entry.name.strip():
        yield f"blanks around the name {entry.name[:60]!r}"
    if any(abs(yen) > LARGEST_YEN for yen in (entry.amount.yen or 0, entry.prior.yen or 0)):
        yield "more yen than a database keeps"
    if entry.box is not None and not (entry.box.x0 <= entry.box.x1 and entry.box.y0 <= entry.box.y1):
        yield f"a box turned over: {entry.box}"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


@dataclass(frozen=True, slots=True)
class Standing:
    """What of this process must not grow with the cases: open files, child processes, memory in kB (Linux; elsewhere nothing)."""

    files: int
    children: int
    memory: int

    @classmethod
    def now(cls) -> Standing:
        """As it is."""
        if sys.platform != "linux":
            return cls(0, 0, 0)
        memory = re.search(r"VmRSS:\s*(\d+)", Path("/proc/self/status").read_text())
        return cls(len(os.listdir("/proc/self/fd")), len(_children()), int(memory[1]) if memory else 0)

    def worsened(self) -> list[str]:
        """What has grown since."""
        now = type(self).now()
        faults = []
        if now.files > self.files + 4:
            faults.append(f"{now.files} open files, {self.files} before")
        if now.children > (os.cpu_count() or 1):
            faults.append(f"{now.children} child processes")
        if now.memory > self.memory + MOST_GROWTH:
            faults.append(f"{now.memory} kB of memory, {self.memory} before")
        return faults


def _children() -> list[str]:
    found = []
    for task in Path("/proc/self/task").iterdir():
        found += (task / "children").read_text().split()
    return found


if __name__ == "__main__":
    sys.exit(main())
