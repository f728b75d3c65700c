"""Which look is worn: the one that was chosen, or the system's, which may change; and how large everything is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from ui.ui_counter import Counter, dress

from vendingdesk.counter.screen import ZOOMS, Look
from vendingdesk.ui import by_number, looks, theme

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


def test_a_hurry_dresses_in_light_and_the_rest_is_asked_behind_it(qapp: QApplication) -> None:
    """The palette of a plain system is light; what it wishes for decides as soon as somebody asks."""
    looks.wear(qapp, Look.DARK)
    qapp.setPalette(QPalette(QColor("#efefef")))
    looks.hurry(qapp, Look.SYSTEM)
    assert theme.current(qapp) is theme.LIGHT
    assert looks.worn(qapp) == Look.DARK, "the system is not asked yet"
    looks.settle(qapp)
    assert (looks.worn(qapp), theme.current(qapp)) == (Look.SYSTEM, theme.LIGHT)
    looks.wear(qapp, Look.CONTRAST)
    looks.settle(qapp)
    assert looks.worn(qapp) == Look.CONTRAST, "what was settled is not settled again"


@pytest.mark.parametrize(
    ("ground", "words"),
    [("#1e1e1e", "#ffffff"), ("#ffffff", "#000000"), ("#000000", "#ffffff"), ("#808080", "#202020")],
)
def test_a_hurry_asks_at_once_where_the_system_s_colours_are_not_the_ordinary(
    qapp: QApplication, ground: str, words: str
) -> None:
    """Dark, or of a high contrast: nobody must see the light look before it."""
    palette = QPalette(QColor(ground))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(words))
    qapp.setPalette(palette)
    looks.wear(qapp, Look.CONTRAST)
    qapp.setPalette(palette)
    looks.hurry(qapp, Look.SYSTEM)
    assert looks.worn(qapp) == Look.SYSTEM
    assert theme.current(qapp) is looks.system_colours(qapp.styleHints().colorScheme(), NONE)


@pytest.mark.parametrize("look", [Look.DARK, Look.CONTRAST])
def test_a_hurry_wears_a_look_that_was_chosen(qapp: QApplication, look: Look) -> None:
    looks.hurry(qapp, look)
    assert (looks.worn(qapp), theme.current(qapp)) == (look, getattr(theme, look.name))


SIGHT = """
from PySide6 import QtCore, QtWidgets
from PySide6.QtCore import QTimer
from vendingdesk.ui import looks, start, theme
from vendingdesk.ui.signin import SignInDialog
app = start.application(["x"], hurry=True)
dialog = SignInDialog("https://vending.example", demo=("demo", "word"), remembered="ama")
seen = []
def on_painted():
    seen.extend(["Qt" in vars(QtCore), "QStyle" in vars(QtWidgets), theme.dressed(app).ground])
dialog.first_painted.connect(on_painted)
def load(show):
    seen.append(looks.worn(app))
start.load_behind(app, dialog, load)
print(*seen, app.findChild(looks._Following) is not None)
"""


def test_the_first_paint_comes_before_qt_s_large_namespaces_are_made(tmp_path: Path) -> None:
    """They take longer than the whole dialog; ``by_number`` says what stands in for them."""
    screen = tmp_path / "screen.json"  # an ordinary one: the platform's own is small
    screen.write_text('{"screens": [{"name": "a", "x": 0, "y": 0, "width": 1366, "height": 768}]}', "utf-8")
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}"}
    ran = subprocess.run(
        [sys.executable, "-c", SIGHT],
        capture_output=True, text=True, check=True, env=environment, timeout=60,
    )  # fmt: skip
    assert ran.stdout.split() == ["False", "False", theme.LIGHT.ground, "system", "True"], ran.stderr


def test_the_numbers_are_those_of_their_names(qapp: QApplication) -> None:
    shown, typed = QLabel(), QLineEdit()
    by_number.plain(shown)
    by_number.selectable(shown)
    by_number.centred(shown)
    by_number.without_keyboard(typed)
    assert shown.textFormat() is Qt.TextFormat.PlainText
    assert shown.textInteractionFlags() == Qt.TextInteractionFlag.TextSelectableByMouse
    assert shown.alignment() == Qt.AlignmentFlag.AlignCenter
    assert typed.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter}) == by_number.ENTER
    assert not by_number.untouched()


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
