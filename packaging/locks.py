"""The lock files, read: what ``make lock`` pinned, for which systems, with which sums."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / "requirements.lock"
DEVELOPER = ROOT / "requirements-dev.lock"

_PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^\s;]+)\s*(?:;\s*(?P<marker>.*))?")
_SUM = re.compile(r"sha256:([0-9a-f]{64})")


class Unusable(Exception):
    """What a command of this folder can't go on with; its text is a whole sentence for whoever typed the command."""


@dataclass(frozen=True)
class Pin:
    """One package of a lock: its normal name, its version, the marker of where it is wanted, its files' sums."""

    name: str
    version: str
    marker: str
    sums: tuple[str, ...]

    def line(self) -> str:
        """The package as pip reads it, without its marker."""
        return f"{self.name}=={self.version}" + "".join(f" \\\n    --hash=sha256:{one}" for one in self.sums) + "\n"


def normal(name: str) -> str:
    """The one spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock(lock: Path) -> list[Pin]:
    """Every package of ``lock``; raises ``Unusable`` for a file that pins nothing, or anything without sums."""
    try:
        text = lock.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as broken:
        raise Unusable(f"The lock file {lock} can't be read: {broken}") from broken
    pins = []
    for entry in re.sub(r"\\\r?\n", " ", text).splitlines():
        words, _, sums = entry.partition("--hash=")
        if not words.strip() or words.lstrip().startswith("#"):
            continue
        pin = _PIN.fullmatch(words.strip())
        found = tuple(_SUM.findall(sums))
        if pin is None or not found:
            raise Unusable(f"{lock.name} has a line that is no pinned package with its sums: {words.strip()}")
        pins.append(Pin(normal(pin["name"]), pin["version"], (pin["marker"] or "").strip(), found))
    if not pins:
        raise Unusable(f"The lock file {lock} pins no package.")
    return pins
