"""The captures: the bytes of every fetch, kept for ever under their SHA-256 and never changed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from monitor.budget import YosanError

SHA256 = re.compile(r"[0-9a-f]{64}")

KEPT_FREE = 0.05
"""Share of the file system that captures leave alone, so that the ledger keeps room (RELIABILITY.md, 100)."""

ROOM_ASKED_EVERY = 8 * 1024 * 1024
"""Bytes that may be written between two looks at how much of the disk is free."""

READ_AT_ONCE = 1024 * 1024

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
        with self.receive() as incoming:
            incoming.write(data)
            return incoming.keep().sha256

    @contextmanager
    def receive(self) -> Iterator[Incoming]:
        """A capture that comes in pieces: hashed while it is written, under no name before it is kept, gone when it is not.

        Raises CaptureError when it cannot be begun.
        """
        temporary = self.folder / "unfinished" / f"{uuid.uuid4().hex}.part"
        try:
            self._make_folder(temporary.parent)
            _sweep(temporary.parent)
            file = temporary.open("xb", buffering=0)
        except OSError as error:
            raise CaptureError(f"a capture cannot be written: {error.strerror or error}") from error
        try:
            with file:
                yield Incoming(self, temporary, file)
        finally:
            temporary.unlink(missing_ok=True)

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

    def verified(self, sha256: str) -> Path:
        """Where a capture lies, its bytes verified without holding them. Raises CaptureError as get() does."""
        place = self.path(sha256)
        try:
            found = _hash_of(place)
        except OSError as error:
            raise CaptureError(f"capture {sha256} cannot be read: {error.strerror or error}") from error
        if found != sha256:
            raise CaptureError(f"capture {sha256} is damaged: its bytes have another hash; restore {place} from a backup")
        return place

    def path(self, sha256: str) -> Path:
        """Where a capture lies. Raises CaptureError for what is no SHA-256."""
        if not SHA256.fullmatch(sha256):
            raise CaptureError(f"{sha256!r} is not a SHA-256")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

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


class Incoming:
    """A capture that is being received. Only keep() gives it a name."""

    def __init__(self, store: CaptureStore, temporary: Path, file: BinaryIO) -> None:
        self._store, self._temporary, self._file = store, temporary, file
        self._digest = hashlib.sha256()
        self._room_seen_at = -ROOM_ASKED_EVERY
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Add bytes at the end. Raises CaptureError when they cannot be written or the disk is nearly full."""
        try:
            if self.size + len(piece) - self._room_seen_at > ROOM_ASKED_EVERY:
                self._store._leave_room(len(piece))
                self._room_seen_at = self.size
            rest = memoryview(piece)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise CaptureError(f"a capture cannot be written: {error.strerror or error}") from error
        self._digest.update(piece)
        self.size += len(piece)

    def keep(self) -> Kept:
        """Put it under its hash, on the disk and whole; what is kept already stays as it is. Blocks until the disk has it.

        Raises CaptureError when that fails; then nothing of it stays.
        """
        kept = Kept(self._digest.hexdigest(), self.size)
        place = self._store.path(kept.sha256)
        try:
            if not _is_kept(place, kept):
                self._store._make_folder(place.parent)
                os.fsync(self._file.fileno())
                self._temporary.replace(place)
                _sync_folder(place.parent)
        except OSError as error:
            raise CaptureError(f"capture {kept.sha256} cannot be written: {error.strerror or error}") from error
        return kept


def _sweep(folder: Path) -> None:
    """Remove what crashes left half-written; a write that is under way is younger."""
    for path in folder.glob("*.part"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()


def _hash_of(path: Path) -> str:
    with path.open("rb", buffering=0) as file:
        digest = hashlib.sha256()
        while piece := file.read(READ_AT_ONCE):
            digest.update(piece)
    return digest.hexdigest()


def _is_kept(place: Path, kept: Kept) -> bool:
    """Whether exactly these bytes lie there already; a damaged file is written anew."""
    try:
        return place.stat().st_size == kept.size and _hash_of(place) == kept.sha256
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
