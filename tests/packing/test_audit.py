"""The scan for known weaknesses, with the real scanner against a small server that answers as the service does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import audit
import locks
import pytest
from audit import Accepted, Answer, Weakness

TODAY = date(2026, 11, 23)
WEAK = Weakness("tiny", "1.0", ("CVE-2026-1", "GHSA-x"), ("1.1",))


def entry(package: str, name: str, fixed: str) -> dict[str, object]:
    """A weakness as the service writes it (OSV's schema)."""
    events = [{"introduced": "0"}, {"fixed": fixed}]
    ranges = [{"type": "ECOSYSTEM", "events": events}]
    affected = [{"package": {"name": package, "ecosystem": "PyPI"}, "ranges": ranges}]
    return {"id": name, "aliases": [f"ALIAS-{name}"], "summary": "bad", "affected": affected}


class Service:
    """A server that knows some weaknesses, and was asked about some packages."""

    def __init__(self) -> None:
        self.known = {"flask": [entry("flask", "OLD-1", "0.12.3")]}
        self.asked: list[str] = []
        self.raw: bytes | None = None
        self.spoilt: dict[str, bytes] = {}
        self.status = 200
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                name = question["package"]["name"]
                service.asked.append(f"{name}=={question['version']}")
                vulns = service.known.get(name)
                said = json.dumps({"vulns": vulns} if vulns else {}).encode()
                body = service.spoilt.get(name, said if service.raw is None else service.raw)
                self.send_response(service.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/query"

    def scan(self, *words: str) -> subprocess.CompletedProcess[str]:
        """``audit.py`` with this server as the service."""
        env = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "PIP_AUDIT_FORMAT": "nonsense"}
        command = [sys.executable, str(locks.ROOT / "packaging" / "audit.py"), "--osv-url", self.url, *words]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    thread = threading.Thread(target=service.server.serve_forever, args=(0.01,))
    thread.start()
    yield service
    service.server.shutdown()
    service.server.server_close()
    thread.join()


@pytest.fixture
def sbom(tmp_path: Path) -> str:
    """A document with two packages, one of them inside of the other, and something that is none."""
    inside = [{"type": "library", "name": "Tiny_Part", "version": "1.0", "purl": "pkg:pypi/tiny-part@1.0"}]
    components = [
        {"type": "library", "name": "tiny", "version": "1.0", "purl": "pkg:pypi/tiny@1.0", "components": inside},
        {"type": "library", "name": "qt", "version": "6", "purl": "pkg:generic/qt@6"},
    ]
    file = tmp_path / "some.cdx.json"
    file.write_text(json.dumps({"bomFormat": "CycloneDX", "components": components}))
    return str(file)


def test_every_package_of_the_lock_is_asked_about_whatever_its_system(service: Service) -> None:
    done = service.scan("--dev")
    pins = {pin.name: pin.version for lock in (locks.RUNTIME, locks.DEVELOPER) for pin in locks.read_lock(lock)}
    assert done.returncode == 0, done.stderr
    assert f"Nothing is known about these {len(pins)} packages" in done.stdout
    assert sorted(service.asked) == sorted([*(f"{name}=={version}" for name, version in pins.items()), "flask==0.5"])
    assert "pefile" in pins


def test_what_is_known_is_a_table_and_exit_code_1(service: Service, sbom: str) -> None:
    service.known["tiny-part"] = [entry("tiny-part", "BAD-7", "1.2")]
    done = service.scan("--sbom", sbom)
    assert done.returncode == 1
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["tiny-part", "1.0", "BAD-7", "1.2", "ALIAS-BAD-7"] in lines
    assert done.stdout.endswith("Known weaknesses found: 1. Packages asked about: 2.\n")
    assert "flask" not in done.stdout


@pytest.mark.parametrize(
    ("status", "raw"),
    [
        pytest.param(200, b"{}", id="a mirror that knows of nothing"),
        pytest.param(200, b"<html>Sign in to the shop's Wi-Fi", id="a portal"),
        pytest.param(200, b'{"vulns": [', id="half an answer"),
        pytest.param(503, b"", id="out of order"),
    ],
)
def test_an_answer_that_is_none_is_not_scanned_and_never_nothing_found(
    service: Service, sbom: str, status: int, raw: bytes
) -> None:
    service.status, service.raw = status, raw
    done = service.scan("--sbom", sbom)
    assert done.returncode == 3
    assert done.stderr.startswith("Not scanned: ")
    assert done.stderr.endswith("This says nothing about the packages.\n")
    assert done.stdout == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b"null",
        b"0",
        b'""',
        b'{"vulns": {}}',
        b'{"vulns": [3]}',
        b'{"vulns": [{"id": "X", "schema_version": "2.0"}]}',
        b'{"next_page_token": "more"}',
    ],
)
def test_one_answer_that_is_none_is_not_scanned_though_the_others_are_whole(
    service: Service, sbom: str, raw: bytes
) -> None:
    service.spoilt["tiny-part"] = raw
    done = service.scan("--sbom", sbom)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("Not scanned: the service could not be asked (")
    assert len(done.stderr.splitlines()) == 1


