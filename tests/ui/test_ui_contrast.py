"""Everything that is drawn is clear on what it is drawn on: computed from the style rules, the palette, the painting.

4.5 for words and 3 for shapes and edges, as WCAG 2.2 has it for AA; 7 for words in high contrast.
"""

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from ui.style_walk import GROUNDS, INKS, TOKENS, Pair, contrast, pairs

import vendingdesk.ui
from vendingdesk.ui import theme
from vendingdesk.ui.colours import CONTRAST, LOOKS, Colours

UI = Path(vendingdesk.ui.__file__).parent
EVERY_LOOK = pytest.mark.parametrize("colours", list(LOOKS.values()), ids=list(LOOKS))
WORDS, SHAPE, DECOR = 4.5, 3, 1

PAINTED = {
    # (file, token): what it is drawn on, and how clear it has to be.
    ("bar_chart", "muted"): (GROUNDS, WORDS),
    ("bar_chart", "text"): (GROUNDS, WORDS),
    ("bar_chart", "accent"): (GROUNDS, SHAPE),
    ("bar_chart", "line"): (GROUNDS, DECOR),
    ("choice", "muted"): ({"surface", "ground"}, SHAPE),
    ("icons", "muted"): (GROUNDS, SHAPE),
    ("icons", "accent"): ({"accent_soft"}, SHAPE),
    ("report_table", "muted"): ({"ground"}, WORDS),
    ("report_table", "text"): ({"surface", "accent_soft"}, WORDS),
    ("report_table", "warning"): ({"warning_ground"}, WORDS),
    ("report_table", "ground"): ((), DECOR),
    ("report_table", "surface"): ((), DECOR),
    ("report_table", "accent_soft"): ((), DECOR),
    ("report_table", "warning_ground"): ((), DECOR),
}
"""Colours that a page paints with; a ground is named with what stands on it."""

OTHER_COLOURS = {
    "signin.py": "the picture's white ground",
    "icons.py": "nothing at all",
    "slip_view.py": "paper's edge",
}
"""Files that take a colour from elsewhere than the table, and what for."""

PALETTE = {
    "WindowText": ("Window", WORDS),
    "Text": ("Base", WORDS),
    "PlaceholderText": ("Base", WORDS),
    "ButtonText": ("Button", WORDS),
    "HighlightedText": ("Highlight", WORDS),
    "ToolTipText": ("ToolTipBase", WORDS),
    "Link": ("Base", WORDS),
    "Window": (None, DECOR),
    "Base": (None, DECOR),
    "AlternateBase": (None, DECOR),
    "Button": (None, DECOR),
    "Highlight": ("Base", SHAPE),
    "ToolTipBase": (None, DECOR),
}
"""What stands on what in the palette; a ground on nothing."""


def least(pair: Pair, colours: Colours) -> float:
    """High contrast asks for more: 7 for words, and its decoration is seen too."""
    if colours is not CONTRAST:
        return pair.least
    return 7 if pair.least == WORDS else 3


def unclear(drawn: list[Pair], colours: Colours) -> list[str]:
    found = []
    for pair in drawn:
        clear = contrast(getattr(colours, pair.ink), getattr(colours, pair.ground))
        if clear < least(pair, colours):
            found.append(f"{pair.where}: {pair.ink} on {pair.ground} is {clear:.2f}")
    return found


@EVERY_LOOK
def test_all_that_the_style_rules_draw_is_clear(colours: Colours) -> None:
    drawn = pairs()
    assert {(ink, ground) for ink in INKS for ground in GROUNDS} <= {(pair.ink, pair.ground) for pair in drawn}
    assert unclear(drawn, colours) == []


