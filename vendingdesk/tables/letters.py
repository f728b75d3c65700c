"""Which letters the bytes of a text file are: nobody writes it down, so the file has to tell."""

from __future__ import annotations

import codecs

from vendingdesk.domain.errors import Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_OTHER = (
    codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE,
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"PK\x05\x06",
)
_CONTROLS = [code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b"]
"""Bytes that no text has many of."""

_NO_TABLE = "This is no table: choose a CSV (UTF-8) or an XLSX file."
_LOOK = 4096
"""Bytes that tell whether every second one is zero."""


def decoded(data: bytes) -> tuple[str, str]:
    """The text in ``data`` and the name of its letters: UTF-8, UTF-16, else Windows' Latin.

    Raises ``Refused`` for what is no text. Single letters that fit nowhere come as U+FFFD, for who reads a row.
    """
    if data.startswith(_OTHER):
        raise Refused(_NO_TABLE)
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace").removeprefix("\ufeff"), name
    head = data[:_LOOK]
    if head.count(0) > len(head) // 5:
        low, high = head[1::2].count(0), head[::2].count(0)
        if max(low, high) < len(head) // 5 or min(low, high) > max(low, high) // 4:
            raise Refused(_NO_TABLE)
        return data.decode("utf-16-le" if low > high else "utf-16-be", "replace"), "UTF-16"
    if sum(map(head.count, _CONTROLS)) > max(len(head) // 30, 3):
        raise Refused(_NO_TABLE)
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:  # five bytes mean nothing there
        return data.decode("latin-1"), "Latin-1"
