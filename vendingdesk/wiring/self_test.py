"""``vendingdesk --demo --self-test FOLDER``: does this installation work? On the demo's own server and no other."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from vendingdesk import __version__
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.desk import Wishes, run_counter
from vendingdesk.wiring.folders import SETUP_FILE
from vendingdesk.wiring.policy_place import policy_file
from vendingdesk.wiring.roll_printer import LOOPBACK, RollPrinter

if TYPE_CHECKING:
    from vendingdesk.ui.application import CounterApplication
    from vendingdesk.ui.self_test import StepDone

REPORT = "report.json"
WAIT_S = 10.0
"""Seconds for an answer of the demo's own server."""

SETUP = (
    'shop = "Harbour Road"\nqr = true\nbackup_reminder = false\n[printing]\nway = "network"\nhost = "{}"\nport = {}\n'
)
"""The trial's own settings; all else is as ``--config`` says."""


def self_test(folder: Path, config: Path | None = None) -> int:
    """Try everything in an empty folder: the books of the trial, pictures and the report stay there.

    0 when all went well, 1 when a step did not; each is a line on standard output. Raises ``EnvironmentFault`` for a
    folder that is no place for it.
    """
    folder = folder.expanduser().absolute()
    _prepare(folder)
    with RollPrinter() as printer:
        ended: list[int] = []
        setup = SETUP.format(LOOPBACK, printer.port)
        (folder / "till" / SETUP_FILE).write_text(setup, encoding="utf-8")

        async def hands(counter: CounterApplication, url: str) -> int:
            from vendingdesk.ui.self_test import tried
            from vendingdesk.ui.self_test_steps import STEPS

            ended.append(await tried(counter, DemoOutside(folder, url, printer), STEPS))
            return ended[0]

        run_counter(
            Wishes(data_dir=str(folder / "till"), demo=True, config=config, policy=policy_file(), hands=hands)
        )
        # A sign-in that somebody closed before the hands came is no trial that went well.
        return ended[0] if ended else 1


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise EnvironmentFault(f"{folder} is not empty: a self test wants a folder of its own. Name a new one.")
        for name in ("till", "pictures"):
            (folder / name).mkdir(mode=0o700)
    except OSError as error:
        raise EnvironmentFault(
            f"The self test can't use the folder {folder} ({error.strerror}). Name another one."
        ) from error


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
        (self.folder / REPORT).write_text(json.dumps(whole, indent=1, ensure_ascii=False), encoding="utf-8")
