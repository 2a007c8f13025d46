"""How much a reader may use of the machine."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading (RELIABILITY, Parsing). Sizes in bytes, times in seconds.

    input_bytes: the capture; memory_bytes: the child's address space; cpu_seconds and wall_seconds: its time; file_bytes: any file
    it writes in its private folder; output_bytes and output_lines: the text it hands back. archive_seconds: until the last file of
    one archive is begun.
    """

    input_bytes: int = 100 * MB
    memory_bytes: int = 1000 * MB
    cpu_seconds: int = 60
    wall_seconds: float = 90
    file_bytes: int = 16 * MB
    output_bytes: int = 32 * MB
    output_lines: int = 300_000
    archive_seconds: float = 600
