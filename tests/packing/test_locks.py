"""The lock files, as the commands of packaging/ read them."""

from __future__ import annotations

import re
from pathlib import Path

import locks
import pytest


def test_the_real_locks_can_be_read_whole() -> None:
    for lock in (locks.RUNTIME, locks.DEVELOPER):
        text = lock.read_text()
        pins = locks.read_lock(lock)
        assert len(pins) == len(re.findall(r"(?m)^[a-z0-9.-]+==", text))
        assert sum(len(pin.sums) for pin in pins) == text.count("--hash=sha256:")


@pytest.mark.parametrize("text", ["", "# nothing\n", "a>=1 --hash=sha256:" + "0" * 64, "a==1\n", "a==1 --hash=md5:0"])
def test_a_lock_that_pins_nothing_or_without_sums_is_refused(tmp_path: Path, text: str) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text(text)
    with pytest.raises(locks.Unusable, match=r"some\.lock"):
        locks.read_lock(lock)
    with pytest.raises(locks.Unusable, match="can't be read"):
        locks.read_lock(tmp_path / "none.lock")
