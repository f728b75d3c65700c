"""What has to be known of the settings before the first window is painted: how it is to look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def first_sight(values: Mapping[str, Any]) -> tuple[str, str, int]:
    """Language, look, and zoom in percent, of what was decided by the settings' paths: ``Layers.values``.

    The ordinary ones where nothing is said, or what can't be meant.

    What can't be meant is said where all settings are read, behind the first paint.
    """
    language = str(values.get("screen.language", "en"))
    look, zoom = values.get("screen.look"), values.get("screen.zoom")
    if look is None and zoom is None:
        return language, "system", 100
    from vendingdesk.counter.screen import ZOOMS, Look, Screen  # only for a till that has chosen

    usual = Screen()
    return language, str(look if look in list(Look) else usual.look), zoom if zoom in ZOOMS else usual.zoom
