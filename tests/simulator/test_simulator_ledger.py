"""The ledger on disk."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from vendingdesk.simulator.ledger import SimulatorError, StateUnusable
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


@pytest.mark.parametrize("content", ["not json\n", '{"number": 1, "tokens": []}\n', "[1]\n"])
def test_a_foreign_file_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text(content)
    server = SimulatorServer(state=tmp_path)
    with pytest.raises(StateUnusable, match=r"is not a ledger that this simulator wrote: move it away"):
        server.start()
    assert path.read_text() == content


def test_a_folder_that_can_not_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SimulatorError) as caught:
        SimulatorServer(state=tmp_path / "file" / "state").start()
    assert isinstance(caught.value, OSError)
    assert "can't hold the simulator's ledger" in str(caught.value)
    assert str(caught.value).endswith("name another one with --state.")
