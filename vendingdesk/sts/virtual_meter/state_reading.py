"""Reading a kept state: every value is held to what it must be, and none may be left over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from vendingdesk.sts.errors import StsError
from vendingdesk.sts.meters import is_valid_meter_number
from vendingdesk.sts.virtual_meter.key_sections import SECTIONS
from vendingdesk.sts.virtual_meter.moments import check_moment


class StateReason(StrEnum):
    """What is wrong with a kept state."""

    DAMAGED = "damaged"
    OTHER_FORM = "other_form"


class MeterStateError(StsError):
    """A kept state can't become a meter again.

    ``reason`` is ``OTHER_FORM`` for one that an older or newer program wrote, else ``DAMAGED``: it is none of a
    virtual meter, or was changed. ``where`` names the part; no value is ever repeated.
    """

    def __init__(self, where: str, reason: StateReason = StateReason.DAMAGED) -> None:
        super().__init__(where, reason)
        self.where = where
        self.reason = reason

    def __str__(self) -> str:
        if self.reason is StateReason.OTHER_FORM:
            return "The meter's kept state was written by another version. Begin with a new meter."
        return f"The meter's kept state is damaged ({self.where}). Begin with a new meter."


_MOST_FORMS = 99


class StateReading:
    """Takes the values out of a state, one by one; every method raises ``MeterStateError``."""

    def __init__(self, state: object) -> None:
        if not isinstance(state, Mapping):
            raise MeterStateError("contents")
        self._left: dict[object, object] = dict(state)

    def finish(self) -> None:
        """Nothing may be left that nobody asked for."""
        if self._left:
            raise MeterStateError("contents")

    def version(self, ours: int) -> None:
        """The form of the state has to be ours; one of another number is not damaged."""
        if self.number("version", _MOST_FORMS, least=1) != ours:
            raise MeterStateError("version", StateReason.OTHER_FORM)

    def number(self, name: str, largest: int, least: int = 0) -> int:
        """A whole number from ``least`` to ``largest``."""
        return _whole(self._take(name), name, largest, least)

    def numbers(self, name: str, largest: int, *, most: int) -> list[int]:
        """At most so many different whole numbers from 0 to ``largest``, the least first."""
        found = [_whole(each, name, largest, 0) for each in self._list(name)]
        if len(found) > most or found != sorted(set(found)):
            raise MeterStateError(name)
        return found

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._take(name)
        if not isinstance(value, bool):
            raise MeterStateError(name)
        return value

    def digits(self, name: str, *lengths: int) -> str:
        """A text of so many digits."""
        return _matched(self._take(name), "|".join(f"[0-9]{{{length}}}" for length in lengths), name)

    def meter_number(self, name: str) -> str:
        """11 or 13 digits, of which the last checks the others."""
        found = self.digits(name, 11, 13)
        if not is_valid_meter_number(found):
            raise MeterStateError(name)
        return found

    def digest(self, name: str) -> str:
        """A SHA-256, in hexadecimal."""
        return _matched(self._take(name), "[0-9a-f]{64}", name)

    def key(self, name: str) -> bytes:
        """A decoder key, 16 bytes."""
        return bytes.fromhex(_matched(self._take(name), "[0-9a-f]{32}", name))

    def tokens(self, name: str) -> list[str]:
        """Tokens of 20 digits, fewer than the sections that a key change has."""
        found = [_matched(each, "[0-9]{20}", name) for each in self._list(name)]
        if len(found) >= len(SECTIONS):
            raise MeterStateError(name)
        return found

    def moment(self, name: str) -> datetime:
        """A moment of a meter's clock."""
        found = _moment(self._take(name), name)
        try:
            check_moment(found)
        except ValueError:
            raise MeterStateError(name) from None
        return found

    def moment_or_none(self, name: str, *, latest: datetime) -> datetime | None:
        """A local time that is not beyond ``latest``, written as ours are, or nothing."""
        value = self._take(name)
        if value is None:
            return None
        found = _moment(value, name)
        if found > latest:
            raise MeterStateError(name)
        return found

    def _take(self, name: str) -> object:
        if name not in self._left:
            raise MeterStateError(name)
        return self._left.pop(name)

    def _list(self, name: str) -> list[object]:
        value = self._take(name)
        if not isinstance(value, list):
            raise MeterStateError(name)
        return value


def _whole(value: object, name: str, largest: int, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= largest:
        raise MeterStateError(name)
    return value


def _matched(value: object, pattern: str, name: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise MeterStateError(name)
    return value


def _moment(value: object, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise MeterStateError(name) from None
    if found.tzinfo is not None or found.isoformat() != value:
        raise MeterStateError(name)
    return found
