"""A ZIP and what is in it, inflated with care: Office files are such packages, and releases come in archives.

Nothing that a ZIP says of itself is believed. What it declares is checked before the first byte is inflated, and what comes out is
counted while it does (RELIABILITY, Parsing).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from monitor.read.document import ReadError
from monitor.read.limits import MB

END_RECORD = b"PK\x05\x06"
END_LENGTH = 22  # bytes; of the end record, without its comment
LONGEST_COMMENT = 65_535  # bytes
MOST_MEMBERS = 2_000
LARGEST_DIRECTORY = 2 * MB  # bytes; 1,000 a member
MOST_INFLATED = 200 * MB  # bytes; of all members together
HIGHEST_RATIO = 200  # inflated by stored; the tables of ministries reach 30
SMALL = 1 * MB  # bytes; below this no ratio does harm
CHUNK = 1 << 18
ENCRYPTED, UTF8_NAME = 0x1, 0x800  # flag bits
NAME_CHARSETS = ("utf-8", "cp932")
"""What names are written in that do not say it: macOS writes UTF-8, Windows in Japan cp932."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package. name: as it is shown, never a path to write to; size: of the inflated bytes, as declared."""

    name: str
    size: int
    info: zipfile.ZipInfo


class Package:
    """An open ZIP. Raises ReadError, without a file name, where it is broken, or too much comes out of it."""

    def __init__(self, data: bytes) -> None:
        _check_directory(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
            raise ReadError(f"is a ZIP archive that is damaged ({error})") from error
        files = [info for info in self._zip.infolist() if info.filename and not info.is_dir()]
        self.members = tuple(Member(_shown_name(info), info.file_size, info) for info in files)
        self._by_name = {member.name: member for member in self.members}
        self._inflated = 0
        if len(files) > MOST_MEMBERS:
            raise ReadError(f"is a ZIP archive of {len(files)} files; {MOST_MEMBERS} are allowed")
        declared = sum(info.file_size for info in files)
        if declared > MOST_INFLATED:
            raise ReadError(f"inflates to {declared // MB} MB; {MOST_INFLATED // MB} MB are allowed")
        for member in self.members:
            _check_ratio(member, member.size)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def part(self, name: str) -> bytes:
        """The inflated bytes of the member of this name. Raises ReadError, which names it, where there is none."""
        member = self._by_name.get(name)
        if member is None:
            raise ReadError(f"has no {name}")
        return self.inflate(member)

    def inflate(self, member: Member) -> bytes:
        """The inflated bytes of a member, counted while they come. Raises ReadError, which does not name it."""
        if member.info.flag_bits & ENCRYPTED:
            raise ReadError("is encrypted: a password is needed")
        if member.info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ReadError(f"is compressed in a way that nobody reads here (ZIP method {member.info.compress_type})")
        whole = bytearray()
        try:
            with self._zip.open(member.info) as stream:
                while chunk := stream.read(CHUNK):
                    whole += chunk
                    self._inflated += len(chunk)
                    _check_ratio(member, len(whole))
                    if self._inflated > MOST_INFLATED:
                        raise ReadError(f"inflates to more than the {MOST_INFLATED // MB} MB allowed")
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, struct.error) as error:
            raise ReadError(f"is damaged inside its ZIP archive ({error})") from error
        return bytes(whole)


def _check_directory(data: bytes) -> None:
    """Refuse a list of members that is too long before anything builds it in memory."""
    start = data.rfind(END_RECORD, max(len(data) - END_LENGTH - LONGEST_COMMENT, 0))
    if start < 0 or start + END_LENGTH > len(data):
        raise ReadError("is a ZIP archive that is cut off: it has no list of its files")
    count, size = struct.unpack_from("<HI", data, start + 10)
    if count > MOST_MEMBERS:
        raise ReadError(f"is a ZIP archive of {count} files; {MOST_MEMBERS} are allowed")
    if size > LARGEST_DIRECTORY:
        raise ReadError(f"is a ZIP archive whose list of files has {size // MB} MB; {LARGEST_DIRECTORY // MB} MB are allowed")


def _check_ratio(member: Member, size: int) -> None:
    if size > SMALL and size > HIGHEST_RATIO * max(member.info.compress_size, 1):
        raise ReadError(f"holds {' '.join(member.name.split())[:80]}, which inflates more than {HIGHEST_RATIO} times")


def _shown_name(info: zipfile.ZipInfo) -> str:
    """The member's name in the charset that it was most likely written in."""
    if info.flag_bits & UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for charset in NAME_CHARSETS:
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return info.filename
