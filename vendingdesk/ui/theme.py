"""All looks from one table of design tokens: colours, sizes, and the few style rules made from them."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Colours:
    """The roles of look.md; a page names a role, never a colour."""

    ground: str
    surface: str
    text: str
    muted: str
    line: str
    accent: str
    on_accent: str
    accent_soft: str
    warning: str
    warning_ground: str
    danger: str
    danger_ground: str
    glass: str
    glass_ink: str


LIGHT = Colours(
    ground="#F6F7F5",
    surface="#FFFFFF",
    text="#1B211E",
    muted="#5D6862",
    line="#DDE2DE",
    accent="#0B6B57",
    on_accent="#FFFFFF",
    accent_soft="#E4F1ED",
    warning="#8A5A00",
    warning_ground="#FFF3D6",
    danger="#A8281E",
    danger_ground="#FBE9E7",
    glass="#D3DDC6",
    glass_ink="#1A2414",
)
DARK = Colours(
    ground="#141816",
    surface="#1D2320",
    text="#EAF0EC",
    muted="#9BA8A1",
    line="#313A35",
    accent="#4CC3A5",
    on_accent="#08221B",
    accent_soft="#16352D",
    warning="#F2C063",
    warning_ground="#3A2D0F",
    danger="#FF9C90",
    danger_ground="#3B1A17",
    glass="#16241A",
    glass_ink="#A8E6B8",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths in device-independent pixels; touch targets are at least 48 high."""

    control: int = 48
    gap: int = 12
    gutter: int = 24
    radius: int = 8
    nav_width: int = 184
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
    tokens_width: int = 760
    tokens_height: int = 520
    token_least: int = 14
    token_most: int = 60


SIZES = Sizes()
SANS = "IBM Plex Sans"
MONO = "IBM Plex Mono"

_RULES = """
QWidget {{ color: {text}; }}
QMainWindow, QDialog, QWidget[role="ground"] {{ background: {ground}; }}
QFrame[role="card"], QFrame[role="strip"], QFrame[role="nav"] {{ background: {surface}; }}
QFrame[role="card"] {{ border: 1px solid {line}; border-radius: {s_radius}px; }}
QFrame[role="strip"] {{ border: 0; border-bottom: 1px solid {line}; }}
QFrame[role="nav"] {{ border: 0; border-right: 1px solid {line}; }}
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
QLineEdit, QComboBox, QPlainTextEdit {{ background: {surface}; border: 1px solid {muted};
    border-radius: {s_radius}px; padding: 0 12px; min-height: {s_inner}px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit[role="large"] {{ font-size: {s_field}px; }}
QLineEdit:focus, QComboBox:focus {{ border: 2px solid {accent}; padding: 0 11px; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {muted}; background: {ground}; border-color: {line}; }}
QComboBox::drop-down {{ border: 0; width: {s_arrow}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {surface}; selection-background-color: {accent_soft};
    selection-color: {text}; }}
QPushButton {{ background: {surface}; border: 1px solid {line}; border-radius: {s_radius}px;
    min-height: {s_inner}px; padding: 0 14px; }}
QPushButton:focus {{ outline: none; }}
QPushButton:hover {{ border-color: {accent}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 0 13px; }}
QPushButton:pressed {{ background: {accent_soft}; }}
QPushButton:disabled {{ color: {muted}; background: {ground}; }}
QPushButton[role="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {text}; }}
QPushButton[role="primary"]:disabled {{ background: {line}; color: {muted}; border-color: {line}; }}
QPushButton[role="key"] {{ font-size: {s_field}px; font-weight: 600; min-height: {s_key_inner}px; padding: 0;
    background: {ground}; }}
QPushButton[role="key"]:focus {{ border: 2px solid {accent}; padding: 0; }}
QPushButton[role="key"]:pressed {{ background: {accent_soft}; }}
QPushButton[role="danger"] {{ background: {surface}; color: {danger}; border-color: {danger}; }}
QPushButton[role="danger"]:disabled {{ color: {muted}; background: {ground}; border-color: {line}; }}
QPushButton[role="switch"]:checked {{ background: {accent_soft}; color: {accent}; border-color: {accent}; }}
QPushButton[role="badge"] {{ background: {warning_ground}; color: {warning}; border: 2px solid transparent;
    min-height: {s_badge}px; padding: 0 12px; text-align: left; }}
QPushButton[role="badge"]:hover, QPushButton[role="badge"]:focus {{ border-color: {warning}; }}
QPushButton[role="answer"] {{ text-align: left; }}
QPushButton[role="nav"] {{ background: transparent; border: 2px solid transparent; text-align: left;
    padding: 0 10px; }}
QPushButton[role="nav"]:checked {{ background: {accent_soft}; color: {accent}; }}
QPushButton[role="nav"]:focus {{ border-color: {accent}; }}
QProgressBar {{ background: {line}; border: 0; border-radius: {s_half}px; min-height: {s_busy}px;
    max-height: {s_busy}px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: {s_half}px; }}
QCheckBox {{ min-height: {s_check}px; spacing: 8px; }}
QCheckBox[role="setting"] {{ min-height: {s_control}px; }}
QTableView {{ background: {surface}; border: 0; gridline-color: transparent; alternate-background-color: {ground};
    selection-background-color: {accent_soft}; selection-color: {text}; }}
QTableView[role="framed"] {{ border: 1px solid {line}; border-radius: {s_radius}px; }}
QListWidget {{ background: {surface}; border: 1px solid {line}; border-radius: {s_radius}px; outline: 0; }}
QListWidget:focus {{ border: 2px solid {accent}; }}
QListWidget::item {{ min-height: {s_control}px; padding: 0 10px; }}
QListWidget::item:selected {{ background: {accent_soft}; color: {accent}; }}
QTableView::item {{ padding: 0 3px; }}
QHeaderView {{ background: {surface}; border: 0; font-size: {s_small}px; }}
QHeaderView::section {{ background: {surface}; color: {muted}; border: 0; padding: 4px 6px;
    border-bottom: 1px solid {line}; }}
QScrollArea {{ border: 0; background: transparent; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {line}; }}
"""


def rules(colours: Colours) -> str:
    """The style rules for a table of colours."""
    words = {f.name: getattr(colours, f.name) for f in fields(colours)}
    words |= {f"s_{f.name}": str(getattr(SIZES, f.name)) for f in fields(SIZES)}
    words |= {
        "s_inner": str(SIZES.control - 2),
        "s_key_inner": str(SIZES.key - 2),
        "s_check": "28",
        "s_badge": str(SIZES.control - 14),
        "s_half": str(SIZES.busy // 2),
        "s_arrow": "36",
    }
    # The verification picture stands on white in every theme: its digits are dark [S].
    words |= {"paper": "white", "ink": "black"}
    return _RULES.format(**words)


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


def system_colours(app: QApplication) -> Colours:
    """Light or dark, as the desktop says."""
    return DARK if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT


def current(app: QApplication) -> Colours:
    """The colours in force."""
    return DARK if app.property("desk_theme") == "dark" else LIGHT


def apply(app: QApplication, colours: Colours) -> None:
    """Dress the whole application."""
    app.setProperty("desk_theme", "dark" if colours is DARK else "light")
    app.setStyle("Fusion")
    app.setPalette(palette(colours))
    app.setPalette(_boxes(colours), "QCheckBox")  # type: ignore[arg-type]  # the stub says bytes
    font = QFont(SANS)
    font.setPixelSize(SIZES.text)
    app.setFont(font)
    app.setStyleSheet(rules(colours))
