"""Files that a command is given: ordinary ones, of a size a release can have; and what is said when one gives nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from monitor.budget import YosanError
from templates.text import one_line

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


def complain(file: Path, error: Exception | str) -> None:
    """One line on stderr that says, after the path as it was given, why a file gave nothing.

    A message that begins with the file's name, or a path into an archive, is told with that path instead; a file that could not be
    read or written is named itself, which may be another than the one given.
    """
    if isinstance(error, OSError):
        told = f"{error.filename or file}: {error.strerror or str(error) or type(error).__name__}"
    else:
        name, reason = one_line(file.name), one_line(str(error)) or type(error).__name__
        is_named = reason.startswith((f"{name}: ", f"{name}/"))
        told = f"{file}{reason.removeprefix(name)}" if is_named else f"{file}: {reason}"
    sys.stderr.write(f"yosan-watch: {one_line(told)}\n")
