"""A CUPS of the tests' own with printers of every kind, as fixtures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from printing.own_cups import FIXED_PPD, OwnCups, missing, own_cups


@pytest.fixture(scope="session")
def _one_cups() -> Iterator[OwnCups]:
    if why := missing():
        pytest.skip(f"not tested against a real spooler: {why}")
    with own_cups() as cups:
        cups.add("Pages", "cups-pdf:/")
        cups.add("Roll", "desk:/keep", ppd=cups.takes_pdf)
        for what in ("empty", "open", "offline", "midway"):
            cups.add(what, f"desk:/{what}", ppd=cups.takes_pdf)
        cups.add("aborts", "desk:/aborts", "-o", "printer-error-policy=abort-job", ppd=cups.takes_pdf)
        cups.add("Office", "desk:/keep", ppd=FIXED_PPD)
        cups.add("NoDriver", "desk:/keep", ppd="")
        cups.run("lpadmin", "-d", "Roll")
        yield cups


@pytest.fixture
def cups(_one_cups: OwnCups, monkeypatch: pytest.MonkeyPatch) -> OwnCups:
    """A running CUPS, which libcups and Qt find."""
    monkeypatch.setenv("CUPS_SERVER", _one_cups.server)
    return _one_cups
