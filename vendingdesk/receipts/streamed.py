"""A PDF written page by page: what a page holds goes to the file at once and is forgotten.

reportlab keeps every object until the end, some 30 kB a slip: ten thousand slips took 300 MB. This document keeps of
each object where it stands in the file, eight bytes, and of a font which characters were used: the fonts are written
at the end, once. Imported by the first such file.
"""

from __future__ import annotations

from array import array
from typing import Any, BinaryIO

from reportlab.pdfbase import pdfdoc

_XREF_AT_ONCE = 1000
"""Lines of the table of objects that are written together."""


class StreamedDocument(pdfdoc.PDFDocument):  # type: ignore[misc]  # reportlab has no types
    """Formats pages as they are finished.

    With ``hold_pages`` the ink of a page is written at once, but the page itself waits for ``addition``: something to
    be drawn on every page that is known only at the end. Takes the place of a new ``canvas``' own document.
    """

    def __init__(self, file: BinaryIO, canvas: Any, *, hold_pages: bool = False) -> None:
        super().__init__(compression=1, invariant=1)
        self.info = canvas._doc.info
        canvas._doc = self
        self._file = file
        self._at = 0
        self._offsets = array("Q", [0])
        self._page_numbers = array("Q")
        self._hold_pages = hold_pages
        self._held: list[Any] = []
        self._add(pdfdoc.PDFFile(self._pdfVersion).strings[0])

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._page_numbers)

    def addPage(self, page: Any) -> None:  # noqa: N802 (reportlab's name)
        """Write a finished page's ink, and the page unless it is to be held."""
        reference = self.Reference(page, self.thisPageName())
        self._page_numbers.append(self.idToObjectNumberAndVersion[reference.name][0])
        page.Contents = self._ink(page.stream)
        page.stream = None
        self.pageCounter += 1
        self.inObject = None
        if self._hold_pages:
            self._held.append(page)
        else:
            self._write(page)

    def addition(self, index: int, code: list[str]) -> None:
        """More ink for a held page, the first is 0; the page is written with it."""
        page = self._held[index]
        page.Contents = f"[ {page.Contents} {self._ink(chr(10).join(code))} ]"
        self._held[index] = None
        self._write(page)

    def _ink(self, code: str) -> str:
        """Write a stream of drawing commands; returns what points to it."""
        return f"{self._write(pdfdoc.PDFStream(content=code, filters=[pdfdoc.PDFZCompress]))} 0 R"

    def _write(self, thing: Any) -> int:
        """Write an object that nothing will ask for by name, and forget it; returns its number."""
        name = self.Reference(thing).name
        self._put(name)
        number: int = self.idToObjectNumberAndVersion.pop(name)[0]
        del self.idToObject[name], self.numberToId[number]
        return number

    def _put(self, name: str) -> None:
        number = self.idToObjectNumberAndVersion[name][0]
        content = pdfdoc.PDFIndirectObject(name, self.idToObject[name]).format(self)
        if len(self._offsets) <= number:
            self._offsets.extend([0] * (number + 1 - len(self._offsets)))
        self._offsets[number] = self._at
        self._add(content)

    def _add(self, data: bytes) -> None:
        self._file.write(data)
        self._at += len(data)

    def SaveToFile(self, filename: BinaryIO, canvas: Any) -> None:  # noqa: N802, ARG002
        """Write what is left: fonts, the list of pages, the table of objects. The file stays open."""
        for font in self.delayedFonts:
            font.addObjects(self)
        self.info.invariant = self.invariant
        self.info.digest(self.signature)
        self.Outlines.prepare(self, canvas)
        if self.Outlines.ready < 0:
            self.Catalog.Outlines = None
        root, info, pages = (self.Reference(each) for each in (self.Catalog, self.info, self.Pages))
        self._put_pages(self.idToObjectNumberAndVersion[pages.name][0])
        number = 0
        while number < self.objectcounter:  # formatting one may make more
            number += 1
            if number in self.numberToId and number != self.idToObjectNumberAndVersion[pages.name][0]:
                self._put(self.numberToId[number])
        self._put_end(root, info)

    def _put_pages(self, number: int) -> None:
        """The list of pages: reportlab's own would hold each of them."""
        self._offsets.extend([0] * (number + 1 - len(self._offsets)))
        self._offsets[number] = self._at
        self._add(f"{number} 0 obj\n<< /Type /Pages /Count {self.pages} /Kids [\n".encode())
        for each in self._page_numbers:
            self._add(f"{each} 0 R\n".encode())
        self._add(b"] >>\nendobj\n")

    def _put_end(self, root: Any, info: Any) -> None:
        start = self._at
        self._add(f"xref\n0 {len(self._offsets)}\n0000000000 65535 f \n".encode())
        for first in range(1, len(self._offsets), _XREF_AT_ONCE):
            places = self._offsets[first : first + _XREF_AT_ONCE]
            self._add("".join(f"{place:010d} 00000 n \n" for place in places).encode())
        trailer = pdfdoc.PDFTrailer(startxref=start, Size=len(self._offsets), Root=root, Info=info, ID=self.ID())
        self._add(trailer.format(self))
