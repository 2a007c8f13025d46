"""`yosan-watch parse`, run as a person or a script runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """What came of it, in an environment without any setting."""
    command = [sys.executable, "-m", "monitor", "parse", *map(str, arguments)]
    environment = {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=folder, env=environment)
