"""Starting, stopping, TLS, and the server as a command."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from vendingdesk.simulator import server as module
from vendingdesk.simulator.hosting import PortTaken
from vendingdesk.simulator.ledger import SimulatorError
from vendingdesk.simulator.server import SimulatorServer, serve


def test_it_listens_when_start_returns_and_is_gone_after_stop() -> None:
    server = SimulatorServer()
    server.start()
    assert httpx.get(f"{server.url}/info", trust_env=False).json() == {"message": "ok"}
    address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)
    server.stop()


def test_an_idle_connection_does_not_hold_the_server(till: Any) -> None:
    till.http.get("/info")
    with socket.create_connection(("127.0.0.1", int(till.server.url.rpartition(":")[2]))):
        till.server.stop()


def test_many_start_at_once() -> None:
    def life(seed: int) -> str:
        with SimulatorServer(seed=seed) as server, httpx.Client(trust_env=False) as client:
            assert client.get(f"{server.url}/api/v1/captcha").json()["code"] == 200
            return server.url

    before = threading.active_count()
    with ThreadPoolExecutor(6) as pool:
        urls = list(pool.map(life, range(6)))
    assert len(set(urls)) == 6
    assert threading.active_count() == before


def test_a_port_in_use_is_one_sentence(till: Any, tmp_path: Path) -> None:
    port = int(till.server.url.rpartition(":")[2])
    with pytest.raises(PortTaken) as caught:
        SimulatorServer(port=port, state=tmp_path).start()
    assert isinstance(caught.value, SimulatorError)
    assert str(caught.value).startswith(f"Port {port} on 127.0.0.1 can't be used")
    assert not list(tmp_path.iterdir())


def test_a_server_can_come_back_on_its_port(open_till: Any, tmp_path: Path) -> None:
    first = open_till(state=tmp_path)
    first.charge()
    first.http.close()
    first.server.stop()
    second = open_till(state=tmp_path, port=int(first.server.url.rpartition(":")[2]))
    assert second.server.url == first.server.url
    assert second.minted() == list(first.server.ledger.tokens)


def test_small_answers_leave_at_once(till: Any) -> None:
    asked = [till.http.get("/info").elapsed.total_seconds() for _ in range(9)]
    assert sorted(asked)[4] < 0.035


def test_tls_with_the_authority_trusted() -> None:
    with SimulatorServer(tls=True) as server:
        assert server.url.startswith("https://127.0.0.1:")
        trust = ssl.create_default_context(cadata=server.certificate_pem.decode())
        with httpx.Client(verify=trust, trust_env=False) as client:
            assert client.get(f"{server.url}/info").json() == {"message": "ok"}
            named = server.url.replace("127.0.0.1", "localhost")
            assert client.get(f"{named}/info").json() == {"message": "ok"}
        with httpx.Client(trust_env=False) as stranger, pytest.raises(httpx.ConnectError, match="CERTIFICATE"):
            stranger.get(f"{server.url}/info")


def test_fingerprint_is_that_of_the_certificate_shown() -> None:
    with SimulatorServer(tls=True) as server:
        address = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with socket.create_connection(address) as plain, context.wrap_socket(plain) as secure:
            shown = secure.getpeercert(binary_form=True) or b""
    assert hashlib.sha256(shown).hexdigest() == server.fingerprint
    assert ssl.PEM_cert_to_DER_cert(server.leaf_pem.decode()) == shown


def test_an_answer_is_lost_over_tls_too() -> None:
    with SimulatorServer(tls=True) as server:
        trust = ssl.create_default_context(cadata=server.certificate_pem.decode())
        server.faults.arm("lost-before", "/info")
        with httpx.Client(verify=trust, trust_env=False) as client, pytest.raises(httpx.TransportError):
            client.get(f"{server.url}/info")


def test_each_run_has_its_own_certificate_and_plain_http_has_none() -> None:
    assert SimulatorServer(tls=True).fingerprint != SimulatorServer(tls=True).fingerprint
    with pytest.raises(ValueError, match="plain HTTP"):
        _ = SimulatorServer().certificate_pem


class Signalling(io.StringIO):
    """Standard output that does something when the line is out."""

    def __init__(self, act: Any) -> None:
        super().__init__()
        self.act = act

    def flush(self) -> None:
        super().flush()
        self.act(self.getvalue())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_prints_one_line_and_ends_well_on_a_signal(number: signal.Signals) -> None:
    handlers = [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)]
    seen: list[Any] = []

    def act(line: str) -> None:
        seen.append(httpx.get(f"{json.loads(line)['url']}/info", trust_env=False).json())
        signal.raise_signal(number)

    out = Signalling(act)
    before = threading.active_count()
    assert serve(port=0, tls=False, state=None, out=out) == 0
    assert set(json.loads(out.getvalue())) == {"url", "user", "password"}
    assert out.getvalue().count("\n") == 1
    assert seen == [{"message": "ok"}]
    assert [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)] == handlers
    assert threading.active_count() == before


def test_serve_over_tls_names_a_file_that_is_gone_afterwards(tmp_path: Path) -> None:
    files: list[Path] = []

    def act(text: str) -> None:
        line = json.loads(text)
        files.append(Path(line["ca_file"]))
        trust = ssl.create_default_context(cafile=line["ca_file"])
        with httpx.Client(verify=trust, trust_env=False) as client:
            client.get(f"{line['url']}/info").raise_for_status()
        assert len(line["fingerprint"]) == 64
        signal.raise_signal(signal.SIGTERM)

    assert serve(port=0, tls=True, state=tmp_path, seed=1, out=Signalling(act)) == 0
    assert not files[0].exists()
    assert (tmp_path / "ledger.jsonl").exists()


def test_serve_leaves_when_its_parent_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"something the parent says")
    with os.fdopen(reading) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        out = Signalling(lambda _: os.close(writing))
        assert serve(port=0, tls=False, state=None, parent_watch=True, out=out) == 0
    for watcher in [thread for thread in threading.enumerate() if thread.name == "parent-watch"]:
        watcher.join(5)


def test_serve_waits_on_between_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TICK", 0.01)

    def act(_: str) -> None:
        timer.start()

    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM))
    assert serve(port=0, tls=False, state=None, out=Signalling(act)) == 0
    timer.join()


def test_serve_passes_a_taken_port_on(till: Any) -> None:
    port = int(till.server.url.rpartition(":")[2])
    out = io.StringIO()
    with pytest.raises(PortTaken):
        serve(port=port, tls=False, state=None, out=out)
    assert out.getvalue() == ""


def test_a_process_of_its_own_says_nothing_but_its_line_and_exits_with_0() -> None:
    code = (
        "import sys; from vendingdesk.simulator.server import serve;"
        "sys.exit(serve(port=0, tls=False, state=None, parent_watch=True, out=sys.stdout))"
    )
    root = Path(module.__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
    )
    assert process.stdout is not None
    line = json.loads(process.stdout.readline())
    assert httpx.get(f"{line['url']}/info", trust_env=False).json() == {"message": "ok"}
    process.terminate()
    rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (0, "", "")


def test_a_signal_finds_it_waiting_with_the_lock_of_its_event_in_the_hand() -> None:
    code = (
        "import signal, sys, threading\n"
        "from vendingdesk.simulator import server\n"
        "class Waits(threading.Event):\n"
        "    def wait(self, timeout=None):\n"
        "        if timeout != server._TICK: return super().wait(timeout)\n"
        "        with self._cond: signal.raise_signal(signal.SIGTERM)\n"
        "        return False\n"
        "server.threading.Event = Waits\n"
        "sys.exit(server.serve(port=0, tls=False, state=None, out=sys.stdout))\n"
    )
    root = Path(module.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=root, capture_output=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
