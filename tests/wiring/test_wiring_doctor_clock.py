"""The doctor's line about the clock, which a frozen program must be able to write too."""

import os
from pathlib import Path

import pytest

from vendingdesk.wiring import doctor


@pytest.mark.parametrize(("born", "mend"), [(1_000_000_000, False), (4_000_000_000, True)])
def test_a_clock_before_the_program_was_made_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, born: int, mend: bool
) -> None:
    came_with_it = tmp_path / "vendingdesk.svg"
    came_with_it.touch()
    os.utime(came_with_it, (born, born))
    monkeypatch.setattr(doctor, "resource", lambda _: came_with_it)
    monkeypatch.setattr(doctor, "__file__", "/not/there/in/a/frozen/program.py")
    assert bool(doctor._clock().to_do) is mend
