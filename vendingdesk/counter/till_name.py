"""A till's name, which stands in every receipt number."""

from __future__ import annotations

import re

from vendingdesk.domain.errors import EnvironmentFault

_NAME = "[A-Z0-9]{1,8}"


def check_till_name(name: str) -> None:
    """Hold it to what a Code 128 barcode and a file name can carry. Raises ``EnvironmentFault`` for another."""
    if not re.fullmatch(_NAME, name):
        raise EnvironmentFault(f"The till's name is 1 to 8 capital letters or digits, such as K01, not {name!r}.")
