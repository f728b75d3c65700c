"""What has to be known of the settings before the first window is painted: how it is to look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def first_sight(stored: Mapping[str, Any]) -> tuple[str, int]:
    """The look and the zoom in percent that are stored; the ordinary ones for what says nothing or can't be meant.

    What can't be meant is said where all settings are read, behind the first paint.
    """
    said = stored.get("screen")
    if not isinstance(said, Mapping):
        return "system", 100
    from vendingdesk.counter.screen import ZOOMS, Look, Screen  # only for a till that has chosen

    usual = Screen()
    look, zoom = said.get("look"), said.get("zoom")
    return str(look if look in list(Look) else usual.look), zoom if zoom in ZOOMS else usual.zoom
