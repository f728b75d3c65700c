"""All looks from one table of design tokens: sizes, and the few style rules made from them and from the colours."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from vendingdesk.ui.colours import CONTRAST, DARK, LIGHT, LOOKS, Colours

__all__ = ["CONTRAST", "DARK", "LIGHT", "MONO", "SANS", "SIZES", "Colours", "apply", "current", "palette", "rules"]


class Sizes(NamedTuple):
    """Lengths in device-independent pixels; touch targets are at least 48 high."""

    control: int = 48
    gap: int = 12
    gutter: int = 24
    radius: int = 8
    nav_width: int = 184
    nav_narrow: int = 80
    card_width: int = 328
    dossier_width: int = 368
    text: int = 15
    small: int = 13
    field: int = 20
    title: int = 22
    figure: int = 30
    busy: int = 4
    meter_width: int = 210
    token_shown: int = 420
    token_compared: int = 560
    key: int = 56
    front_width: int = 404
    glass_height: int = 96
    chart_height: int = 132
    report_row: int = 28
    wizard_width: int = 900
    wizard_height: int = 600
    tokens_width: int = 760
    tokens_height: int = 520
    token_least: int = 14
    token_most: int = 60


SIZES = Sizes()
FUSION = "desk_fusion"
"""Of an application that was made in this style: naming it then costs less than giving the style afterwards."""

SANS = "IBM Plex Sans"
MONO = "IBM Plex Mono"

_RULES = """
QWidget {{ color: {text}; }}
QMainWindow, QDialog, QWidget[role="ground"] {{ background: {ground}; }}
QFrame[role="card"], QFrame[role="strip"], QFrame[role="nav"] {{ background: {surface}; }}
QFrame[role="card"] {{ border: 1px solid {line}; border-radius: {s_radius}px; }}
QFrame[role="strip"] {{ border: 0; border-bottom: 1px solid {line}; }}
QFrame[role="nav"] {{ border: 0; border-right: 1px solid {line}; }}
QFrame[role="nav"][side="right"] {{ border: 0; border-left: 1px solid {line}; }}
QFrame[role="result"] {{ background: {accent_soft}; border-radius: {s_radius}px; }}
QFrame[role="result"][mood="warning"] {{ background: {warning_ground}; }}
QFrame[role="result"][mood="danger"] {{ background: {danger_ground}; }}
QWidget[role="paper"] {{ background: {surface}; }}
QFrame[role="rule"] {{ background: {line}; max-height: 1px; min-height: 1px; border: 0; }}
QFrame[role="lcd"] {{ background: {glass}; border: 1px solid {line}; border-radius: {s_radius}px; }}
QFrame[role="lcd"] QLabel {{ color: {glass_ink}; border: 0; }}
QLabel {{ background: transparent; }}
QLabel[role="lcd"] {{ font-size: {s_small}px; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[role="small"] {{ color: {muted}; font-size: {s_small}px; }}
QLabel[role="title"] {{ font-size: {s_title}px; }}
QLabel[role="figure"] {{ font-size: {s_figure}px; font-weight: 600; }}
QLabel[headline="true"] {{ font-size: {s_field}px; font-weight: 600; }}
QLabel[role="good"] {{ color: {accent}; }}
QLabel[role="warning"] {{ color: {warning}; }}
QLabel[role="danger"] {{ color: {danger}; }}
QLabel[role="banner"] {{ background: {warning_ground}; color: {warning}; padding: 5px 12px; }}
QLabel[role="notice"] {{ background: {accent_soft}; color: {text}; padding: 8px 24px; }}
QLabel[role="notice"][mood="warning"] {{ background: {warning_ground}; color: {warning}; }}
QLabel[role="badge"] {{ background: {warning_ground}; color: {warning}; border-radius: {s_radius}px;
    padding: 5px 14px; }}
QFrame[role="tray"] {{ background: {warning_ground}; border: 0; border-bottom: 1px solid {line}; }}
QFrame[role="tray"][mood="late"] {{ background: {warning}; }}
QFrame[role="tray"][mood="danger"] {{ background: {danger}; }}
QLabel[role="tray_text"] {{ color: {warning}; }}
QLabel[role="tray_text"][mood="late"], QLabel[role="tray_text"][mood="danger"] {{ color: {ground};
    font-weight: 600; }}
QLabel[role="captcha"] {{ background: {paper}; border: 1px solid {line}; border-radius: {s_radius}px;
    color: {ink}; }}
QLineEdit, QPlainTextEdit {{ placeholder-text-color: {muted}; }}
QLineEdit, QComboBox, QPlainTextEdit {{ background: {surface}; border: 1px solid {muted};
    border-radius: {s_radius}px; padding: 0 12px; min-height: {s_inner}px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit[role="large"] {{ font-size: {s_field}px; }}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus {{ border: 2px solid {focus}; padding: 0 11px; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {muted}; background: {ground}; border-color: {line}; }}
QComboBox::drop-down {{ border: 0; width: {s_arrow}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {surface}; selection-background-color: {chosen};
    selection-color: {on_chosen}; }}
QPushButton {{ background: {surface}; border: 1px solid {edge}; border-radius: {s_radius}px;
    min-height: {s_inner}px; padding: 0 14px; }}
QPushButton:focus {{ outline: none; }}
QPushButton:hover {{ border-color: {accent}; }}
QPushButton:focus {{ border: 2px solid {focus}; padding: 0 13px; }}
QPushButton:pressed {{ background: {accent_soft}; }}
QPushButton:disabled {{ color: {muted}; background: {ground}; border-color: {line}; }}
QPushButton[role="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {accent}; padding: 2px 13px; min-height: {s_ringed}px;
    outline: 2px solid {on_accent}; outline-radius: {s_half_radius}px; }}
QPushButton[role="primary"]:disabled {{ background: {ground}; color: {muted}; border-color: {line}; }}
QPushButton[role="key"] {{ font-size: {s_field}px; font-weight: 600; min-height: {s_key_inner}px; padding: 0;
    background: {ground}; }}
QPushButton[role="key"]:focus {{ border: 2px solid {focus}; padding: 0; }}
QPushButton[role="key"]:pressed {{ background: {accent_soft}; }}
QPushButton[role="danger"] {{ background: {surface}; color: {danger}; border-color: {danger}; }}
QPushButton[role="danger"]:disabled {{ color: {muted}; background: {ground}; border-color: {line}; }}
QPushButton[role="switch"]:checked {{ background: {accent_soft}; color: {accent}; border-color: {accent}; }}
QPushButton[role="badge"] {{ background: {warning_ground}; color: {warning}; border: 2px solid transparent;
    min-height: {s_badge}px; padding: 0 12px; text-align: left; }}
QPushButton[role="badge"]:hover, QPushButton[role="badge"]:focus {{ border-color: {warning}; }}
QPushButton[role="answer"] {{ text-align: left; }}
QPushButton[role="choice"] {{ padding: 0; }}
QPushButton[role="choice"]:checked {{ background: {accent_soft}; border: 2px solid {accent}; }}
QPushButton[role="choice"]:focus {{ border: 2px solid {focus}; padding: 0; }}
QPushButton[role="nav"] {{ background: transparent; border: 2px solid transparent; text-align: left;
    padding: 0 10px; }}
QPushButton[role="nav"]:checked {{ background: {accent_soft}; color: {accent}; font-weight: 600; }}
QPushButton[role="nav"]:focus {{ border-color: {focus}; }}
QProgressBar {{ background: {line}; border: 0; border-radius: {s_half}px; min-height: {s_busy}px;
    max-height: {s_busy}px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: {s_half}px; }}
QCheckBox {{ min-height: {s_check}px; spacing: 8px; border: 2px solid transparent; border-radius: {s_radius}px;
    padding: 0 2px; }}
QCheckBox:focus {{ border-color: {focus}; }}
QCheckBox:disabled {{ color: {muted}; }}
QCheckBox[role="setting"] {{ min-height: {s_framed}px; }}
QTableView {{ background: {surface}; border: 1px solid transparent; gridline-color: transparent;
    alternate-background-color: {ground};
    selection-background-color: {chosen}; selection-color: {on_chosen}; }}
QTableView[role="framed"] {{ border: 1px solid {line}; border-radius: {s_radius}px; }}
QTableView:focus, QTableView[role="framed"]:focus {{ border: 1px solid {focus}; }}
QListWidget {{ background: {surface}; border: 1px solid {line}; border-radius: {s_radius}px; outline: 0; }}
QListWidget:focus {{ border: 2px solid {focus}; }}
QListWidget::item {{ min-height: {s_control}px; padding: 0 10px; }}
QListWidget::item:selected {{ background: {chosen}; color: {on_chosen}; }}
QTableView::item {{ padding: 0 3px; }}
QHeaderView {{ background: {surface}; border: 0; font-size: {s_small}px; }}
QHeaderView::section {{ background: {surface}; color: {muted}; border: 0; padding: 4px 6px;
    border-bottom: 1px solid {line}; }}
QScrollArea {{ border: 0; background: transparent; }}
QScrollArea[role="desk"] {{ border: 2px solid transparent; }}
QScrollArea[role="desk"]:focus {{ border: 2px solid {focus}; }}
QScrollBar {{ background: {ground}; border: 0; }}
QScrollBar:vertical {{ width: {s_bar}px; }}
QScrollBar:horizontal {{ height: {s_bar}px; }}
QScrollBar::handle {{ background: {edge}; border-radius: {s_grip}px; margin: {s_slit}px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {accent}; }}
QScrollBar::handle:vertical {{ min-height: {s_control}px; }}
QScrollBar::handle:horizontal {{ min-width: {s_control}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {line}; }}
"""


_FOR_FINGERS = """
QCheckBox, QRadioButton {{ min-height: {s_control}px; }}
QComboBox QAbstractItemView::item {{ min-height: {s_control}px; }}
QHeaderView::section {{ min-height: {s_inner}px; }}
QPushButton[role="lowkey"] {{ font-weight: 600; min-height: {s_ringed}px; padding: 0; background: {ground}; }}
QPushButton[role="lowkey"]:pressed {{ background: {accent_soft}; }}
QFrame[role="edge"] {{ background: transparent; border: 2px solid {edge}; }}
QFrame[role="keys"] {{ background: {ground}; border: 0; border-top: 1px solid {edge}; }}
"""


def rules(colours: Colours, *, fingers: bool = False) -> str:
    """The style rules for a table of colours; for ``fingers`` everything that is pressed is high enough for one."""
    words = colours._asdict() | {f"s_{name}": str(size) for name, size in SIZES._asdict().items()}
    words |= {
        "s_inner": str(SIZES.control - 2),
        "s_key_inner": str(SIZES.key - 2),
        "s_check": "24",
        "s_framed": str(SIZES.control - 4),
        "s_ringed": str(SIZES.control - 8),
        "s_half_radius": str(SIZES.radius // 2),
        "s_bar": "14",
        "s_slit": "3",
        "s_grip": "4",
        "s_badge": str(SIZES.control - 14),
        "s_half": str(SIZES.busy // 2),
        "s_arrow": "36",
    }
    return (_RULES + _FOR_FINGERS if fingers else _RULES).format(**words)


def palette(colours: Colours) -> QPalette:
    """Qt's palette roles filled from the table, for what the style draws by itself."""
    made = QPalette()
    pairs = {
        QPalette.ColorRole.Window: colours.ground,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.ground,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.ToolTipBase: colours.surface,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Link: colours.accent,
    }
    for role, colour in pairs.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return made


def _boxes(colours: Colours) -> QPalette:
    """Fusion takes a box's outline from the ground, darkened: in the dark it would not be seen."""
    made = palette(colours)
    made.setColor(QPalette.ColorRole.Window, QColor(colours.muted).lighter(140))
    return made


def dressed(app: QApplication) -> Colours | None:
    """The colours that the application was dressed in; none before."""
    return LOOKS.get(app.property("desk_theme"))


def current(app: QApplication) -> Colours:
    """The colours in force."""
    return dressed(app) or LIGHT


def apply(app: QApplication, colours: Colours) -> None:
    """Dress the whole application."""
    if dressed(app) is None:
        if not app.property(FUSION):
            app.setStyle("Fusion")
        font = QFont(SANS)
        font.setPixelSize(SIZES.text)
        app.setFont(font)
    app.setProperty("desk_theme", next(name for name, table in LOOKS.items() if table is colours))
    app.setPalette(palette(colours))
    app.setPalette(_boxes(colours), "QCheckBox")  # type: ignore[arg-type]  # the stub says bytes
    app.setStyleSheet(rules(colours, fingers=bool(app.property("desk_fingers"))))


def for_fingers(app: QApplication, *, on: bool) -> None:
    """Dress what was made for a mouse for fingers, or for a mouse again."""
    app.setProperty("desk_fingers", on)
    app.setStyleSheet(rules(current(app), fingers=on))
