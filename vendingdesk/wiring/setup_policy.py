"""A file of settings that is not the till's own: the machine's policy, or the one that ``--config`` names.

Such a file is trusted to be right. What can't be read in it stops the start, for a lock that vanished without a word
would be worse. A fleet's owner finds the sentence at the first start, with file and key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from vendingdesk.counter.declared import BY_KEY, Part
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.setup_file import content_of
from vendingdesk.wiring.setup_vital import TRUST, unusable

_TELLING = r"(^|_)(pass(word|phrase|wd)?|pwd|pins?|secrets?|tokens?|session|captcha|credentials?|user(name)?)(_|$)"
"""What an unknown key is called that somebody may have put a secret behind."""

_FILES = ("server.ca_file", "logo")
"""Settings that name a file: a relative one starts beside the file that says so."""

ADDRESS = "server.address"

WAY = TRUST | {"server.proxy"}
"""What a locked server's address locks with it: else whoever is at the till puts another machine in the middle."""


class Source(StrEnum):
    """Who decided a setting: nobody, the machine's policy, the file of ``--config``, or this till."""

    DEFAULT = "default"
    POLICY = "policy"
    CONFIG = "config"
    OWN = "own"


class Layer(NamedTuple):
    """What one such file says, by the settings' paths, and which of them it locks."""

    source: Source
    file: Path
    said: Mapping[str, Any] = MappingProxyType({})
    locked: frozenset[str] = frozenset()


def read_layer(source: Source, file: Path) -> Layer:
    """Read one. Raises ``EnvironmentFault`` naming file and key; no policy file is a policy that says nothing."""
    text = _text(source, file)
    return Layer(source, file) if text is None else _layer(source, file, text)


def _text(source: Source, file: Path) -> str | None:
    try:
        file.lstat()
    except FileNotFoundError as error:
        if source is Source.POLICY:
            return None
        raise EnvironmentFault(f"The settings {file} can't be read: there is no such file.") from error
    except OSError as error:  # a folder that may not be looked into may hold one
        raise EnvironmentFault(f"The settings {file} can't be read: {error.strerror}.") from error
    try:
        return content_of(file, f"The settings {file}")
    except FileNotFoundError as error:  # a link to nowhere
        raise EnvironmentFault(f"The settings {file} can't be read: {error}") from error


def _layer(source: Source, file: Path, text: str) -> Layer:
    import tomllib

    from vendingdesk.wiring.setup_shapes import spread, wrong_shapes
    from vendingdesk.wiring.setup_upgrades import upgraded

    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise EnvironmentFault(f"The settings {file} can't be read: {error}") from error
    wanted = found.pop("locked", False)
    stored = upgraded(found, file)
    for path, said in wrong_shapes(stored):
        if path not in BY_KEY and re.search(_TELLING, path.rpartition(".")[2].casefold()):
            raise EnvironmentFault(
                f"{file}: “{path}” looks like a secret. No password and no PIN stands in such a file: they are typed "
                "at the till. Remove that line."
            )
        raise EnvironmentFault(f"{file}: {said}")
    values = spread(stored)
    values.pop("version", None)
    for path, said in unusable(values, file):
        raise EnvironmentFault(f"{file}: “{path}”: {said}")
    values |= {path: str(file.absolute().parent / values[path]) for path in _FILES if values.get(path)}
    locked = _locked(file, values, wanted)
    if ADDRESS in locked:  # what the file leaves out is decided too: the system's trust, and no proxy
        locked |= WAY
        values = dict.fromkeys(sorted(WAY), "") | values
    return Layer(source, file, values, locked)


def _locked(file: Path, values: Mapping[str, Any], wanted: object) -> frozenset[str]:
    """What a file locks: all that it says with ``locked = true``, or what the list names."""
    if isinstance(wanted, bool):
        named = list(values) if wanted else []
    elif isinstance(wanted, list) and all(isinstance(each, str) for each in wanted):
        named = wanted
    else:
        raise EnvironmentFault(f"{file}: “locked” must be true, false or a list of settings in quotes.")
    for path in named:
        if path not in BY_KEY or BY_KEY[path].part in {Part.CHARGE, Part.START}:
            raise EnvironmentFault(f"{file}: “locked” names “{path}”, which is not a setting.")
        if path not in values:
            raise EnvironmentFault(f"{file}: “locked” names “{path}”, but the file does not say what it is.")
    locked = frozenset(named)
    if locked & TRUST:
        locked |= TRUST
    return locked | {"currency_digits"} if "currency" in locked else locked
