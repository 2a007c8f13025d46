"""The lab bombs of RELIABILITY.md (J): each costs one reading or one line, bounded memory and time, and the next file is read."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from monitor.parse import ParseError
from monitor.parse.apart import Reading, read_and_parse
from monitor.read import Limits, ReadError
from tests.read.bombs import BOMBS, MB

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the address space can be limited on Linux only")
LIMITS = Limits(cpu_seconds=2, wall_seconds=60)
BEYOND_A_LINE = re.compile(r"[\x00-\x08\n\v\r\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
MOST_GROWTH = 64 * MB
"""Of the parent, for a document that it was not given: its buffers for 20 MB and for an answer too long."""
MOST_GROWTH_READ = 150 * MB
"""Of the parent, for a document that it was given: three hundred thousand lines are allowed."""


def peak_memory() -> int:
    """This process's peak memory in bytes since clear_refs was last written."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(fields["VmHWM"].split()[0]) * 1024


def outcome(data: bytes) -> Reading | str:
    try:
        return read_and_parse(data, "bomb", limits=LIMITS)
    except (ReadError, ParseError) as error:
        return str(error)


@LINUX
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_costs_one_reading_or_one_line_and_little_memory_and_the_next_file_is_read(bomb: str) -> None:
    data = BOMBS[bomb]()
    Path("/proc/self/clear_refs").write_text("5")
    before = peak_memory()
    became = outcome(data)
    grown = peak_memory() - before
    if isinstance(became, str):
        assert became.startswith("bomb: ")
        assert became.isprintable()
        assert len(became) < 400
        assert grown < MOST_GROWTH
    else:
        assert grown < MOST_GROWTH_READ
        assert not any(BEYOND_A_LINE.search(line.text) for line in became.document.lines)
        assert not any(CONTROL.search(entry.name) for entry in became.parsed.entries)
    assert [line.text for line in read_and_parse("次の予算".encode(), "次.txt").document.lines] == ["次の予算"]
