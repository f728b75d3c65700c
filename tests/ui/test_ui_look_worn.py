"""Which look is worn: the one that was chosen, or the system's, which may change; and how large everything is."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from ui.ui_counter import Counter, dress

from vendingdesk.counter.screen import ZOOMS, Look
from vendingdesk.ui import looks, theme

DARK, LIGHT = Qt.ColorScheme.Dark, Qt.ColorScheme.Light
HIGH, NONE = Qt.ContrastPreference.HighContrast, Qt.ContrastPreference.NoPreference


@pytest.fixture(autouse=True)
def _undress(qapp: QApplication) -> Iterator[None]:
    yield
    looks.wear(qapp, Look.SYSTEM)
    dress(qapp)


@pytest.mark.parametrize(
    ("scheme", "contrast", "wanted"),
    [
        (Qt.ColorScheme.Unknown, NONE, theme.LIGHT),
        (LIGHT, NONE, theme.LIGHT),
        (DARK, NONE, theme.DARK),
        (LIGHT, HIGH, theme.CONTRAST),
        (DARK, HIGH, theme.CONTRAST),
    ],
)
def test_what_a_system_wishes(scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference, wanted: theme.Colours) -> None:
    assert looks.system_colours(scheme, contrast) is wanted


def test_the_look_of_the_system_is_followed(qapp: QApplication) -> None:
    hints = qapp.styleHints()
    looks.wear(qapp, Look.SYSTEM)
    assert theme.current(qapp) is theme.LIGHT
    hints.colorSchemeChanged.emit(DARK)
    assert theme.current(qapp) is theme.DARK
    hints.accessibility().contrastPreferenceChanged.emit(HIGH)
    assert theme.current(qapp) is theme.CONTRAST
    hints.accessibility().contrastPreferenceChanged.emit(NONE)
    assert theme.current(qapp) is theme.LIGHT


@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK, Look.CONTRAST])
def test_a_look_that_was_chosen_stays(qapp: QApplication, look: Look) -> None:
    hints = qapp.styleHints()
    looks.wear(qapp, look)
    assert looks.worn(qapp) == look
    colours = theme.current(qapp)
    assert colours is getattr(theme, look.name)
    assert qapp.palette().window().color() == QColor(colours.ground)
    for scheme in (DARK, LIGHT):
        hints.colorSchemeChanged.emit(scheme)
        assert theme.current(qapp) is colours
    hints.accessibility().contrastPreferenceChanged.emit(HIGH)
    assert theme.current(qapp) is colours


def test_every_look_of_the_settings_can_be_worn(qapp: QApplication) -> None:
    for look in Look:
        looks.wear(qapp, look)
        assert looks.worn(qapp) == look.value
    with pytest.raises(KeyError):
        looks.wear(qapp, "pink")


async def test_an_open_window_changes_at_once_with_its_icons(desk: Counter, qapp: QApplication) -> None:
    looks.wear(qapp, Look.SYSTEM)
    icon = desk.find("nav.sell").icon
    seen = [icon().pixmap(22, 22).toImage()]
    for change in (
        lambda: looks.wear(qapp, Look.CONTRAST),
        lambda: looks.wear(qapp, Look.SYSTEM),
        lambda: qapp.styleHints().colorSchemeChanged.emit(DARK),
    ):
        change()
        assert icon().pixmap(22, 22).toImage() != seen[-1]
        ground = desk.window.grab().toImage().pixelColor(desk.window.width() - 4, desk.window.height() // 2)
        assert ground == QColor(theme.current(qapp).ground)
        seen.append(icon().pixmap(22, 22).toImage())


FIRST = """
import os, sys
from vendingdesk.ui import start, theme
app = start.application(["x"], look=sys.argv[1], zoom=int(sys.argv[2]))
print(app.devicePixelRatio(), theme.current(app).ground, os.environ.get("QT_SCALE_FACTOR"))
"""


@pytest.mark.parametrize(
    ("zoom", "asked", "ratio"), [*((zoom, None, zoom / 100) for zoom in ZOOMS), (150, "2", 3.0), (100, "2", 2.0)]
)
def test_everything_is_as_large_as_was_asked_for(zoom: int, asked: str | None, ratio: float) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | ({"QT_SCALE_FACTOR": asked} if asked else {})
    ran = subprocess.run(
        [sys.executable, "-c", FIRST, "contrast", str(zoom)],
        capture_output=True, text=True, check=True, env=environment, timeout=60,
    )  # fmt: skip
    assert ran.stdout.split() == [str(ratio), theme.CONTRAST.ground, str(asked)]


def test_a_factor_that_is_none_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "large")
    with looks.zoomed(150):
        assert os.environ["QT_SCALE_FACTOR"] == "1.5"
    assert os.environ["QT_SCALE_FACTOR"] == "large"
