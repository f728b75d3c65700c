"""At 200 % on a screen of 1024×600 nothing is out of reach; where there is room nothing scrolls that did not."""

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QRect
from ui.ui_counter import Counter

from vendingdesk.ui.compact import Scroller, is_large, is_small
from vendingdesk.ui.form_dialog import FormDialog

RUN = """
import sys
sys.path[:0] = {paths}
from ui.small_screen import main
sys.exit(main())
"""
HERE = Path(__file__).parent
SCREEN = {"screens": [{"name": "till", "x": 0, "y": 0, "width": 1024, "height": 600, "logicalDpi": 96, "dpr": 1}]}


def test_everything_can_be_brought_into_sight_at_200_percent(tmp_path: Path) -> None:
    screen = tmp_path / "screen.json"
    screen.write_text(json.dumps(SCREEN))
    ran = subprocess.run(
        [sys.executable, "-c", RUN.format(paths=[str(HERE.parents[1]), str(HERE.parent)])],
        check=False, capture_output=True, text=True, timeout=240,
        env=os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["room"] == [512, 300]
    assert told["hidden"] == []
    assert len(told["seen"]) > 150


async def test_where_there_is_room_nothing_is_put_into_a_scroller(desk: Counter) -> None:
    if is_small(desk.window.screen().availableGeometry()):
        return  # the screen of this run is a small one itself
    dialog = FormDialog("form", "A form", desk.counter._tasks, desk.window, done="Go on")
    dialog.open()
    await desk.active(dialog)
    assert not dialog.findChildren(Scroller)
    assert not desk.window.findChildren(Scroller)
    dialog.reject()
    dialog.deleteLater()


def test_which_screen_is_small() -> None:
    assert not is_small(QRect(0, 0, 1024, 560))
    assert not is_small(QRect(0, 40, 964, 524))
    assert is_small(QRect(0, 0, 963, 1080))
    assert is_small(QRect(0, 0, 1366, 523))


def test_which_screen_is_large_whatever_stands_around_a_window() -> None:
    assert is_large(QRect(0, 0, 1366, 768))
    assert is_large(QRect(0, 0, 1092, 652))
    assert not is_large(QRect(0, 0, 1091, 768))
    assert not is_large(QRect(0, 0, 1366, 651))
