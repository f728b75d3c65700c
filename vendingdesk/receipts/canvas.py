"""reportlab's canvas, and the one thing that it lacks: an image of one bit a dot. Imported by the first slip."""

from __future__ import annotations

import hashlib
import zlib

from reportlab.pdfbase.pdfdoc import PDFArray, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas


class SlipCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A canvas that can draw a mask of dots."""

    def mask(self, bits: bytes, columns: int, rows: int, place: tuple[float, float, float, float]) -> None:
        """Black dots at ``x, y, width, height``: rows from the top, eight dots a byte, 1 is black.

        The file holds one copy, however often it is drawn.
        """
        name = f"mask-{columns}-{hashlib.sha256(bits).hexdigest()[:16]}"
        inner = self._doc.getXObjectName(name)
        if inner not in self._doc.idToObject:
            stream = PDFStream(content=zlib.compress(bits, 9))
            for key, value in {
                "Type": PDFName("XObject"),
                "Subtype": PDFName("Image"),
                "Width": columns,
                "Height": rows,
                "ImageMask": "true",
                "BitsPerComponent": 1,
                "Decode": PDFArray([1, 0]),
                "Filter": PDFArray([PDFName("FlateDecode")]),
            }.items():
                stream.dictionary[key] = value
            self._doc.addForm(name, stream)
        self._currentPageHasImages = 1
        self.saveState()
        x, y, width, height = place
        self.translate(x, y)
        self.scale(width, height)
        self._code.append(f"/{inner} Do")
        self.restoreState()
        self._formsinuse.append(name)
