"""The captures: the bytes of every fetch, kept for ever under their SHA-256 and never changed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from monitor.budget import YosanError

SHA256 = re.compile(r"[0-9a-f]{64}")

KEPT_FREE = 0.05
"""Share of the file system that captures leave alone, so that the ledger keeps room (RELIABILITY.md, 100)."""


ABANDONED = 3600
"""Seconds after which a half-written capture belongs to nobody."""


class CaptureError(YosanError):
    """A capture that cannot be kept, is missing or is not what was kept; the message names its hash."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that lie in the store: their SHA-256, and how many they are."""

    sha256: str
    size: int


@dataclass(frozen=True)
class CaptureStore:
    """A folder of captures, two levels deep: ab/cd/abcd…"""

    folder: Path

    def put(self, data: bytes) -> str:
        """Keep the bytes and give their SHA-256; keeping them again does nothing.

        They are on the disk, under their name and whole, when this returns; after a crash they are there whole or not at all.
        Raises CaptureError when they cannot be written or the disk is nearly full; nothing half-written stays.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        place = self.path(sha256)
        if self._kept(place, data):
            return sha256
        temporary = self.folder / "unfinished" / f"{sha256[:8]}-{uuid.uuid4().hex}.part"
        try:
            self._make_folder(place.parent)
            self._make_folder(temporary.parent)
            _sweep(temporary.parent)
            self._leave_room(len(data))
            _write(temporary, data)
            temporary.replace(place)
            _sync_folder(place.parent)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise CaptureError(f"capture {sha256} cannot be written: {error.strerror or error}") from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes, verified against their hash. Raises CaptureError when they are missing or were changed."""
        place = self.path(sha256)
        try:
            data = place.read_bytes()
        except OSError as error:
            raise CaptureError(f"capture {sha256} cannot be read: {error.strerror or error}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise CaptureError(f"capture {sha256} is damaged: its bytes have another hash; restore {place} from a backup")
        return data

    def path(self, sha256: str) -> Path:
        """Where a capture lies. Raises CaptureError for what is no SHA-256."""
        if not SHA256.fullmatch(sha256):
            raise CaptureError(f"{sha256!r} is not a SHA-256")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def _kept(self, place: Path, data: bytes) -> bool:
        """Whether exactly these bytes lie there; a damaged file is written anew."""
        try:
            return place.stat().st_size == len(data) and place.read_bytes() == data
        except FileNotFoundError:
            return False
        except OSError as error:
            raise CaptureError(f"capture {place.name} cannot be read: {error.strerror or error}") from error

    def _leave_room(self, size: int) -> None:
        disk = shutil.disk_usage(self.folder)
        if disk.free - size < disk.total * KEPT_FREE:
            raise OSError(None, f"less than {KEPT_FREE:.0%} of the disk would stay free")

    def _make_folder(self, folder: Path) -> None:
        """Make the folder and its parents, each of them recorded in the one above before anything is put in."""
        missing = [part for part in (folder, *folder.parents) if not part.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        for part in missing:
            _sync_folder(part.parent)


def _sweep(folder: Path) -> None:
    """Remove what crashes left half-written; a write that is under way is younger."""
    for path in folder.glob("*.part"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
