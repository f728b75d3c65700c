"""Look and zoom as they are stored, before the first paint."""

from typing import Any

import pytest

from vendingdesk.counter.screen import ZOOMS, Look
from vendingdesk.wiring.first_sight import first_sight


@pytest.mark.parametrize("look", list(Look))
@pytest.mark.parametrize("zoom", ZOOMS)
def test_what_is_stored_is_obeyed(look: Look, zoom: int) -> None:
    assert first_sight({"screen.look": look.value, "screen.zoom": zoom}) == ("en", look.value, zoom)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"screen.keyboard": True},
        {"screen.look": "pink", "screen.zoom": 5},
        {"screen.look": 3, "screen.zoom": "150"},
        {"screen.look": ["dark"], "screen.zoom": [200]},
    ],
)
def test_what_can_t_be_meant_is_the_ordinary_look(values: dict[str, Any]) -> None:
    assert first_sight(values) == ("en", "system", 100)


def test_the_language_is_that_of_the_settings() -> None:
    assert first_sight({"screen.language": "fr", "screen.zoom": 125}) == ("fr", "system", 125)
