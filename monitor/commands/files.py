"""Files that a command is given: ordinary ones, of a size a release can have."""

from __future__ import annotations

from pathlib import Path

from monitor.budget import YosanError

READ_HERE = "A release: PDF, HTML, XLSX, XLS, CSV, DOCX or text, or a ZIP of them."
"""What a FILE may be, for the help of the commands that take one."""
LARGEST_FILE = 200 * 1024 * 1024
"""Bytes; the largest release seen is 147 MB (SOURCES.md, HTTP and content behaviour)."""


class FileRefusedError(YosanError):
    """A path that no release can be read from: not a file, or larger than any release."""


def read_file(path: Path) -> bytes:
    """The bytes of an ordinary file; pipes and devices, which may never end, are refused.

    Raises FileRefusedError, and OSError for a file that is not there or not ours to read.
    """
    if path.exists() and not path.is_file():
        raise FileRefusedError(f"{path.name}: not an ordinary file")
    if (size := path.stat().st_size) > LARGEST_FILE:
        raise FileRefusedError(f"{path.name}: {size // 2**20} MB are more than any release has")
    return path.read_bytes()
