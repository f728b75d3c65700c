"""The settings of one run in their layers, and what a person still has to decide before it.

From the weakest to the strongest: defaults, the machine's policy, the file of ``--config``, the till's own
``desk.toml``, and what policy or ``--config`` lock. All that the first start needs::

    layers = read_layers(folder.setup_file, policy=policy_file(), config=None, begun=folder.has(JOURNAL))
    for asked in layers.to_ask():               # nothing: no wizard
        asked.path, asked.why                   # "server.address", "Nobody has said yet which server …"
    layers.values.get("till", "K01")            # what stands in a field: all that somebody decided, by its path
    layers.source("till")                       # Source.DEFAULT, POLICY, CONFIG or OWN
    layers.is_locked("till")                    # shown, but not to be changed
    layers.store().keep_values({"server.address": …, "money_means": …})     # once, at the end, atomically
    layers = layers.again()                     # read anew: ``to_ask`` is empty now

Reading is cheap enough for the time before the first paint. ``setup`` is for behind it: it looks at every value; what
can't be used of ``desk.toml`` counts as its default there and is told in ``DeskSetup.notices``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.wiring.policy_place import policy_file
from vendingdesk.wiring.setup_own import Own, read_own
from vendingdesk.wiring.setup_policy import Layer, Source, read_layer
from vendingdesk.wiring.setup_vital import AT_FIRST, MISSING, TRUST, VITAL

if TYPE_CHECKING:
    from vendingdesk.counter.setup import DeskSetup
    from vendingdesk.domain.trust import Connection, Trust
    from vendingdesk.wiring.setup_file import SetupFile
    from vendingdesk.wiring.setup_writing import SettingsFile

ADDRESS, CURRENCY, DIGITS = "server.address", "currency", "currency_digits"

Said = tuple[Source, Mapping[str, Any]]
"""One layer: who, and what by the settings' paths."""


class Asked(NamedTuple):
    """A vital setting that a person has to decide, by its path, and a sentence that says why."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Layers:
    """Everything that is said, and what counts of it.

    ``above`` are the files that are not the till's own, policy first; ``own`` is ``desk.toml``. ``values`` holds what
    somebody decided, by the settings' paths and as a file would say it; ``sources`` says who; ``locked`` are the
    paths that can't be changed at this till. ``begun`` says that the till's books have begun.
    """

    own: Own
    above: tuple[Layer, ...] = ()
    begun: bool = False
    values: Mapping[str, Any] = field(init=False)
    sources: Mapping[str, Source] = field(init=False)
    locked: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Put the layers onto one another."""
        values, sources = _merged(self._strongest())
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "sources", sources)
        object.__setattr__(self, "locked", frozenset().union(*(each.locked for each in self.above)))

    def source(self, path: str) -> Source:
        """Who decided a setting."""
        return self.sources.get(path, Source.DEFAULT)

    def is_locked(self, path: str) -> bool:
        """Whether it is decided for good, by the policy or the file of ``--config``."""
        return path in self.locked

    def to_ask(self, *, server_named: bool = False) -> tuple[Asked, ...]:
        """The vital settings that a person has to decide before anything is sold, with the reason for each.

        ``server_named``: the command line names the server. Then the counter starts on defaults, and only what was
        decided and can't be used is asked for again.
        """
        missing = set() if server_named else set(MISSING) - (AT_FIRST if self.begun else set())
        asked = []
        for path in VITAL:
            if path in self.locked or (server_named and path == ADDRESS):
                continue
            if path in self.own.unusable:
                asked.append(Asked(path, f"What was kept can't be used. {self.own.unusable[path]}"))
            elif path in missing and not str(self.values.get(path, "")).strip():
                asked.append(Asked(path, MISSING[path]))
        return tuple(asked)

    def connection(self, address: str | None = None, trust: Trust | None = None) -> Connection:
        """Server, trust and proxy of one run; ``address`` and ``trust`` are what the command line names.

        Trust that a file names beside a server is for that server alone. Raises ``EnvironmentFault`` where the
        command line names what is locked.
        """
        from vendingdesk.domain.trust import Connection, Trust, read_fingerprint

        stored = self.values.get(ADDRESS, "")
        if address is not None and not _same(address, stored) and ADDRESS in self.locked:
            raise self._decided(ADDRESS, "--server")
        if trust is not None and self.locked & TRUST:
            raise self._decided(next(iter(sorted(self.locked & TRUST))), "--ca-file and --fingerprint")
        wanted = stored if address is None or _same(address, stored) else address
        if trust is None:
            said, _source = _trust(self._strongest(), wanted)
            ca_file = said.get("server.ca_file")
            pin = said.get("server.fingerprint")
            trust = Trust(
                self.own.file.parent / ca_file if ca_file else None,
                read_fingerprint(pin) if pin else "",
            )
        return Connection(wanted, trust, self.values.get("server.proxy", ""))

    @property
    def merged(self) -> SetupFile:
        """What counts as one file would say it. What is not vital was not looked at: it may be of any value."""
        from vendingdesk.wiring.setup_file import SetupFile
        from vendingdesk.wiring.setup_shapes import gathered

        return SetupFile(self.own.file, gathered(self.values))

    def setup(self) -> DeskSetup:
        """The shop's settings, with what is locked and sentences about what can't be used.

        Raises ``EnvironmentFault`` for what can't be meant in the policy or in the file of ``--config``.
        """
        from vendingdesk.wiring.setup_salvage import salvaged

        return salvaged(self).setup

    def settled(self) -> DeskSetup:
        """``setup``, and ``desk.toml`` without what can't be used, the file as it was kept beside it."""
        from datetime import datetime

        from vendingdesk.wiring.setup_mending import settled

        return settled(self, datetime.now().astimezone())

    def store(self) -> SettingsFile:
        """What writes into ``desk.toml``."""
        from vendingdesk.wiring.setup_writing import SettingsFile

        return SettingsFile(self.own.file, self.setup(), self.above)

    def again(self) -> Layers:
        """What counts after ``desk.toml`` was written; the other files don't change during a run."""
        return Layers(read_own(self.own.file), self.above, self.begun)

    def _strongest(self) -> list[Said]:
        """All that is said, the strongest first: locks, the till's own, then the files above from the last on."""
        locks: list[Said] = [
            (each.source, {path: value for path, value in each.said.items() if path in each.locked})
            for each in self.above
        ]
        return [*locks, (Source.OWN, self.own.said), *((each.source, each.said) for each in reversed(self.above))]

    def _decided(self, path: str, word: str) -> EnvironmentFault:
        by = next(each.file for each in self.above if path in each.locked)
        return EnvironmentFault(f"“{path}” is decided for all tills by {by}. Start without {word}.")


