"""Pictures for slips, made as a shop would bring them."""

from io import BytesIO

from PIL import Image, ImageDraw


def logo(width: int, height: int, colour: str = "black", *, kind: str = "PNG", mode: str = "RGB") -> bytes:
    """A picture of one colour with a white corner."""
    picture = Image.new(mode, (width, height), colour)
    if width > 3 and height > 3:
        ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 4), fill="white")
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()
