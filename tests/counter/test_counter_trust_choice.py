"""What a person may decide about a certificate: only what a comparison can settle."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from vendingdesk.counter.trust_choice import COMPARE, compared_trust, may_compare
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.trust import Certificate, ServerLook, Trust, TrustProblem, shown_fingerprint

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
PIN, OTHER = "ab" * 32, "cd" * 32
SHOWN = Certificate(PIN, "vending", "vending", ("vending.example",), NOW - YEAR, NOW + YEAR, self_signed=True)
LOOK = ServerLook("https://192.0.2.1:4680", SHOWN, TrustProblem.UNKNOWN_ISSUER)


@pytest.mark.parametrize(
    ("problem", "can"),
    [
        (TrustProblem.UNKNOWN_ISSUER, True),
        (TrustProblem.WRONG_NAME, True),
        (TrustProblem.CHANGED, True),
        (TrustProblem.OTHER, True),
        (TrustProblem.EXPIRED, False),
        (TrustProblem.NOT_YET_VALID, False),
        (TrustProblem.NO_TLS, False),
        (None, False),
    ],
)
def test_which_problems_a_comparison_settles(problem: TrustProblem | None, can: bool) -> None:
    assert may_compare(replace(LOOK, problem=problem), NOW) is can


@pytest.mark.parametrize("at", [SHOWN.not_before - timedelta(seconds=1), SHOWN.not_after + timedelta(seconds=1)])
def test_a_certificate_out_of_its_time_is_trusted_by_nobody(at: datetime) -> None:
    """Also where its issuer is what was said first: a self-signed one that expired."""
    assert not may_compare(LOOK, at)
    with pytest.raises(Refused, match="can't be trusted"):
        compared_trust(LOOK, at=at, compared=True)


def test_without_a_certificate_there_is_nothing_to_compare() -> None:
    none = replace(LOOK, certificate=None, problem=TrustProblem.OTHER)
    assert not may_compare(none, NOW)
    with pytest.raises(Refused, match="can't be trusted"):
        compared_trust(none, at=NOW, compared=True)


def test_trust_for_one_certificate_by_a_tick_or_by_the_fingerprint_given() -> None:
    assert compared_trust(LOOK, at=NOW, compared=True) == Trust(fingerprint=PIN)
    given = f"SHA256 Fingerprint={shown_fingerprint(PIN).replace(' ', ':')}"
    assert compared_trust(LOOK, at=NOW, given=given) == Trust(fingerprint=PIN)


@pytest.mark.parametrize(
    ("given", "compared", "says"),
    [
        ("", False, COMPARE),
        ("   ", False, COMPARE),
        (OTHER, False, "That is another fingerprint"),
        (OTHER, True, "That is another fingerprint"),  # a tick does not outweigh what stands there
        ("ab" * 31, True, "A SHA-256 fingerprint has 64 digits"),
    ],
)
def test_what_is_no_comparison_trusts_nothing(given: str, compared: bool, says: str) -> None:
    with pytest.raises(Refused) as refused:
        compared_trust(LOOK, at=NOW, given=given, compared=compared)
    assert str(refused.value).startswith(says)
