"""``vendingdesk --demo --self-test FOLDER``: does this installation work? On the demo's own server and no other."""

from __future__ import annotations

import json
import os
import stat
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from vendingdesk import __version__
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.receipts.whole_file import WholeFile
from vendingdesk.wiring.desk import Wishes, run_counter
from vendingdesk.wiring.folders import SETUP_FILE
from vendingdesk.wiring.policy_place import policy_file
from vendingdesk.wiring.roll_printer import LOOPBACK, RollPrinter
from vendingdesk.wiring.setup_layers import Layers
from vendingdesk.wiring.setup_own import Own
from vendingdesk.wiring.setup_policy import Source, read_layer

if TYPE_CHECKING:
    from vendingdesk.ui.application import CounterApplication
    from vendingdesk.ui.self_test import StepDone

REPORT = "report.json"
WAIT_S = 10.0
"""Seconds for an answer of the demo's own server."""

PAPER = "printing.paper"

TAKEN = ("screen.language", "screen.look", "screen.zoom", "slip_language", PAPER)
"""What policy and ``--config`` decide in a trial too: how it looks. Never where it sells, prints and writes."""

OWN = {"shop": "Harbour Road", "qr": True, "backup_reminder": False, "printing.way": "network"}
"""The trial's own settings beside those."""


def self_test(folder: Path, config: Path | None = None) -> int:
    """Try everything in an empty folder: the books of the trial, pictures and the report stay there.

    0 when all went well, 1 when a step did not; each is a line on standard output. Raises ``EnvironmentFault`` for a
    folder that is no place for it, and for settings that no counter starts with: then nothing is left there.
    """
    folder = folder.expanduser().absolute()
    looks = looks_of_trial(policy_file(), config)
    _prepare(folder)
    with RollPrinter() as printer:
        ended: list[int] = []
        trial = Layers(Own(folder / "till" / SETUP_FILE))
        trial.store().keep_values(OWN | {"printing.host": LOOPBACK, "printing.port": printer.port} | looks)

        async def hands(counter: CounterApplication, url: str) -> int:
            from vendingdesk.ui.self_test import tried
            from vendingdesk.ui.self_test_steps import STEPS

            ended.append(await tried(counter, DemoOutside(folder, url, printer), STEPS))
            return ended[0]

        # Neither policy nor ``--config`` stands above it: what they lock would decide over the trial's own printer.
        run_counter(Wishes(data_dir=str(folder / "till"), demo=True, hands=hands))
        # A sign-in that somebody closed before the hands came is no trial that went well.
        return ended[0] if ended else 1


def looks_of_trial(policy: Path, config: Path | None) -> dict[str, Any]:
    """What a trial takes of the machine's policy and of ``--config``, by the settings' paths.

    Raises ``EnvironmentFault`` for files that no counter starts with.
    """
    above = [read_layer(Source.POLICY, policy)]
    if config is not None:
        above.append(read_layer(Source.CONFIG, config))
    layers = Layers(Own(Path(SETUP_FILE)), tuple(above))
    paper = layers.setup().printing.paper
    looks = {path: layers.values[path] for path in TAKEN if path in layers.values}
    if not paper.is_roll:  # the trial's printer is one for rolls: it would be refused a sheet
        looks.pop(PAPER, None)
    return looks


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _open_to_others(folder):
            raise EnvironmentFault(
                f"{folder} is another user's, or others may write there: what they put in the way of the self test "
                "would be written over. Name a new one."
            )
        if any(folder.iterdir()):
            raise EnvironmentFault(f"{folder} is not empty: a self test wants a folder of its own. Name a new one.")
        for name in ("till", "pictures"):
            (folder / name).mkdir(mode=0o700)
    except OSError as error:
        raise EnvironmentFault(
            f"The self test can't use the folder {folder} ({error.strerror}). Name another one."
        ) from error


def _open_to_others(folder: Path) -> bool:
    if sys.platform == "win32":  # a user's folders are that user's there, and the mode says nothing of it
        return False
    about = folder.stat()
    return about.st_uid != os.geteuid() or bool(about.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


@dataclass(slots=True)
class DemoOutside:
    """What the hands need from outside of the window: ``url`` is the demo's server, on this machine."""

    folder: Path
    url: str
    printer: RollPrinter
    _steps: list[StepDone] = field(default_factory=list)

    def __post_init__(self) -> None:
        if urlsplit(self.url).hostname != LOOPBACK:
            raise EnvironmentFault(f"The self test sells on this machine's own demo alone, not on {self.url}.")

    def answer(self, picture_id: str) -> str:
        """The digits of a verification picture, as the simulator gives them away."""
        opened = build_opener(ProxyHandler({})).open(f"{self.url}/simulator/captcha/{picture_id}", timeout=WAIT_S)
        with opened as answer:
            return str(json.load(answer)["answer"])

    def text_of(self, pdf: Path) -> str:
        """The words of a PDF."""
        from vendingdesk.receipts.pictures import text

        return text(pdf.read_bytes())

    def printed(self) -> bytes:
        """What the printer has been sent."""
        return bytes(self.printer.taken)

    def report(self, step: StepDone) -> None:
        """A line for a person, and the whole anew for a program: what comes next may end everything."""
        print(f"{'ok    ' if step.well else 'FAILED'} {step.seconds:6.1f} s  {step.name}: {step.said}", flush=True)
        self._steps.append(step)
        whole = {"version": __version__, "steps": [asdict(each) for each in self._steps]}
        file = WholeFile(self.folder / REPORT)
        with file.guarded():
            file.file.write(json.dumps(whole, indent=1, ensure_ascii=False).encode())
        file.finish()
