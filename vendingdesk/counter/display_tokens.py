"""The tokens that make a meter test itself or show a value: made here, without server, key or sale."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk import sts


@dataclass(frozen=True, slots=True)
class LocalToken:
    """A token of class 1 for every meter with numbers of one length; ``test`` is None for everything at once."""

    test: sts.DisplayTest | None
    token: str


def local_tokens(meter_digits: sts.MeterDigits) -> tuple[LocalToken, ...]:
    """Everything at once, then every test that the standard names, for meters of any make.

    Rule: IEC 62055-41, 6.2.3 and 6.3.8. They are not encrypted, mint nothing and change nothing that is paid for.
    """
    wanted: tuple[sts.DisplayTest | None, ...] = (None, *sts.DisplayTest)
    return tuple(LocalToken(test, sts.encode_display_token(test, meter_digits=meter_digits)) for test in wanted)


def key_revision_tokens(meter: str) -> tuple[LocalToken, ...]:
    """The token that makes a meter show its key revision; for both lengths where ``meter`` is none of 11 or 13."""
    lengths: tuple[sts.MeterDigits, ...] = (11,) if len(meter) == 11 else (13,) if len(meter) == 13 else (11, 13)
    test = sts.DisplayTest.KEY_REVISION
    return tuple(LocalToken(test, sts.encode_display_token(test, meter_digits=digits)) for digits in lengths)
