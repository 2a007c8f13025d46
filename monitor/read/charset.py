"""Bytes to text: byte order mark, then strict decoding, never a free guess.

A free guess among all charsets takes short Japanese texts for GB18030, cp949 or cp1250 (RELIABILITY, Fetching); so only the four
that Japanese ministries use are tried, strictly, and the result must look Japanese.
"""

from __future__ import annotations

import codecs
import re

from monitor.read.document import ReadError

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ISO_2022_ESCAPE = re.compile(rb"\x1b(?:\$[@B(]|\([BJI])")
JAPANESE = re.compile(
    r"""
    [\u3041-\u3096\u30a1-\u30fe]   # kana
    | [\u3001-\u301c\u3012]        # 、。「」【】〒〜
    | [\uff01-\uff5e]              # full-width ASCII
    | [①-⑳㈱㈲○●◎△▲□■◇◆※→×÷％・…―−‐]
    """,
    re.X,
)
KANJI = re.compile(r"[\u4e00-\u9fff]")
SECOND_LEVEL = 0x98  # first cp932 byte of the rarer half of the kanji: what mojibake is full of
LEAST_JAPANESE = 0.7  # share of the characters beyond ASCII
SAMPLE = 100_000  # characters looked at
ODD = bytes((*range(0x09), *range(0x0E, 0x1A), *range(0x1B, 0x20)))  # control characters that no text has
DECLARED = {
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji", "cp932"), "cp932"),
    **dict.fromkeys(("euc-jp", "euc_jp", "x-euc-jp", "eucjp"), "euc_jp"),
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    "iso-2022-jp": "iso2022_jp_ext",
}
"""What a document may call its charset, and what is meant: Shift_JIS is cp932 everywhere. Any other name is not believed."""


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of the bytes, without byte order mark.

    declared: a charset that the document names itself (HTML meta), tried after the byte order mark. Raises ReadError where no
    charset fits strictly, and where the result is not text.
    """
    text = _decode(data, declared)
    if "\x00" in text:
        raise ReadError("is a binary file of an unknown kind (it has NUL characters)")
    sample = text[:SAMPLE].encode("utf-8", "surrogatepass")
    if len(sample) - len(sample.translate(None, ODD)) > min(len(text), SAMPLE) // 100:
        raise ReadError("is a binary file of an unknown kind (it has control characters)")
    return text


def _decode(data: bytes, declared: str | None) -> str:
    for mark, charset in BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(charset)
            except UnicodeDecodeError as error:
                raise ReadError(f"says by its byte order mark that it is {charset} and is not (byte {error.start})") from error
    if b"\x00" in data:
        raise ReadError("is a binary file of an unknown kind (it has NUL bytes)")
    named = DECLARED.get(declared.strip().lower()) if declared else None
    if named and (text := _strictly(data, named)) is not None:
        return text
    if ISO_2022_ESCAPE.search(data) and (text := _strictly(data, "iso2022_jp_ext")) is not None:
        return text
    if (text := _strictly(data, "utf-8")) is not None:
        return text
    texts = [text for charset in ("cp932", "euc_jp") if (text := _strictly(data, charset)) is not None]
    best = max(texts, key=_japaneseness, default="")
    if not best or _japaneseness(best) < LEAST_JAPANESE:
        raise ReadError("is not text in UTF-8, Shift_JIS, EUC-JP or ISO-2022-JP")
    return best


def _strictly(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except UnicodeDecodeError:
        return None


def _japaneseness(text: str) -> float:
    """The share of what is beyond ASCII that is common in Japanese: kana, punctuation, everyday kanji. 0 to 1."""
    beyond = [letter for letter in text[:SAMPLE] if letter > "\x7f"]
    common = sum(1 for letter in beyond if JAPANESE.match(letter) or _is_everyday_kanji(letter))
    return common / len(beyond) if beyond else 0.0


def _is_everyday_kanji(letter: str) -> bool:
    if not KANJI.match(letter):
        return False
    try:
        return letter.encode("cp932")[0] < SECOND_LEVEL
    except UnicodeEncodeError:
        return False