def read_layers(file: Path, *, policy: Path | None = None, config: Path | None = None, begun: bool = False) -> Layers:
    """Read what there is. ``policy`` is None where none counts, ``config`` where none was named.

    Raises ``EnvironmentFault``: policy and ``config`` must be right from end to end, ``file`` must be TOML and not a
    newer program's.
    """
    above = []
    if policy is not None:
        above.append(read_layer(Source.POLICY, policy))
    if config is not None:
        above.append(read_layer(Source.CONFIG, config))
    return Layers(read_own(file), tuple(above), begun)


def decided(file: Path, config: Path | None = None) -> Layers:
    """What counts at a command without a window. Raises ``EnvironmentFault`` for what is vital and can't be used."""
    layers = read_layers(file, policy=policy_file(), config=config)
    for asked in layers.to_ask(server_named=True):
        raise EnvironmentFault(f"{file}: “{asked.path}”: {asked.why} Start the counter and answer what it asks.")
    return layers


def _merged(strongest: Sequence[Said]) -> tuple[dict[str, Any], dict[str, Source]]:
    """What counts of all that is said, and who said it."""
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}

    def take(source: Source, said: Mapping[str, Any], paths: Iterable[str]) -> None:
        for path in paths:
            if path in said and path not in values:
                values[path], sources[path] = said[path], source

    for source, said in strongest:
        # Whoever named the currency meant their own digits, or none; what weaker layers say of digits is of another.
        digits = {DIGITS} if CURRENCY not in values else set()
        take(source, said, [path for path in said if path not in TRUST | {DIGITS} or path in digits])
    said, source = _trust(strongest, values.get(ADDRESS, ""))
    take(source, said, said)
    return values, sources


def _trust(strongest: Sequence[Said], address: str) -> tuple[dict[str, Any], Source]:
    """What makes the server at ``address`` believed: the strongest that says something of it, and not of another."""
    for source, said in strongest:
        of_another = ADDRESS in said and not _same(said[ADDRESS], address)
        if not TRUST.isdisjoint(said) and not of_another:
            return {path: said[path] for path in TRUST if path in said}, source
    return {}, Source.DEFAULT


def _same(one: str, other: str) -> bool:
    """Whether two texts name the same server."""
    if one == other:
        return True
    from vendingdesk.api.address import parse_address

    try:
        return parse_address(one) == parse_address(other)
    except Refused:
        return False
