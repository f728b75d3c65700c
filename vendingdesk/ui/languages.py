"""The languages of the screen: our own catalogues behind Qt's translation, right to left where it is read so.

English is what stands in the code, and costs nothing. What a catalogue lacks is said in English.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from vendingdesk.counter.screen import LANGUAGES
from vendingdesk.domain.receipt import RIGHT_TO_LEFT
from vendingdesk.resources import resource
from vendingdesk.ui import fonts

ENGLISH = "en"

_FAULTS = "faults"
"""The context, and the chapter of a catalogue, of sentences that the counter makes: their values are filled in."""

_ISOLATED = "\u2068\\g<0>\u2069"
"""Around a value in a sentence that is read from the right, so that its digits and words keep their own order."""

_RIGHT = "\u200f"
"""A letter without ink before a sentence that begins with a value: the sentence goes by it, not by the value."""

_PLACE = re.compile(r"%\d")

_log = logging.getLogger(__name__)


def names() -> dict[str, str]:
    """The languages there are: code → its name in its own words."""
    return dict(LANGUAGES)


def from_the_right(language: str) -> bool:
    """Whether a language is read from the right."""
    return language in RIGHT_TO_LEFT


def install(app: QApplication, language: str) -> None:
    """Let all that is made from here on speak ``language``; what stands on the screen already keeps its words.

    May be called again, also with ``en``. A language without a catalogue is English, with a line in the log: a till
    must never fail for want of a word.
    """
    _take_away(app)
    if language == ENGLISH:
        return
    words = _read(language)
    if not words:
        return
    qt = QTranslator(app)
    if qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(qt)
    app.installTranslator(Catalogue(app, words, isolate=from_the_right(language)))  # the last one is asked first
    if from_the_right(language):
        fonts.load_arabic()
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)


def _take_away(app: QApplication) -> None:
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.setParent(None)
    if app.layoutDirection() is not Qt.LayoutDirection.LeftToRight:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def catalogue(language: str) -> dict[str, dict[str, str]]:
    """The chapters of a language's catalogue. Raises ``OSError`` or ``ValueError`` when it can't be read."""
    import tomllib  # an English start does not pay for it

    return tomllib.loads(resource(f"screen/{language}.toml").read_text("utf-8"))


def _read(language: str) -> dict[str, dict[str, str]]:
    try:
        return catalogue(language)
    except (OSError, ValueError) as error:
        _log.warning("The screen's words in “%s” can’t be read, so it is in English: %s", language, error)
        return {}


class Catalogue(QTranslator):
    """English text → translation, whatever class asks for it."""

    def __init__(self, app: QApplication, chapters: Mapping[str, Mapping[str, str]], *, isolate: bool) -> None:
        super().__init__(app)
        self._words = {english: text for chapter in chapters.values() for english, text in chapter.items()}
        if isolate:
            self._words = {english: _isolated(text) for english, text in self._words.items()}
        self._templates = [
            (_template(english), self._words[english])
            for english in chapters.get(_FAULTS, ())
            if _PLACE.search(english)
        ]

    def isEmpty(self) -> bool:
        """Never: Qt leaves out what says so."""
        return False

    def translate(self, context: str, text: str, _apart: str | None = None, _count: int = -1) -> str | None:
        """The text in this language; None where there is none, and then English stands."""
        found = self._words.get(text)
        return self._filled(text) if found is None and context == _FAULTS else found

    def _filled(self, said: str) -> str | None:
        """A sentence of the counter, which comes with its values in it."""
        for template, text in self._templates:
            fits = template.fullmatch(said)
            if fits:
                values = {name: self.translate(_FAULTS, value) or value for name, value in fits.groupdict().items()}
                return _with_values(text, values)
        return None


def _isolated(text: str) -> str:
    kept = _PLACE.sub(_ISOLATED, text)
    return _RIGHT + kept if text.startswith("%") else kept


def _with_values(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[f"v{place[0][1:]}"], text)


def _template(english: str) -> re.Pattern[str]:
    """A sentence with places, as a pattern that finds their values."""
    pieces = re.split(r"(%\d)", english)
    found = (f"(?P<v{each[1:]}>.+?)" if _PLACE.fullmatch(each) else re.escape(each) for each in pieces)
    return re.compile("".join(found), re.DOTALL)
