"""What is left of settings when a part of them can't be used: the rest, and a sentence for each that is left out.

Only values that nothing vital hangs on are left out; their default counts. Looked at behind the first paint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendingdesk.counter.declared import BY_KEY
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.setup_file import SetupFile
from vendingdesk.wiring.setup_policy import Layer, Source
from vendingdesk.wiring.setup_shapes import gathered
from vendingdesk.wiring.setup_vital import VITAL

if TYPE_CHECKING:
    from vendingdesk.counter.setup import DeskSetup
    from vendingdesk.wiring.setup_layers import Layers

TOGETHER: tuple[tuple[str, ...], ...] = (
    ("soft_limit_seconds", "hard_limit_seconds"),
    ("printing.way", "printing.paper", "printing.printer", "printing.host", "printing.device"),
)
"""Settings that are right or wrong together only; where one of several can go, the first goes."""

ELSEWHERE: dict[str, Any] = {
    "money_means": "kwh",
    "currency_digits": 4,
    "soft_limit_seconds": 1,
    "hard_limit_seconds": 600,
    "printing.paper": "80mm",
    "printing.printer": "-",
    "printing.host": "-",
    "printing.device": "-",
}
"""What a policy may leave to the till: with these, nothing that it says is wrong for want of the rest."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The settings, and what was left out of ``desk.toml`` and why, by path."""

    setup: DeskSetup
    left_out: Mapping[str, str]


def salvaged(layers: Layers) -> Salvaged:
    """The settings as far as they can be used. Raises ``EnvironmentFault`` for a policy with a wrong value."""
    for above in layers.above:
        _hold(above)
    own = frozenset(path for path in layers.values if layers.source(path) is Source.OWN)
    good, wrong = usable(layers.values, first=own)
    left_out = dict(layers.own.unusable) | wrong | dict(layers.own.faults)
    for path in left_out.keys() & layers.locked:
        del left_out[path]  # whatever this till says of it, it does not count
    setup = SetupFile(layers.own.file, gathered(good)).setup()
    notices = tuple(left_out_sentence(path, said) for path, said in left_out.items())
    return Salvaged(replace(setup, locked=layers.locked, notices=notices), left_out)


def usable(
    values: Mapping[str, Any], ground: Mapping[str, Any] | None = None, first: frozenset[str] = frozenset()
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that can be used, and a sentence for each other one.

    ``ground`` is what counts where ``values`` say nothing. Of settings that don't go together those of ``first`` go
    before others.
    """
    if not _fault({**(ground or {}), **values}):
        return dict(values), {}
    good = {path: value for path, value in values.items() if path in VITAL}
    wrong: dict[str, str] = {}
    single = [(path,) for path in BY_KEY if not any(path in group for group in TOGETHER)]
    for group in (*TOGETHER, *single):
        asked = sorted(
            (path for path in group if path in values and path not in good), key=lambda each: each not in first
        )
        base = {**(ground or {}), **good}
        gone = _fewest(base, {path: values[path] for path in asked})
        kept = {path: values[path] for path in asked if path not in gone}
        wrong |= {path: _fault({**base, **kept, path: values[path]}) for path in gone}
        good |= kept
        if gone == ("charges",):
            good["charges"] = [each for each in values["charges"] if not _fault({**base, "charges": [each]})]
    return good, wrong


def _fewest(base: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, ...]:
    """The fewest of some values without which the rest can be used."""
    for number in range(len(values)):
        for gone in combinations(values, number):
            if not _fault({**base, **{path: value for path, value in values.items() if path not in gone}}):
                return gone
    return tuple(values)


def _fault(values: Mapping[str, Any]) -> str:
    """Why these can't be the settings, as a sentence; empty when they can."""
    try:
        SetupFile(Path(), gathered(values)).built(b"")
    except (ValueError, OverflowError, EnvironmentFault) as error:
        said = str(error).rstrip(".")
        return f"{said[:1].upper()}{said[1:]}."
    return ""


def _hold(layer: Layer) -> None:
    """Raise ``EnvironmentFault`` for a value that is wrong whatever a till adds to it."""
    ground = dict(ELSEWHERE)
    if "currency" in layer.said:
        del ground["currency_digits"]
    _good, wrong = usable(layer.said, ground)
    for path, said in wrong.items():
        raise EnvironmentFault(f"{layer.file}: “{path}”: {said} Mend that line and start again.")


def left_out_sentence(path: str, said: str) -> str:
    """What a person is told about a setting that was left out."""
    if path == "charges":
        return f"A tax or fee was left out. {said}"
    if said.startswith(f"“{path}”"):
        return f"{said} It was left out."
    return f"“{path}” was left out. {said}"
