"""Where it stands whom the till trusts: in ``desk.toml``, with the till's own copy of a CA file beside it."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.setup_disk import write_files
from vendingdesk.wiring.setup_file import read_setup
from vendingdesk.wiring.setup_layers import ADDRESS, Layers
from vendingdesk.wiring.setup_own import read_own

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendingdesk.counter.settings import SettingsStore
    from vendingdesk.domain.trust import Trust
    from vendingdesk.wiring.setup_policy import Layer

ENDINGS = frozenset({".pem", ".crt", ".cer"})
"""Of a CA file that goes into a backup and comes out of one: never a name of the data folder's own files."""


def ca_beside(file: Path) -> Path | None:
    """The CA file that lies beside the setup file, if that names one; a file that can't be used names none."""
    try:
        ca_file = read_setup(file).connection.trust.ca_file
    except EnvironmentFault:
        return None
    if ca_file is None or ca_file.parent != file.parent or ca_file.suffix.lower() not in ENDINGS:
        return None
    return ca_file


class TrustFile:
    """Keeps trust beside the other settings; fits the counter's ``TrustStore``.

    ``above`` are the settings that count beside the till's own.
    """

    def __init__(self, setup_file: Path, settings: SettingsStore, above: tuple[Layer, ...] = ()) -> None:
        self._file = setup_file
        self._settings = settings
        self._above = above
        self._made: Path | None = None
        self._undo: Callable[[], None] | None = None

    def own_copy(self, ca_file: Path) -> Path:
        """A private copy beside the settings, named by its content. Raises ``EnvironmentFault``."""
        from vendingdesk.api.authorities import read_ca_file

        content = read_ca_file(ca_file)
        own = self._file.with_name(f"ca-{sha256(content).hexdigest()[:12]}.pem")
        self._made = None if own.exists() else own
        if own != ca_file:
            self._write(own, content)
        return own

    def drop_copy(self, own: Path) -> None:
        """Take away a copy that the last ``own_copy`` made; one that was there before may be in use."""
        if own == self._made:
            with suppress(OSError):  # it names nobody that is believed
                own.unlink(missing_ok=True)

    def put_back(self) -> None:
        """Undo the last ``keep``, to the byte. Raises ``EnvironmentFault``."""
        if self._undo is not None:
            self._undo()

    def _write(self, own: Path, content: bytes) -> None:
        making = own.with_name(f"{own.name}.new")
        try:
            making.unlink(missing_ok=True)
            with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            making.replace(own)
        except OSError as error:
            raise EnvironmentFault(f"The CA file can't be kept in {own.parent}: {error.strerror}.") from error

    def keep(self, address: str, trust: Trust) -> bool:
        """Write it down for the server at ``address``; False where the settings are about another one.

        Then nothing is written: that server is not trusted by what was decided for this one. The address is written
        too where none stands there. Raises ``EnvironmentFault``.
        """
        from vendingdesk.api.address import parse_address

        self._undo = None
        stored = Layers(read_own(self._file), self._above).values.get(ADDRESS, "")
        if stored and parse_address(stored) != address:
            return False
        ca_file = trust.ca_file
        if ca_file is not None and ca_file.parent == self._file.parent:
            ca_file = Path(ca_file.name)  # the folder may be moved, or restored elsewhere
        values = {
            "server.ca_file": str(ca_file) if ca_file is not None else None,
            "server.fingerprint": trust.fingerprint or None,
        }
        was = self._file.read_bytes() if self._file.exists() else None
        self._settings.keep_values(values if stored else {ADDRESS: address, **values})
        self._undo = self._file.unlink if was is None else lambda: write_files([(self._file, was)], self._file)
        return True
