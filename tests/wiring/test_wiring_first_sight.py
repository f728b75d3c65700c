"""Look and zoom as they are stored, before the first paint."""

from typing import Any

import pytest

from vendingdesk.counter.screen import ZOOMS, Look
from vendingdesk.wiring.first_sight import first_sight


@pytest.mark.parametrize("look", list(Look))
@pytest.mark.parametrize("zoom", ZOOMS)
def test_what_is_stored_is_obeyed(look: Look, zoom: int) -> None:
    assert first_sight({"screen": {"look": look.value, "zoom": zoom}}) == (look.value, zoom)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"screen": "dark"},
        {"screen": {}},
        {"screen": {"language": "fr"}},
        {"screen": {"look": "pink", "zoom": 5}},
        {"screen": {"look": 3, "zoom": "150"}},
        {"screen": {"look": ["dark"], "zoom": [200]}},
    ],
)
def test_what_can_t_be_meant_is_the_ordinary_look(stored: dict[str, Any]) -> None:
    assert first_sight(stored) == ("system", 100)
