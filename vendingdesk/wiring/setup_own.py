"""The till's own settings file as it stands, also where a part of it can't be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from vendingdesk.counter.declared import BY_KEY

LONGEST = 200
"""Characters of a line that can't be used, as the journal keeps them."""


_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Own(NamedTuple):
    """What ``desk.toml`` says, by the settings' paths.

    ``said`` holds what has the right shape and, of the vital settings, what can be meant. ``unusable`` are the vital
    ones that can't, ``faults`` all other lines that are wrong by themselves, each with a sentence. ``older`` says
    that it was written for an older program. ``stood`` is what stands there for the unusable ones.
    """

    file: Path
    said: Mapping[str, Any] = _NOTHING
    unusable: Mapping[str, str] = _NOTHING
    faults: Mapping[str, str] = _NOTHING
    older: bool = False
    stood: Mapping[str, str] = _NOTHING


def read_own(file: Path) -> Own:
    """Read it, if there is one. Raises ``EnvironmentFault`` for what is no TOML, or a newer program's."""
    from vendingdesk.wiring.setup_file import text_of

    return own_settings(text_of(file), file)


def own_settings(text: str, file: Path) -> Own:
    """What a text says that stands in ``file``; like ``read_own``."""
    if not text.strip():  # the first start, and most demos
        return Own(file)
    from vendingdesk.wiring.setup_file import decoded
    from vendingdesk.wiring.setup_shapes import rightly_shaped_charges, spread, wrong_shapes
    from vendingdesk.wiring.setup_upgrades import upgraded
    from vendingdesk.wiring.setup_vital import misplaced, misplaced_sentence, unusable

    written = decoded(text, file)
    before = dict(written)
    stored = upgraded(written, file)
    wrong = {path: _short(said) for path, said in wrong_shapes(stored)}
    everything = spread(stored)
    said = {path: value for path, value in everything.items() if path not in wrong}
    if "charges" in wrong:
        said["charges"] = rightly_shaped_charges(stored["charges"])
    wrong_vital = {path: wrong.pop(path) for path in list(wrong) if path in BY_KEY and BY_KEY[path].vital}
    wrong_vital |= dict(unusable(said, file))
    stood = {path: str(everything.get(path, ""))[:LONGEST] for path in wrong_vital}
    for path, keys in misplaced(stored):
        if path not in everything:  # else what stands in the right place counts
            for line in (keys[0], ".".join(keys)):
                wrong.pop(line, None)  # it stays until somebody has answered
            wrong_vital[path] = misplaced_sentence(path, keys)
            stood[path] = str(_at(stored, keys))[:LONGEST]
    said = {path: value for path, value in said.items() if path not in wrong_vital and path != "version"}
    return Own(file, said, wrong_vital, wrong, stored != before, stood)


def _at(stored: Mapping[str, Any], keys: Iterable[str]) -> Any:
    """What stands behind some keys."""
    value: Any = stored
    for key in keys:
        value = value[key]
    return value


def _short(said: str) -> str:
    """A sentence about a line without what its writer would do about it."""
    short = said.removesuffix(" Mend that line and start again.").partition(" Known")[0]
    return f"{short[:1].upper()}{short[1:]}"
