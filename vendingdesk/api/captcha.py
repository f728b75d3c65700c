"""The verification picture: from any text form that the contract allows to a picture's bytes.

Nothing is decoded here but base64; the picture's own header says whether it is one, and how large.
"""

from __future__ import annotations

import binascii
import re
from urllib.parse import unquote_to_bytes

from vendingdesk.api.limits import CAPTCHA_PIXELS

_DATA_URI = re.compile(r"data:(?P<kind>[^,]{0,100}),", re.IGNORECASE)
_PNG = b"\x89PNG\r\n\x1a\n"
_GIF = (b"GIF87a", b"GIF89a")
_JPEG = b"\xff\xd8\xff"
# Start-of-frame markers: all of C0 to CF but the tables C4 and CC and the reserved C8.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class NoPicture(ValueError):
    """The text holds no PNG, JPEG or GIF of a sane size."""


def picture_bytes(text: str) -> bytes:
    """The picture in a data URI or in bare base64, of either alphabet, with or without padding and white space.

    Raises ``NoPicture``.
    """
    found = _DATA_URI.match(text.lstrip())
    payload = text.lstrip()[found.end() :] if found else text
    packed = unquote_to_bytes(payload) if found else payload.encode("ascii", "replace")
    symbols = b"".join(packed.split()).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        picture = binascii.a2b_base64(symbols + b"=" * (-len(symbols) % 4), strict_mode=True)
    except binascii.Error:
        raise NoPicture("not base64") from None
    width, height = _size(picture)
    if not (1 <= width <= CAPTCHA_PIXELS and 1 <= height <= CAPTCHA_PIXELS):
        raise NoPicture(f"a picture of {width} x {height} pixels")
    return picture


def _size(picture: bytes) -> tuple[int, int]:
    if picture.startswith(_PNG) and picture[12:16] == b"IHDR":
        return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    if picture.startswith(_GIF):
        return int.from_bytes(picture[6:8], "little"), int.from_bytes(picture[8:10], "little")
    if picture.startswith(_JPEG):
        return _jpeg_size(picture)
    raise NoPicture("neither PNG nor JPEG nor GIF")


def _jpeg_size(picture: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header, which has height and width behind the sample precision."""
    place = 2
    while place + 9 <= len(picture) and picture[place] == 0xFF:
        marker = picture[place + 1]
        if marker in _JPEG_FRAMES:
            return int.from_bytes(picture[place + 7 : place + 9], "big"), int.from_bytes(
                picture[place + 5 : place + 7], "big"
            )
        place += 1 if marker == 0xFF else 2 + max(2, int.from_bytes(picture[place + 2 : place + 4], "big"))
    raise NoPicture("a JPEG without a frame")
