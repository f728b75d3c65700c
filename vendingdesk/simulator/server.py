"""The server: the application on a port of this machine, in a thread of its own."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TextIO

from vendingdesk.simulator import captcha_picture
from vendingdesk.simulator.app import Desk, application
from vendingdesk.simulator.behaviours import FAULTS
from vendingdesk.simulator.captcha import Captchas
from vendingdesk.simulator.certificate import CertificateKind, Identity
from vendingdesk.simulator.controls import Controls
from vendingdesk.simulator.delivery import Pace
from vendingdesk.simulator.faults import Switches
from vendingdesk.simulator.hosting import HOST, Host, configuration, listen
from vendingdesk.simulator.house import House
from vendingdesk.simulator.ledger import Ledger, SimulatorError
from vendingdesk.simulator.sessions import DEFAULT_LIFE, DEVELOPMENT_LIFE, Sessions
from vendingdesk.simulator.signin import SignIn
from vendingdesk.simulator.traffic import Traffic
from vendingdesk.simulator.vending import AccountKind, Vending

DEMO_USER = "demo"
DEMO_PASSWORD = "demo-1234"  # noqa: S105 - shown on the demonstration's sign-in dialog
_TICK = 0.5


class SimulatorServer:
    """A vending server on the loopback address; `start` returns when it listens, `stop` when all is gone.

    With a seed the digits of captchas and tokens repeat from run to run; those of the tokens follow from the seed,
    the clock and the vending calls alone, those of earlier runs with the same `state` among them.
    `clock` gives seconds since 1970, for the answers' ``Date`` too; `tls` names the certificate to show, True for a
    good one; `slow_factor` shortens every wait that a fault asks for; `development` is a server that checks no
    captcha and opens sessions for a hundred years (S); `value_in_kwh` puts the energy into the answer's ``value``.
    """

    def __init__(
        self,
        *,
        seed: int | None = None,
        port: int = 0,
        tls: bool | CertificateKind = False,
        state: Path | None = None,
        session_life: float = DEFAULT_LIFE,
        account_kind: AccountKind = "currency",
        value_in_kwh: bool = False,
        development: bool = False,
        delay: float = 0.0,
        slow_factor: float = 1.0,
        clock: Callable[[], float] = time.time,
        user: str = DEMO_USER,
        password: str = DEMO_PASSWORD,
    ) -> None:
        self.user = user
        self.password = password
        self.ledger = Ledger(state)
        self.traffic = Traffic()
        self.faults = Switches(FAULTS)
        self._house = House()
        self._captchas = Captchas(_chance(seed, "captchas"), clock)
        self.sessions = Sessions(DEVELOPMENT_LIFE if development else session_life, clock)
        self._pace = Pace(delay, slow_factor, clock)
        self._identity = Identity("authority" if tls is True else tls) if tls else None
        sign_in = SignIn(self._captchas, self.sessions, user, password, development=development)
        vending = Vending(
            self.ledger,
            self._house,
            lambda number: _chance(seed, f"entry {number}"),
            clock=clock,
            kind=account_kind,
            value_in_kwh=value_in_kwh,
        )
        desk = Desk(
            captchas=self._captchas,
            sessions=self.sessions,
            sign_in=sign_in,
            vending=vending,
            switches=self.faults,
            traffic=self.traffic,
            pace=self._pace,
            clock=clock,
        )
        controls = Controls(
            self.ledger, self.traffic, self._captchas, self.faults, self.sessions, identity=self._identity
        )
        self._app = application(desk, controls)
        self._port = port
        self._running: Host | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address to which the contract's paths are added; with port 0 known after `start`."""
        return f"{'https' if self._identity else 'http'}://{HOST}:{self._port}"

    @property
    def certificate_pem(self) -> bytes:
        """The authority's certificate, for a client to trust."""
        return self._tls().authority_pem

    @property
    def leaf_pem(self) -> bytes:
        """The server's own certificate, for a client to pin."""
        return self._tls().leaf_pem

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the server's own certificate, in lower-case hexadecimal."""
        return self._tls().fingerprint

    def show_certificate(self, kind: CertificateKind) -> None:
        """Show a new certificate from the next handshake on: another key, another fingerprint."""
        self._tls().show(kind)

    def captcha_answer(self, captcha_id: str) -> str | None:
        """Return the digits of an open captcha without using it up."""
        return self._captchas.answer(captcha_id)

    def start(self) -> None:
        """Listen, and return when connections are taken. A server starts once."""
        listener = listen(self._port)
        try:
            self.ledger.open(self._house.replay)
        except SimulatorError:
            listener.close()
            raise
        captcha_picture.prepare()
        self._port = listener.getsockname()[1]
        context = self._identity.context if self._identity else None
        self._running = Host(configuration(self._app, context), self._pace.closing)
        self._thread = threading.Thread(target=self._running.run, args=([listener],), name="vendingdesk-simulator")
        self._thread.start()
        self._running.listening.wait()

    def stop(self) -> None:
        """Close every connection, let go of the port, and wait until the thread has ended."""
        if self._running is not None and self._thread is not None:
            self._running.leave()
            self._thread.join()
            self._running = self._thread = None
        self.ledger.close()

    def __enter__(self) -> SimulatorServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _tls(self) -> Identity:
        if self._identity is None:
            raise ValueError("this server speaks plain HTTP: it has no certificate")
        return self._identity


def serve(
    *,
    port: int,
    tls: bool | CertificateKind,
    state: Path | None,
    seed: int | None = None,
    account_kind: AccountKind = "currency",
    parent_watch: bool = False,
    out: TextIO,
) -> int:
    """Serve until SIGTERM or SIGINT and return 0; print one JSON line when it listens.

    With `parent_watch` the end of standard input ends it too: who started it is gone. Raises `SimulatorError`
    with one sentence when the port or the folder can't be used. Call it in the main thread.
    """
    leave, told = threading.Event(), list[int]()
    with ExitStack() as undo:
        for number in (signal.SIGTERM, signal.SIGINT):
            # No event is set in a handler: it interrupts whoever waits for that event with its lock in the hand.
            undo.callback(signal.signal, number, signal.signal(number, lambda number, _frame: told.append(number)))
        server = undo.enter_context(
            SimulatorServer(seed=seed, port=port, tls=tls, state=state, account_kind=account_kind)
        )
        line = {"url": server.url, "user": server.user, "password": server.password}
        if tls:
            folder = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="vendingdesk-simulator-")))
            ca_file = folder / "ca.pem"
            ca_file.write_bytes(server.certificate_pem)
            line |= {"ca_file": str(ca_file), "fingerprint": server.fingerprint}
        if parent_watch:
            threading.Thread(
                target=_watch, args=(sys.stdin.fileno(), leave), name="parent-watch", daemon=True
            ).start()
        print(json.dumps(line), file=out, flush=True)
        while not told and not leave.wait(_TICK):
            continue
    return 0


def _chance(seed: int | None, part: str) -> random.Random:
    """Return a part's own chance, so that one part's draws never shift another's."""
    return random.SystemRandom() if seed is None else random.Random(f"{seed} {part}")  # noqa: S311 - repeats on purpose


def _watch(descriptor: int, leave: threading.Event) -> None:
    """Read to the end without the lock of a buffered reader, which a daemon thread must not hold at exit."""
    while os.read(descriptor, 4096):
        continue
    leave.set()