def test_a_service_that_cannot_be_reached_is_not_scanned(sbom: str) -> None:
    service = Service()
    service.server.server_close()
    done = service.scan("--sbom", sbom)
    assert done.returncode == 3
    assert done.stderr.startswith("Not scanned: the service could not be asked (")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"components": [{"purl": "pkg:pypi/a@1"}]}', '{"components": []}'])
def test_a_document_that_names_no_package_is_not_scanned(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.json"
    file.write_text(text)
    with pytest.raises(locks.Unusable, match=r"broken\.json"):
        audit.pins_of_sbom(file)
    with pytest.raises(locks.Unusable, match=r"none\.json"):
        audit.pins_of_sbom(tmp_path / "none.json")


def test_the_package_that_proves_the_service_is_none_of_ours() -> None:
    assert audit.KNOWN_WEAK[0] not in {pin.name for pin in locks.read_lock(locks.DEVELOPER)}


def test_a_package_that_was_not_asked_about_is_said_and_is_no_success() -> None:
    code, lines = audit.judge(Answer((), ("tiny",)), 2, [], TODAY)
    assert (code, lines) == (3, ["Not scanned: 1 of 2 packages: tiny."])
    code, lines = audit.judge(Answer((WEAK,), ("other",)), 2, [], TODAY)
    assert code == 1
    assert lines[-1] == "Not scanned: 1 of 2 packages: other."


def test_an_accepted_weakness_counts_again_after_its_day() -> None:
    exceptions = [Accepted("GHSA-x", "the parser is never called", TODAY)]
    code, lines = audit.judge(Answer((WEAK,), ()), 1, exceptions, TODAY)
    assert code == 0
    assert lines[0] == "accepted until 2026-11-23: GHSA-x of tiny: the parser is never called"
    assert lines[-1].endswith("beyond what stands above.")
    code, lines = audit.judge(Answer((WEAK,), ()), 1, exceptions, date(2026, 11, 24))
    assert code == 1
    assert lines[0] == "no longer accepted since 2026-11-23: GHSA-x of tiny"
    assert lines[-1] == "Known weaknesses found: 1. Packages asked about: 1."


def test_an_exception_that_nobody_needs_any_more_is_said() -> None:
    code, lines = audit.judge(Answer((), ()), 1, [Accepted("CVE-9", "why", TODAY)], TODAY)
    assert (code, lines[0]) == (0, "accepted, but nobody reports it any more: CVE-9")


@pytest.mark.parametrize(
    "text",
    [
        "accepted = 3",
        "[[accepted]]\nid = 'a'\nreason = 'b'",
        "[[accepted]]\nid = 'a'\nreason = ' '\nuntil = 2027-01-01",
        "[[accepted]]\nid = 'a'\nreason = 'b'\nuntil = '2027-01-01'",
        "[[accepted]]\nid = 'a'\nreason = 'b'\nuntil = 2027-01-01T00:00:00",
        "[[acc",
    ],
)
def test_an_exception_without_a_reason_or_a_last_day_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "some.toml"
    file.write_text(text)
    with pytest.raises(locks.Unusable, match=r"some\.toml"):
        audit.accepted(file)


def test_exceptions_are_read_with_reason_and_day(tmp_path: Path) -> None:
    file = tmp_path / "some.toml"
    assert audit.accepted(file) == []
    file.write_text("[[accepted]]\nid = 'CVE-1'\nreason = 'not called'\nuntil = 2027-01-31\n")
    assert audit.accepted(file) == [Accepted("CVE-1", "not called", date(2027, 1, 31))]
    assert audit.accepted(audit.ACCEPTED) == [] or all(one.reason for one in audit.accepted(audit.ACCEPTED))
