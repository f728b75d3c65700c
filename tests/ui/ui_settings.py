"""The way to the Settings page in tests."""

from PySide6.QtCore import Qt
from ui.ui_counter import Counter, until

from vendingdesk.ui.settings_page import SettingsPage


async def to_settings(counter: Counter) -> SettingsPage:
    """Open the page and wait until all of it stands there."""
    await counter.active(counter.window)
    counter.press(Qt.Key.Key_F10)
    page = counter.window.settings
    await until(lambda: page.built and page.view.images and not page._preview.busy)
    return page
