"""Bytes → text: the encoding is told by a byte order mark, by being UTF-8, or by the letters (CP1251, KOI8-R)."""

import codecs
import re

from extract.reading.outcome import UnreadableError

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CYRILLIC = ("cp1251", "koi8_r")
_FREQUENT = frozenset("оеаинтсрвл")
"""The ten commonest letters of Russian, two thirds of any text (National Corpus of Russian, letter frequencies)."""


def decoded(data: bytes, encoding: str | None) -> str:
    """The text of the bytes less a byte order mark, line ends as they are; raises UnreadableError."""
    codec = encoding or recognised(data) or "utf-8"
    try:
        return data.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = 1 + data[: error.start].decode(codec, "replace").count("\n")
        if encoding or codec != "utf-8":
            raise UnreadableError(f"can't be decoded: {error}", line) from error
        byte = f"0x{data[error.start]:02x}"
        raise UnreadableError(f"unknown encoding: byte {byte} is no UTF-8, and CP1251 and KOI8-R give no Russian", line) from error
    except ValueError as error:
        raise UnreadableError(f"can't be decoded: {error}") from error


def recognised(data: bytes) -> str | None:
    """UTF-8, UTF-16 with its mark, CP1251, KOI8-R, None for anything else; raises UnreadableError where there are NUL bytes."""
    if data.startswith(UTF_16):
        return "utf-16"
    if b"\0" in data:
        raise UnreadableError("no text: the file holds NUL bytes", 1 + data.count(b"\n", 0, data.index(b"\0")))
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return _cyrillic(data[max(0, error.start - 1000) :][:65536])
    return "utf-8"


def _cyrillic(data: bytes) -> str | None:
    """The one-byte Cyrillic encoding in which the bytes read as Russian, None if none does."""
    from charset_normalizer import from_bytes

    proposed = [match.encoding for match in from_bytes(data, cp_isolation=list(_CYRILLIC))]
    likeness = {codec: _likeness(data.decode(codec, "replace")) for codec in proposed or _CYRILLIC}
    best = max(likeness, key=lambda codec: likeness[codec])
    return best if likeness[best] > 0.4 else None


def _likeness(text: str) -> float:
    """How much like Russian a text reads: the share of frequent letters, in words of plausible case, among the signs beyond ASCII."""
    foreign = sum(char > "\x7f" for char in text)
    words = [word for word in re.findall(r"[^\W\d_]+", text) if re.fullmatch(r"[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+", word)]
    letters = "".join(words).lower()
    if not letters or "\ufffd" in text or re.search(r"[\x00-\x08\x0e-\x1a\x7f]", text):
        return 0.0
    return sum(letter in _FREQUENT for letter in letters) / foreign
