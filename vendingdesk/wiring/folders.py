"""Where the books are: the data folder, its setup file, and the mark that keeps demo and real books apart."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault

VARIABLE = "VENDINGDESK_DATA_DIR"
SETUP_FILE = "desk.toml"
DEMO_MARK = "demo.mark"
JOURNAL = "journal.sqlite"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """One folder with all that a till keeps."""

    path: Path

    @property
    def slips(self) -> Path:
        """Where “Save PDF” puts slips."""
        return self.path / "slips"

    @property
    def printing(self) -> Path:
        """Where print jobs are until they have come out."""
        return self.path / "printing"

    @property
    def statements(self) -> Path:
        """Where statements and files of many slips are put."""
        return self.path / "statements"

    @property
    def reports(self) -> Path:
        """Where reports are saved unless somebody names another folder."""
        return self.path / "reports"

    @property
    def exports(self) -> Path:
        """Where lists are put that are saved for a spreadsheet."""
        return self.path / "exports"

    @property
    def log(self) -> Path:
        """Where the log of the program is, without secrets."""
        return self.path / "log"

    @property
    def crashes(self) -> Path:
        """Where reports of what broke are, without values."""
        return self.path / "crashes"

    @property
    def support(self) -> Path:
        """Where bundles for whoever helps are put."""
        return self.path / "support"

    @property
    def simulator(self) -> Path:
        """Where the demo's own server keeps its ledger."""
        return self.path / "simulator"

    @property
    def training(self) -> Path:
        """Where the demo keeps its training meters."""
        return self.path / "training"

    @property
    def setup_file(self) -> Path:
        """The shop's settings, if there are any."""
        return self.path / SETUP_FILE

    def make(self) -> None:
        """Create the folder for this user alone; raises ``EnvironmentFault`` when that fails."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise EnvironmentFault(
                f"The data folder {self.path} can't be made ({error.strerror}). Name another with --data-dir."
            ) from error

    def has(self, name: str) -> bool:
        """Whether a file is in the folder; raises ``EnvironmentFault`` where this user may not look."""
        try:
            return (self.path / name).exists()
        except OSError as error:
            raise EnvironmentFault(
                f"The data folder {self.path} can't be read ({error.strerror}). If it is another user's, start as "
                "that user, or name another folder with --data-dir."
            ) from error

    def check_ours(self) -> None:
        """Refuse a folder whose journal this user may not use, before anything is left in it."""
        if self.has(JOURNAL) and not os.access(self.path / JOURNAL, os.R_OK | os.W_OK):
            raise EnvironmentFault(
                f"The journal in {self.path} may not be read and written by this user. If it is another user's, "
                "start as that user, or name another folder with --data-dir."
            )

    def hold_apart(self, *, demo: bool) -> None:
        """Refuse to mix demo sales with real ones: raises ``EnvironmentFault``."""
        mark = self.path / DEMO_MARK
        if demo and self.has(JOURNAL) and not self.has(DEMO_MARK):
            raise EnvironmentFault(f"{self.path} holds a real till's books: the demo needs another --data-dir.")
        if not demo and self.has(DEMO_MARK):
            raise EnvironmentFault(f"{self.path} holds the books of a demo: name another folder with --data-dir.")
        if demo:
            try:
                mark.touch(mode=0o600)
            except OSError as error:
                raise EnvironmentFault(
                    f"The data folder {self.path} can't be written ({error.strerror}). Name another with --data-dir."
                ) from error


def data_folder(named: str | None, *, demo: bool) -> DataFolder:
    """The folder named on the command line, else by the variable, else the user's own; a demo has its own."""
    chosen = named or os.environ.get(VARIABLE)
    if chosen:
        return DataFolder(Path(chosen).expanduser().absolute())
    from platformdirs import user_data_path

    return DataFolder(user_data_path("vendingdesk-demo" if demo else "vendingdesk", appauthor=False))
