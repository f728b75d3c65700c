"""The shop's picture as black dots of the print head."""

from __future__ import annotations

import io
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from vendingdesk.domain.errors import EnvironmentFault

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 25_000_000
"""A larger picture takes seconds and hundreds of megabytes to shrink."""

KINDS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
"""What is read. Others are left alone whatever a file is called: PostScript would be run as a program."""

MOST_ENLARGED = 4
"""A small picture grows at most so many times: beyond, its corners are stairs."""


class Dots(NamedTuple):
    """A picture of one bit a dot: rows from the top, eight dots a byte, 1 is black."""

    columns: int
    rows: int
    bits: bytes


def check_logo(picture: bytes) -> None:
    """Raises ``EnvironmentFault`` with what to do about a picture that can't stand on a slip."""
    logo_dots(picture, 384, 144)


@lru_cache(8)
def logo_dots(picture: bytes, columns: int, rows: int) -> Dots:
    """A picture file (of ``KINDS``) as large as fits, on white, greys as a pattern (Floyd and Steinberg).

    Raises ``EnvironmentFault`` like ``check_logo``.
    """
    from PIL import Image

    grey = _grey(picture)
    scale = min(columns / grey.width, rows / grey.height, MOST_ENLARGED)
    size = max(1, min(columns, round(grey.width * scale))), max(1, min(rows, round(grey.height * scale)))
    dots = grey.resize(size, Image.Resampling.LANCZOS).convert("1")
    if dots.getextrema() == (255, 255):
        raise EnvironmentFault("The logo would be white on white paper: choose a picture with dark parts.")
    return Dots(*size, bytes(255 - byte for byte in dots.tobytes()))


def _grey(picture: bytes) -> Image:
    """A picture file in greys on white."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata is no reason to go without a logo
            with Image.open(io.BytesIO(picture), formats=KINDS) as file:
                if file.width * file.height > MOST_PIXELS:
                    raise EnvironmentFault(
                        f"The logo has {file.width} × {file.height} pixels, more than a slip can use: "
                        "save it smaller, 1,000 pixels wide or less."
                    )
                upright = ImageOps.exif_transpose(file)  # telephones note which way is up
                if upright.mode.startswith("I"):  # 16 bits a pixel, which Pillow would cut off and not shrink
                    upright = upright.convert("I").point(lambda grey: grey / 256).convert("L")
                colours = upright.convert("RGBA")
    except EnvironmentFault:
        raise
    except Exception as error:  # Pillow's readers raise whatever a broken file makes them trip over
        raise EnvironmentFault("The logo can’t be read as a picture: save it as PNG and choose it again.") from error
    ground = Image.new("RGBA", colours.size, "white")
    return Image.alpha_composite(ground, colours).convert("L")
