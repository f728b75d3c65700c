"""A warm process without threads that makes tills: each a child of its own, which may end at any moment.

Reads one order a line (JSON) and answers with what the till said and how it ended. Run as a script.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from counter.counter_parts import Counter
from proof.proof_points import Ender

from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import MeterHeld
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.sale import Order
from vendingdesk.domain.session import Grant
from vendingdesk.journal.sqlite_journal import SqliteJournal

Say = Callable[..., None]
KEY_CHANGE = "key"
"""The amount that stands for a key change."""

PATIENCE = 120.0
"""Seconds after which a till that says nothing is taken for one that hangs."""


async def _vend(counter: Counter, meter: str, amount: str) -> VendResult:
    """Amounts sell credit; a power limit stands for the management tokens."""
    if amount.endswith("W"):
        kind = ManagementKind.MAXIMUM_POWER_LIMIT
        return await counter.issue_token(
            await counter.issue_token.propose(meter, kind, value=amount.removesuffix("W"), reason="a proof")
        )
    return await counter.sell(meter, amount)


async def _change_key(counter: Counter, meter: str, say: Say, ender: Ender) -> None:
    """One press for a key change: a new one, or the rest of the one that the last run left; each section is shown."""

    async def asking(_order: Order, work: Coroutine[Any, Any, VendResult]) -> VendResult:
        since = time.perf_counter()
        result = await work
        sale = result.sale
        seen = [sale.order.request_id, sale.state.value, list(sale.tokens)]
        say(shown=seen, warned=bool(result.fault), took=time.perf_counter() - since)
        ender.at("shown")
        return result

    unfinished = (await counter.meters.look_up(meter)).unfinished
    try:
        if unfinished is None:
            proposal = await counter.key_change.propose(meter, value="0", reason="a proof")
        else:
            proposal = await counter.key_change.propose_rest(meter)
    except MeterHeld:
        return
    assert proposal.key_change is not None
    await counter.key_change(proposal.key_change, asking)


async def _till(order: dict[str, Any], say: Say) -> None:
    counter = Counter(None, Path(order["folder"]), url=order["url"])  # type: ignore[arg-type]
    ender = Ender(order["point"], order["nth"])
    ender.watch(counter)
    if order["flaw"]:
        FLAWS[order["flaw"]](counter)
    say(moment="start")
    since = time.perf_counter()
    await counter.open()
    await ender.watch_commits(counter)
    found = await counter.recover()
    say(recovered=[sale.state.value for sale in found.sales], took=time.perf_counter() - since)
    ender.phase = ""
    counter.session.begin("demo", Grant(order["session"], None))
    say(moment="sale")
    for meter, amount in order["sales"]:
        if amount == KEY_CHANGE:
            await _change_key(counter, meter, say, ender)
            continue
        since = time.perf_counter()
        result = await _vend(counter, meter, amount)
        took = time.perf_counter() - since
        sale = result.sale
        seen = [sale.order.request_id, sale.state.value, list(sale.tokens)]
        say(shown=seen, warned=bool(result.fault), took=took)
        ender.at("shown")
    if order["leave"] == "close":
        await counter.close()


def _sending_unwritten(counter: Counter) -> None:
    """A till that sends before it has written that it will."""

    async def nothing(uid: str, at: object) -> Any:
        return next(sale for sale, _ in await counter.journal.open_sales() if sale.uid == uid)

    counter.journal.sending = nothing  # type: ignore[method-assign,assignment]


def _asked_again(counter: Counter) -> None:
    """A till that sends a second time what was not answered."""
    real = counter.client.vend

    async def twice(*words: Any) -> Any:
        await counter.client._connections.exchange(counter.client._vend_call(words[0], words[1]))
        return await real(*words)

    counter.client.vend = twice  # type: ignore[method-assign]


def _unsynced(counter: Counter) -> None:
    """A till that shows an outcome which it never writes."""

    async def unwritten(uid: str, outcome: Any, at: Any) -> Any:
        (sale,) = [sale for sale, _ in await SqliteJournal.open_sales(counter.journal) if sale.uid == uid]
        return sale.concluded(outcome, at)

    async def unkept(uid: str, raw: object) -> None:
        return None

    counter.journal.conclude, counter.journal.answered = unwritten, unkept  # type: ignore[method-assign,assignment]


FLAWS: dict[str, Callable[[Counter], None]] = {
    "sends before it has written that it will": _sending_unwritten,
    "sends a second time": _asked_again,
    "shows an outcome that it never writes": _unsynced,
}
"""Tills that are wrong, to show that the promises find it."""


def _be_a_till(order: dict[str, Any], out: int) -> None:
    """The child: everything it says is one write, so that nothing said is lost with it."""

    def say(**said: Any) -> None:
        os.write(out, json.dumps(said).encode() + b"\n")

    try:
        asyncio.run(_till(order, say))
        if order["leave"] == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
    except BaseException:  # noqa: BLE001 - whatever it is, the harness must hear of it
        say(failed=traceback.format_exc())
        os._exit(1)
    os._exit(0)


def _lines(source: int, pid: int, order: dict[str, Any]) -> list[dict[str, Any]]:
    """All that the child says; ends it ``delay`` seconds after the moment that the order names."""
    said: list[dict[str, Any]] = []
    pending = b""
    deadline = time.monotonic() + PATIENCE
    while True:
        ready, _, _ = select.select([source], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            os.kill(pid, signal.SIGKILL)
            if order["delay"] is None:
                said.append({"failed": f"it hung, after {said}"})
            deadline = time.monotonic() + PATIENCE
            continue
        piece = os.read(source, 65536)
        if not piece:
            return said
        pending += piece
        *whole, pending = pending.split(b"\n")
        for line in whole:
            said.append(json.loads(line))
            if order["delay"] is not None and said[-1].get("moment") == order["from"]:
                deadline = time.monotonic() + order["delay"]


def _run(order: dict[str, Any]) -> dict[str, Any]:
    source, out = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(source)
        _be_a_till(order, out)
    os.close(out)
    try:
        said = _lines(source, pid, order)
    finally:
        os.close(source)
        _, status = os.waitpid(pid, 0)
    return {"said": said, "ended": os.waitstatus_to_exitcode(status)}


def main() -> None:
    """Serve orders until the input ends."""
    assert threading.active_count() == 1, "a process with threads can't be forked safely"
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
