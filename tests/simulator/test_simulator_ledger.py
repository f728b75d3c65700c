"""The ledger on disk."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from vendingdesk.simulator.ledger import LedgerEntry, SimulatorError, StateUnusable
from vendingdesk.simulator.server import SimulatorServer


def test_an_entry_says_what_was_asked_and_minted(open_till: Any, clock: Any) -> None:
    till = open_till(clock=clock)
    data = till.charge(**{"X-Request-Id": "mine"}).json()["data"]
    shown = till.http.get("/simulator/ledger").json()
    assert shown["tokens"] == [data["form"]]
    entry = shown["entries"][0]
    assert json.loads(entry.pop("body")) == {"meterNo": "0128244400031", "money": 10}
    assert entry == {
        "number": 1,
        "at": "2025-07-30T16:37:42.9+08:00",
        "request_id": "mine",
        "path": "/api/v1/meter-recharge/recharge-token/0",
        "meter": "0128244400031",
        "tokens": [data["form"]],
        "flow_no": data["flowNo"],
        "kwh": "64.6",
        "fault": "",
    }


def test_ledger_is_on_disk_before_the_answer_and_read_back(open_till: Any, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "state"
    first = open_till(state=folder)
    form = first.charge().json()["data"]["form"]
    path = folder / "ledger.jsonl"
    assert json.loads(path.read_text("utf-8"))["tokens"] == [form]
    first.charge("0128244400032")
    first.server.stop()
    second = open_till(state=folder)
    assert second.minted() == [form]
    assert second.server.ledger.entries == first.server.ledger.entries
    assert second.charge().json()["data"]["id"] == 152
    assert len(path.read_text("utf-8").splitlines()) == 3


def test_the_same_seed_never_repeats_a_token_of_an_earlier_run(open_till: Any, tmp_path: Path) -> None:
    forms = []
    for _ in range(2):
        till = open_till(state=tmp_path)
        bearer = till.bearer
        assert bearer
        forms += [till.charge().json()["data"]["form"] for _ in range(3)]
        till.server.stop()
    assert len(set(forms)) == 6


def test_remembered_tokens_are_not_minted_again(open_till: Any, tmp_path: Path) -> None:
    till = open_till(state=tmp_path)
    form = till.charge().json()["data"]["form"]
    till.server.stop()
    again = open_till(state=tmp_path)
    assert again.charge().json()["data"]["form"] != form


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_the_ledger_is_private(open_till: Any, tmp_path: Path) -> None:
    open_till(state=tmp_path / "state")
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "state" / "ledger.jsonl").stat().st_mode) == 0o600


def test_a_line_cut_by_a_crash_is_dropped(open_till: Any, tmp_path: Path) -> None:
    till = open_till(state=tmp_path)
    form = till.charge().json()["data"]["form"]
    till.server.stop()
    path = tmp_path / "ledger.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    again = open_till(state=tmp_path)
    assert again.minted() == [form]
    assert path.read_bytes() == whole
    again.charge()
    assert len(path.read_bytes().splitlines()) == 2


def assert_left_alone(folder: Path, content: bytes) -> None:
    path = folder / "ledger.jsonl"
    path.write_bytes(content)
    sentence = "is not a ledger that this simulator wrote: move it away"
    with pytest.raises(StateUnusable, match=sentence), SimulatorServer(state=folder):
        pass
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "content",
    [
        b"not json\n",
        b'{"number": 1, "tokens": []}\n',
        b"[1]\n",
        b"{}\n",
        b"null\n",
        b"\n",
        b"\xff\n",
        b"[" * 100_000 + b"\n",
        b"9" * 10_000 + b"\n",
    ],
    ids=["words", "too little", "a list", "nothing in it", "null", "an empty line", "no text", "depth", "digits"],
)
def test_a_foreign_file_is_left_alone(tmp_path: Path, content: bytes) -> None:
    assert_left_alone(tmp_path, content)


ENTRY = {
    "number": 1,
    "at": "2025-07-30T16:37:42.9+08:00",
    "request_id": "r",
    "path": "/api/v1/meter-recharge/recharge-token/0",
    "meter": "0128244400031",
    "body": '{"meterNo":"0128244400031","money":10}',
    "tokens": ["38442557745791649360"],
    "flow_no": "",
    "kwh": "64.6",
    "fault": "",
}


def test_an_entry_is_read_as_it_was_written(open_till: Any, tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").write_text(json.dumps(ENTRY) + "\n")
    (entry,) = open_till(state=tmp_path).server.ledger.entries
    assert entry == LedgerEntry(**{**ENTRY, "tokens": tuple(ENTRY["tokens"])})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", 2),
        ("number", True),
        ("number", "1"),
        ("number", 1.0),
        ("at", 5),
        ("at", "2025-07-30"),
        ("at", "2025-07-30T16:37:42.9"),
        ("at", "2025-07-30T08:37:42.9+00:00"),
        ("at", "2025-07-30 16:37:42.9+08:00"),
        ("at", "0001-01-01T00:00:00+08:00"),
        ("request_id", None),
        ("request_id", "\ud800"),
        ("path", 5),
        ("meter", 128244400031),
        ("meter", "12"),
        ("meter", "0128244400032"),
        ("meter", "\ud800"),
        ("body", 5),
        ("body", "\ud800"),
        ("tokens", "38442557745791649360"),
        ("tokens", {"38442557745791649360": 1}),
        ("tokens", 5),
        ("tokens", ["123"]),
        ("tokens", ["9" * 20]),
        ("tokens", ["3844 2557 7457 9164 9360"]),
        ("tokens", [38442557745791649360]),
        ("flow_no", 1),
        ("kwh", 64.6),
        ("fault", []),
    ],
)
def test_an_entry_that_no_run_wrote_is_left_alone(tmp_path: Path, name: str, value: object) -> None:
    assert_left_alone(tmp_path, json.dumps(ENTRY | {name: value}).encode() + b"\n")


@pytest.mark.parametrize("name", sorted(ENTRY))
def test_every_field_is_there_and_no_other(tmp_path: Path, name: str) -> None:
    assert_left_alone(tmp_path, json.dumps({k: v for k, v in ENTRY.items() if k != name}).encode() + b"\n")
    assert_left_alone(tmp_path, json.dumps(ENTRY | {f"{name}s": ""}).encode() + b"\n")


def test_a_number_that_is_no_meter_s_may_have_been_asked_for(open_till: Any, tmp_path: Path) -> None:
    """What was refused stands in the ledger as it came."""
    first = open_till(state=tmp_path)
    for meter in ("12", "", "\x00", "\u00e9" * 30, 5, None):
        assert first.charge(meter).json()["code"] == 500
    first.server.stop()
    assert open_till(state=tmp_path).server.ledger.entries == first.server.ledger.entries


@pytest.mark.parametrize("kept", [True, False])
def test_half_a_character_in_a_meter_number_is_refused_and_can_be_shown(
    open_till: Any, tmp_path: Path, kept: bool
) -> None:
    till = open_till(state=tmp_path if kept else None)
    for body in (r'{"meterNo":"\ud800","money":1}', r'{"meterNo":"\ud800","method":1,"subClass":1,"value":0}'):
        answer = till.charge_raw(body)
        assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (200, 500, None)
    assert [entry["meter"] for entry in till.http.get("/simulator/ledger").json()["entries"]] == ["\ufffd"] * 2
    if kept:
        till.server.stop()
        assert len(open_till(state=tmp_path).server.ledger.entries) == 2


def test_a_folder_that_can_not_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SimulatorError) as caught:
        SimulatorServer(state=tmp_path / "file" / "state").start()
    assert isinstance(caught.value, OSError)
    assert "can't hold the simulator's ledger" in str(caught.value)
    assert str(caught.value).endswith("name another one with --state.")
