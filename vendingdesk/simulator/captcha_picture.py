"""The captcha's picture: 240×80, palette, transparent ground stored as black, dark digits (S)."""

from __future__ import annotations

import functools
import io
import random
import string

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 240, 80
_GROUND, _INK, _SECOND, _FAINT = 0, 1, 2, 3
_INKS = ((24, 42, 92), (92, 24, 38), (18, 74, 54), (66, 28, 96), (84, 50, 10))
_CELL = 60
_SIZE = 66
_LEAN = 13.0


@functools.cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=_SIZE)


@functools.cache
def _shape(digit: str) -> Image.Image:
    cell = Image.new("L", (_CELL, HEIGHT), 0)
    ImageDraw.Draw(cell).text((_CELL / 2, HEIGHT / 2), digit, fill=255, font=_font(), anchor="mm", stroke_width=1.5)
    return cell


def prepare() -> None:
    """Load the font and cut all digits, so that the first captcha is as quick as the next."""
    for digit in string.digits:
        _shape(digit)
    draw("", random.Random(0))  # noqa: S311 - only to load the encoder


def draw(code: str, rng: random.Random) -> bytes:
    """Return the PNG of four digits, each leaning its own way, with lines and dots that a person reads past."""
    picture = Image.new("P", (WIDTH, HEIGHT), _GROUND)
    ink = rng.choice(_INKS)
    second = rng.choice(_INKS)
    faint = tuple((3 * part + 2 * 255) // 5 for part in second)
    picture.putpalette([0, 0, 0, *ink, *second, *faint])
    pen = ImageDraw.Draw(picture)
    for _ in range(70):
        x, y, size = rng.randrange(WIDTH), rng.randrange(HEIGHT), rng.choice((1, 1, 2))
        pen.ellipse((x, y, x + size, y + size), fill=_FAINT)
    for _ in range(3):
        pen.line(_stroke(rng), fill=_FAINT, width=2)
    for place, digit in enumerate(code):
        leaning = _shape(digit).rotate(rng.uniform(-_LEAN, _LEAN), Image.Resampling.BICUBIC)
        mask = leaning.point(lambda level: 255 if level > 127 else 0)
        where = (place * _CELL + rng.randint(-3, 3), rng.randint(-5, 5))
        picture.paste(rng.choice((_INK, _SECOND)), where, mask)
    pen.line(_stroke(rng), fill=_INK, width=2)
    out = io.BytesIO()
    picture.save(out, "PNG", transparency=_GROUND)
    return out.getvalue()


def _stroke(rng: random.Random) -> list[tuple[int, int]]:
    """Return a broken line from the left edge to the right."""
    return [(x, rng.randint(8, HEIGHT - 8)) for x in range(0, WIDTH + 1, WIDTH // 3)]
