"""How the program looks on its screen, and how it behaves as a kiosk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from vendingdesk.domain.errors import EnvironmentFault

LANGUAGES = {"en": "English", "fr": "Français", "ar": "العربية"}
"""The languages of the screen, each in its own words."""

ZOOMS = (100, 125, 150, 175, 200)
"""How large everything can be, in percent."""


class Look(StrEnum):
    """The colours: those of the system, or one table for good."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Screen:
    """Language, colours and size. Raises ``EnvironmentFault`` for a language or a size that there is not."""

    language: str = "en"
    look: Look = Look.SYSTEM
    zoom: int = 100

    def __post_init__(self) -> None:
        """Hold them to what there is."""
        if self.language not in LANGUAGES:
            raise EnvironmentFault(f"“screen.language” is one of {', '.join(LANGUAGES)}, not {self.language!r}.")
        if self.zoom not in ZOOMS:
            raise EnvironmentFault(f"“screen.zoom” is one of {', '.join(map(str, ZOOMS))}, not {self.zoom}.")


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A till that stands alone. ``on`` comes from the command line, never from a file.

    Nobody touched it for ``idle``: it goes back to its start. ``keyboard`` shows one on the screen. Raises
    ``EnvironmentFault`` for a time that would throw customers out while they type.
    """

    on: bool = False
    idle: timedelta = timedelta(seconds=90)
    keyboard: bool = True

    def __post_init__(self) -> None:
        """Hold the time to what makes sense."""
        if not timedelta(seconds=15) <= self.idle <= timedelta(hours=1):
            raise EnvironmentFault("A kiosk goes back to its start after 15 to 3600 seconds (“kiosk.idle_seconds”).")
