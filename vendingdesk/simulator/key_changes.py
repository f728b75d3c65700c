"""A key change under way: four sections cut from one new key, until all of them were handed out."""

from __future__ import annotations

from vendingdesk.simulator.contents import KEY_SECTIONS
from vendingdesk.simulator.fittings import NEVER_EXPIRES, changed
from vendingdesk.sts import Fitting, key_change_tokens


class KeyChange:
    """The change of one meter from the key it has to the one that ``value`` asks for.

    The sections carry neither time nor chance: asked for twice, a section has the same digits.
    """

    def __init__(self, old: Fitting, value: int) -> None:
        self.value = value
        self.new = changed(old, value)
        self._tokens = dict(
            zip(
                KEY_SECTIONS,
                key_change_tokens(
                    old.key,
                    self.new.key,
                    supply_group=self.new.supply_group,
                    key_type=self.new.key_type,
                    key_revision=self.new.key_revision,
                    tariff_index=self.new.tariff_index,
                    key_expiry=NEVER_EXPIRES,
                ),
                strict=True,
            )
        )
        self._open = set(KEY_SECTIONS)

    @property
    def complete(self) -> bool:
        """Whether every section was handed out."""
        return not self._open

    def section(self, subclass: int) -> str:
        """Return the token of a section (3, 4, 8 or 9) without handing it out."""
        return self._tokens[subclass]

    def hand_out(self, token: str) -> bool:
        """Note that a token went out; False when it is no section of this change."""
        mine = [subclass for subclass, section in self._tokens.items() if section == token]
        self._open.difference_update(mine)
        return bool(mine)
