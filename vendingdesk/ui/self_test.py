"""The program tries itself on its demo server: a person's way through all of it, a line for each step.

Who starts it decides where the books of the trial are and that the server is the demo's own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from vendingdesk.ui.self_test_hands import Hands, Trouble

LIMIT_S = 300.0
"""The whole of it; an ordinary machine needs less than half a minute."""


class Running(Protocol):
    """The counter that is tried."""

    @property
    def picture_id(self) -> str:
        """Which verification picture stands on the sign-in; empty for none."""

    async def run(self) -> int:
        """From the sign-in to the end; returns the exit code."""

    def request_close(self, *, by_person: bool = False) -> None:
        """Ask it to end."""


class Outside(Protocol):
    """What lies outside of the window; all of it may block."""

    folder: Path
    """Where the trial may write."""

    def answer(self, picture_id: str) -> str:
        """The digits of a verification picture, from the demo's own server."""

    def text_of(self, pdf: Path) -> str:
        """The words of a PDF."""

    def printed(self) -> bytes:
        """What the printer of the trial has been sent so far."""

    def report(self, step: StepDone) -> None:
        """Take a line of the report down."""


@dataclass(frozen=True, slots=True)
class StepDone:
    """One line of the report."""

    name: str
    well: bool
    seconds: float
    said: str


Step: TypeAlias = tuple[str, Callable[["Trial"], Awaitable[str]]]
"""Its name, and what does it and says what was found."""


@dataclass(slots=True)
class Trial:
    """What the steps share; ``token`` is that of the first sale, digits only."""

    hands: Hands
    counter: Running
    outside: Outside
    token: str = ""

    @property
    def books(self) -> Path:
        """The data folder of the trial."""
        return self.outside.folder / "till"

    async def new_file(self, folder: str, ending: str, act: Callable[[], Awaitable[None]]) -> Path:
        """Do something that leaves one more file in a folder of the books, and give that."""
        place = self.books / folder
        before = set(place.glob(f"*{ending}"))
        await act()
        made: list[Path] = []

        def there() -> bool:
            made[:] = [each for each in set(place.glob(f"*{ending}")) - before if each.stat().st_size]
            return bool(made)

        await self.hands.until(f"a file {folder}/*{ending}", there)
        return made[0]


async def tried(counter: Running, outside: Outside, steps: tuple[Step, ...]) -> int:
    """Run the counter with hands on it; 0 when every step went well and the counter ended well, else 1."""
    trial = Trial(Hands(), counter, outside)
    run = asyncio.ensure_future(counter.run())
    well = True
    end = time.monotonic() + LIMIT_S
    for name, step in steps:
        well = await _done(name, step, trial, run, max(end - time.monotonic(), 0))
        if not well:
            break
    if not run.done():
        counter.request_close()
    began = time.monotonic()
    code = await run
    said = "the program ended by itself" if code == 0 else f"the program ended with {code}"
    outside.report(StepDone("closed", code == 0, time.monotonic() - began, said))
    return 0 if well and code == 0 else 1


async def _done(
    name: str, step: Callable[[Trial], Awaitable[str]], trial: Trial, run: asyncio.Future[int], left: float
) -> bool:
    began = time.monotonic()
    work = asyncio.ensure_future(step(trial))
    both: set[asyncio.Future[Any]] = {work, run}
    await asyncio.wait(both, timeout=left, return_when=asyncio.FIRST_COMPLETED)
    ended = run.done() and not work.done()
    if not work.done():
        work.cancel()
        await asyncio.wait({work})
    try:
        said, well = work.result(), True
    except asyncio.CancelledError:
        said, well = (
            ("the program ended in the middle of it" if ended else "the time for the self test is over"),
            False,
        )
    except Trouble as trouble:
        said, well = str(trouble), False
    except Exception as error:  # noqa: BLE001 - whatever breaks here is what the self test is for
        said, well = f"{type(error).__name__}: {error}", False
    if not well:
        said = f"{said}. {_standing(trial.hands)}"
        with suppress(Trouble):  # what broke is what counts
            trial.hands.picture(trial.outside.folder / "pictures" / "failed.png")
    trial.outside.report(StepDone(name, well, time.monotonic() - began, said))
    return well


def _standing(hands: Hands) -> str:
    """What the window says, for whoever looks for the reason."""
    names = ("signin.error", "main.message", "sell.message", "tokens.message", "result.state", "result.detail")
    said = [f"{name}: {text}" for name in names if (text := hands.text(name))]
    return "The window says: " + ("; ".join(said) or "nothing")
