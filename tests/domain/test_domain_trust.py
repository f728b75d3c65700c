"""Fingerprints as people copy them, and trust that can be meant one way only."""

from pathlib import Path

import pytest

from vendingdesk.domain.errors import Refused
from vendingdesk.domain.trust import Trust, read_fingerprint, shown_fingerprint

PIN = "4a4969d25cd04d3a65f3527bfa27a6f89e6111e9630dc72b4a21e8323bbfb005"


@pytest.mark.parametrize(
    "typed",
    [
        PIN,
        PIN.upper(),
        shown_fingerprint(PIN),
        f"  SHA256 Fingerprint={':'.join(PIN[at : at + 2] for at in range(0, 64, 2)).upper()}\n",
        f"sha256:{PIN}",
        f"SHA-256: {PIN}",
    ],
)
def test_a_fingerprint_is_read_as_people_copy_it(typed: str) -> None:
    assert read_fingerprint(typed) == PIN


@pytest.mark.parametrize("typed", ["", "sha256:", PIN[1:], f"{PIN}0", f"g{PIN[1:]}", f"{PIN[:-1]}٣", "not one"])
def test_what_is_no_fingerprint_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="64 digits and letters"):
        read_fingerprint(typed)


def test_it_is_compared_in_sixteen_groups_of_four() -> None:
    groups = shown_fingerprint(PIN).split(" ")
    assert len(groups) == 16
    assert "".join(groups) == PIN.upper()


def test_trust_is_a_file_or_a_fingerprint_and_not_both() -> None:
    with pytest.raises(Refused, match="not both"):
        Trust(Path("ca.pem"), PIN)
    assert (Trust(Path("ca.pem")).fingerprint, Trust(fingerprint=PIN).ca_file) == ("", None)


@pytest.mark.parametrize("kept", [PIN.upper(), shown_fingerprint(PIN)])
def test_a_fingerprint_is_kept_in_one_form(kept: str) -> None:
    with pytest.raises(Refused, match="lower-case"):
        Trust(fingerprint=kept)