@pytest.mark.parametrize(
    "rule",
    [
        'QLabel[role="new"] {{ color: {line}; }}',
        'QLabel[role="new"] {{ color: {ground}; }}',
        'QLabel[role="new"] {{ background: {accent}; }}',
        'QLabel[role="new"] {{ background: {warning}; color: {danger}; }}',
        'QFrame[role="new"] {{ background: {danger}; }}',
        'QPushButton[role="new"]:hover {{ background: {accent}; }}',
        'QPushButton[role="new"] {{ border: 1px solid {accent_soft}; }}',
        'QPushButton[role="primary"]:pressed {{ color: {accent}; }}',
        "QTableView:focus {{ border: 1px solid {line}; }}",
        "QLineEdit:focus {{ border: 2px solid {line}; }}",
        "QTableView {{ alternate-background-color: {edge}; }}",
        "QListWidget::item:selected {{ color: {accent_soft}; }}",
        "QScrollBar::handle {{ background: {line}; }}",
        "QProgressBar::chunk {{ background: {line}; }}",
        "QLineEdit {{ placeholder-text-color: {line}; }}",
        "QLineEdit {{ selection-color: {accent}; }}",
    ],
)
def test_a_new_rule_that_nobody_paired_is_found(rule: str) -> None:
    try:
        drawn = pairs(f"{theme._RULES}{rule}\n")
    except ValueError:
        return
    assert any(unclear(drawn, colours) for colours in LOOKS.values())


@pytest.mark.parametrize(
    "rule",
    [
        "QLabel {{ color: #123456; }}",
        "QLabel {{ color: red; }}",
        "QLabel {{ border: 1px solid rgb(1, 2, 3); }}",
        "QLabel {{ color: {pink}; }}",
        "QDialog QFrame QLabel {{ color: {text}; }}",
        "QDialog > QLabel {{ color: {text}; }}",
    ],
)
def test_a_rule_that_can_t_be_read_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=r"token|understood"):
        pairs(f"{theme._RULES}{rule}\n")


def test_every_colour_of_the_table_is_drawn_with() -> None:
    drawn = {name for pair in pairs() for name in (pair.ink, pair.ground)}
    assert drawn == TOKENS


@EVERY_LOOK
def test_what_the_style_draws_by_itself_is_clear(colours: Colours) -> None:
    made = theme.palette(colours)
    roles = [role for role in QPalette.ColorRole if role is not QPalette.ColorRole.NColorRoles]
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for role in roles:
            if not made.isBrushSet(group, role):
                continue
            on, clear = PALETTE[role.name]
            if on is None:
                continue
            ground = made.color(group, QPalette.ColorRole[on]).name()
            shown = contrast(made.color(group, role).name(), ground)
            assert shown >= (7 if colours is CONTRAST and clear == WORDS else clear), (group, role)


@EVERY_LOOK
def test_what_pages_paint_is_clear(colours: Colours) -> None:
    drawn = [Pair(file, ink, ground, clear) for (file, ink), (on, clear) in PAINTED.items() for ground in sorted(on)]
    assert unclear(drawn, colours) == []


def test_every_colour_that_a_page_paints_with_is_paired() -> None:
    found, elsewhere = set(), {}
    for file in UI.glob("*.py"):
        if file.stem in {"theme", "colours", "looks"}:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                if node.attr in TOKENS and _is_table(node.value):
                    found.add((file.stem, node.attr))
                elif node.attr in {"GlobalColor", "ColorRole", "ColorGroup", "setStyleSheet", "setPalette"}:
                    elsewhere[file.name] = node.lineno
                elif _name(node.value) == "theme":
                    assert node.attr not in {"DARK", "CONTRAST"}, file  # LIGHT: without an application is no look
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_colour(node.value):
                elsewhere[file.name] = node.lineno
            elif isinstance(node, ast.ImportFrom) and node.module == "vendingdesk.ui.colours":
                assert {each.name for each in node.names} <= {"Colours"}, file
    assert found == set(PAINTED)
    assert set(elsewhere) == set(OTHER_COLOURS), elsewhere


def _is_table(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id in {"colours", "colors", "table", "look"}) or (
        isinstance(node, ast.Call) and _name(node.func) in {"current", "dressed"}
    )


def _is_colour(text: str) -> bool:
    return (
        text.startswith("#") and len(text) in {4, 7, 9} and all(each in "0123456789abcdefABCDEF" for each in text[1:])
    )


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
