"""Where a small i has a dot in its capital too: the window's loop and its timers work under Turkish."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path("/usr/share/i18n/locales/tr_TR")
SCRIPT = """
import asyncio, locale, sys
from PySide6.QtWidgets import QApplication
from vendingdesk.ui.loop import run_desk

async def main():
    await asyncio.sleep(0.01)
    return 0

app = QApplication(sys.argv)
print(locale.setlocale(locale.LC_CTYPE))
sys.exit(run_desk(main, app))
"""


@pytest.mark.skipif(shutil.which("localedef") is None or not SOURCE.is_file(), reason="no locales can be made here")
def test_the_loop_runs_where_i_has_another_capital(tmp_path: Path) -> None:
    made = tmp_path / "tr_TR.UTF-8"
    subprocess.run(["localedef", "--no-archive", "-i", "tr_TR", "-f", "UTF-8", made], check=True, capture_output=True)
    env = {**os.environ, "LOCPATH": str(tmp_path), "LC_ALL": made.name, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "tr_TR.UTF-8"), done.stderr
