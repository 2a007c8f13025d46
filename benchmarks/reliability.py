"""`python -m benchmarks.reliability`: how right the entries are at each confidence, as a table (`make reliability`).

Read are the invented releases of the tests and, where they are at hand, the real ones: printed as they are, and damaged as bad
converters damage them.
"""

from __future__ import annotations

import os
from pathlib import Path

from monitor.budget import REVIEW_BELOW
from tests.parse.reliability import Bin, bins, invented, real, told

SHARED = Path(os.environ.get("YOSAN_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))


def main() -> None:
    """Measure and print."""
    entries = list(told(invented()))
    print("\n".join(table("invented releases", bins(entries))))
    if (SHARED / "data/gold").is_dir():
        print("\n".join(table("real releases", bins(list(told(real(SHARED)))))))
    print(f"Below {REVIEW_BELOW} an entry waits for a person.")


def table(title: str, found: list[Bin]) -> list[str]:
    """One line a stretch of confidence: how many entries, how sure the reader is of them, how many are right."""
    rows = [f"{one.low:4.2f} to {one.high:4.2f} {one.entries:8} {one.sure:8.3f} {one.right:8.3f}" for one in found]
    return [title, f"{'confidence':12} {'entries':>8} {'told':>8} {'right':>8}", *rows, ""]


if __name__ == "__main__":
    main()
