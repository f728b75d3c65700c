"""Which look the window wears: one for good, or that of the system, also when the system changes its mind.

``zoomed`` has to stand around the making of the application: Qt reads the size of everything once. It is imported
before the first paint, so it takes the names of the settings as they stand in the file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6 import QtCore
from PySide6.QtCore import QObject
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from vendingdesk.ui import theme
from vendingdesk.ui.colours import CONTRAST, DARK, LIGHT, LOOKS, Colours

SYSTEM = "system"
"""The look that follows the system."""

_FACTOR = "QT_SCALE_FACTOR"
_SCHEMES = {"light": "Light", "dark": "Dark", "contrast": "Dark"}

_CHOSEN = "desk_look"
"""Which look ``hurry`` was told, until it is worn."""


_APART, _WHITE = 128, 255
"""Lightness, from 0 to 255: how far words are at least from an ordinary ground, and what none is as light as."""


class _Following(QObject):
    """Hears what the system wishes; heeded while the look is the system's."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.look = ""
        self._hints = app.styleHints()
        self._access = self._hints.accessibility()  # kept: what is asked for twice is no longer alive the second time
        self._hints.colorSchemeChanged.connect(self._on_scheme)
        self._access.contrastPreferenceChanged.connect(self._on_contrast)

    def wear(self, look: str) -> None:
        """Another look, and from here on no other until the next."""
        self.look = ""  # what the hint below sets off is no wish of the system
        if look == SYSTEM:
            self._hints.unsetColorScheme()
        else:
            # What the system draws itself: title bars, its own dialogs.
            self._hints.setColorScheme(QtCore.Qt.ColorScheme[_SCHEMES[look]])
        self.look = look
        wanted = system_colours(self._hints.colorScheme(), self._access.contrastPreference())
        self._dress(LOOKS.get(look, wanted))

    def _on_scheme(self, scheme: QtCore.Qt.ColorScheme) -> None:
        if self.look == SYSTEM:
            self._dress(system_colours(scheme, self._access.contrastPreference()))

    def _on_contrast(self, contrast: QtCore.Qt.ContrastPreference) -> None:
        if self.look == SYSTEM:
            self._dress(system_colours(self._hints.colorScheme(), contrast))

    def _dress(self, colours: Colours) -> None:
        if theme.dressed(self._app) is not colours:
            theme.apply(self._app, colours)


def system_colours(scheme: QtCore.Qt.ColorScheme, contrast: QtCore.Qt.ContrastPreference) -> Colours:
    """The look for what a system wishes; one that says nothing gets the light one."""
    if contrast is QtCore.Qt.ContrastPreference.HighContrast:
        return CONTRAST
    return DARK if scheme is QtCore.Qt.ColorScheme.Dark else LIGHT


def wear(app: QApplication, look: str) -> None:
    """Wear a look of the settings, at once and in every window: ``system``, ``light``, ``dark`` or ``contrast``.

    A ``Look`` is one of these words. Raises ``KeyError`` for a look that there is not.
    """
    if look != SYSTEM and look not in LOOKS:
        raise KeyError(look)
    following = app.findChild(_Following)
    (following or _Following(app)).wear(str(look))


def hurry(app: QApplication, look: str) -> None:
    """Dress for the first paint, with as little as it takes; ``settle`` has to follow behind it.

    What the system wishes is asked with Qt's namespace, which takes longer to make than the whole dialog. Where the
    system's own colours are the ordinary light ones, it is dressed in light before it is asked: should it wish for
    something else all the same, it gets that in the turn behind the paint, as when it changes its mind.
    """
    if look in {SYSTEM, "light"} and _ordinary(app):
        app.setProperty(_CHOSEN, look)
        theme.apply(app, LIGHT)
    else:
        wear(app, look)


def settle(app: QApplication) -> None:
    """Do what ``hurry`` left for behind the first paint; nothing where it left nothing."""
    if app.property(_CHOSEN):
        wear(app, app.property(_CHOSEN))
        app.setProperty(_CHOSEN, "")


def _ordinary(app: QApplication) -> bool:
    """Whether the system's colours are a light ground with dark words, and not those of a high contrast."""
    ground, words = (app.palette().color(role) for role in (QPalette.ColorRole.Window, QPalette.ColorRole.WindowText))
    return words.lightness() + _APART < ground.lightness() < _WHITE


def worn(app: QApplication) -> str:
    """The look in force, in the word of the settings."""
    following = app.findChild(_Following)
    return following.look if following is not None else str(app.property(_CHOSEN) or SYSTEM)


@contextmanager
def zoomed(percent: int) -> Iterator[None]:
    """Everything is made ``percent`` of its size by the application made in here.

    What the environment asks for already is the size that counts as 100 %. Programs that are started later don't
    inherit it.
    """
    before = os.environ.get(_FACTOR)
    try:
        factor = float(before or 1)
    except ValueError:  # Qt passes over it too
        factor = 1.0
    if percent != 100:
        os.environ[_FACTOR] = f"{factor * percent / 100:g}"
    try:
        yield
    finally:
        if before is not None:
            os.environ[_FACTOR] = before
        else:
            os.environ.pop(_FACTOR, None)
