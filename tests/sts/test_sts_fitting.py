"""What a meter is born with."""

from dataclasses import FrozenInstanceError, replace

import pytest

from vendingdesk.sts import Fitting

KEY = bytes(range(0xA0, 0xB0))
FITTING = Fitting("0128244400031", 2014, "201457", 2, 1, "01", KEY)


def test_a_fitting_never_shows_its_key() -> None:
    assert "a0" not in repr(FITTING).lower()
    assert "key=" not in repr(FITTING)
    assert "0128244400031" in repr(FITTING)


def test_fittings_with_other_keys_differ() -> None:
    assert replace(FITTING) == FITTING
    assert replace(FITTING, key=KEY[::-1]) != FITTING


def test_a_fitting_is_not_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        FITTING.key_revision = 2  # type: ignore[misc]
