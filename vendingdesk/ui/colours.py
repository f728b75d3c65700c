"""The table of colours: a role in each line, and the looks side by side."""

from __future__ import annotations

from typing import NamedTuple


class Colours(NamedTuple):
    """The roles of the window; a page names a role, never a colour.

    ``line`` is decoration and tells nothing by itself; ``edge`` is where a control begins and must be seen. ``focus``
    frames what has the keyboard; ``chosen`` is behind what is picked of a list, ``on_chosen`` its words. What stands
    on what, and how clear it is, is held to numbers by the tests.
    """

    ground: str
    surface: str
    text: str
    muted: str
    line: str
    edge: str
    focus: str
    accent: str
    on_accent: str
    accent_soft: str
    chosen: str
    on_chosen: str
    warning: str
    warning_ground: str
    danger: str
    danger_ground: str
    glass: str
    glass_ink: str
    paper: str
    ink: str


LIGHT = Colours(
    ground="#F6F7F5",
    surface="#FFFFFF",
    text="#1B211E",
    muted="#5D6862",
    line="#DDE2DE",
    edge="#7F8983",
    focus="#0B6B57",
    accent="#0B6B57",
    on_accent="#FFFFFF",
    accent_soft="#E4F1ED",
    chosen="#E4F1ED",
    on_chosen="#1B211E",
    warning="#8A5A00",
    warning_ground="#FFF3D6",
    danger="#A8281E",
    danger_ground="#FBE9E7",
    glass="#D3DDC6",
    glass_ink="#1A2414",
    # The verification picture stands on white in every look: its digits are dark [S].
    paper="#FFFFFF",
    ink="#000000",
)
DARK = Colours(
    ground="#141816",
    surface="#1D2320",
    text="#EAF0EC",
    muted="#9BA8A1",
    line="#313A35",
    edge="#75807A",
    focus="#4CC3A5",
    accent="#4CC3A5",
    on_accent="#08221B",
    accent_soft="#16352D",
    chosen="#16352D",
    on_chosen="#EAF0EC",
    warning="#F2C063",
    warning_ground="#3A2D0F",
    danger="#FF9C90",
    danger_ground="#3B1A17",
    glass="#16241A",
    glass_ink="#A8E6B8",
    paper="#FFFFFF",
    ink="#000000",
)
CONTRAST = Colours(
    ground="#000000",
    surface="#000000",
    text="#FFFFFF",
    muted="#E2E2E2",
    line="#767676",
    edge="#FFFFFF",
    focus="#FFE100",
    accent="#3FE9FF",
    on_accent="#000000",
    accent_soft="#00323A",
    chosen="#3FE9FF",
    on_chosen="#000000",
    warning="#FFC24D",
    warning_ground="#332200",
    danger="#FFABA2",
    danger_ground="#47100A",
    glass="#000000",
    glass_ink="#9CFFB4",
    paper="#FFFFFF",
    ink="#000000",
)

LOOKS = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
"""The looks by the names that the settings have for them."""
