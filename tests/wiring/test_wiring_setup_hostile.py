"""Setup files that nobody writes on purpose: pipes, endless ones, texts with a NUL, versions of no program."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.setup_file import LARGEST, read_setup
from vendingdesk.wiring.setup_layers import read_layers
from vendingdesk.wiring.setup_mending import read_left_out
from vendingdesk.wiring.setup_policy import Source, read_layer

posix = pytest.mark.skipif(os.name != "posix", reason="pipes are POSIX's")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.toml"


@contextmanager
def pipe(place: Path, content: bytes) -> Iterator[None]:
    """A pipe that gives ``content`` to whoever waits for it: nobody waits for ever in a test."""
    os.mkfifo(place)

    def give() -> None:
        with place.open("wb") as end:
            end.write(content)

    giver = threading.Thread(target=give)
    giver.start()
    try:
        yield
    finally:
        end = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
        giver.join()
        os.close(end)


@posix
def test_a_pipe_is_not_waited_for(file: Path) -> None:
    with (
        pipe(file, b"qr = true"),
        pytest.raises(EnvironmentFault, match=r"desk\.toml can't be .* is no file"),
    ):
        read_layers(file)


@posix
def test_a_pipe_is_no_memory(file: Path) -> None:
    with pipe(file.with_name("desk.toml.left-out"), b'{"left_out": {"qr": "x"}, "copy": ""}'):
        assert read_left_out(file).said == {}


@posix
def test_a_pipe_is_no_ca_file(file: Path) -> None:
    os.mkfifo(file.with_name("ca.pem"))
    file.write_text('[server]\naddress = "https://v.example"\nca_file = "ca.pem"\n', "utf-8")
    assert "is not there or can't be read" in read_layers(file).own.unusable["server.ca_file"]


def test_a_file_of_settings_has_an_end(file: Path) -> None:
    file.write_bytes(b"#" * LARGEST)
    assert read_setup(file).stored == {}
    file.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(EnvironmentFault, match="smaller than 1 MB"):
        read_layers(file)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('logo = "a\\u0000"\n', "logo"),
        ('backup_folder = "\\u0000"\n', "backup_folder"),
        ('tenders = ["Cash", "\\u0000"]\n', "tenders"),
        ('[printing]\nway = "device"\ndevice = "/dev/\\u0000"\n', "printing.device"),
        ('[[charges]]\nname = "V\\u0000"\npercent = "5"\n', "charges"),
    ],
)
def test_a_text_with_a_nul_is_left_out(file: Path, text: str, path: str) -> None:
    file.write_text(text, "utf-8")
    notices = read_layers(file).settled().notices
    assert any("has a character in it that no text has (\\u0000)" in notice for notice in notices)
    assert path in read_left_out(file).said
    assert "\\u0000" not in file.read_text("utf-8")


@pytest.mark.parametrize("key", ["address", "ca_file", "fingerprint", "proxy"])
def test_a_vital_text_with_a_nul_is_asked_for(file: Path, key: str) -> None:
    file.write_text(f'[server]\n{key} = "\\u0000"\n', "utf-8")
    asked = {each.path: each.why for each in read_layers(file).to_ask()}
    assert "that no text has" in asked[f"server.{key}"]


def test_a_number_of_an_older_program_beside_a_table_of_this_one(file: Path) -> None:
    file.write_text('version = 0\ntill = "K01"\n[server]\naddress = "https://u.example"\n', "utf-8")
    layers = read_layers(file)
    layers.settled()
    layers.store().keep_values({"server.address": "https://v.example"})
    again = layers.again()
    assert (again.values["server.address"], again.own.older) == ("https://v.example", False)
    assert file.read_text("utf-8").startswith("version = 1\n")


@pytest.mark.parametrize("stored", ['server = "https://u.example"\n', '[server]\naddress = "https://u.example"\n'])
@pytest.mark.parametrize("number", ["-5", '"1"', "true"])
def test_a_number_of_no_program_is_left_out(file: Path, number: str, stored: str) -> None:
    text = f"version = {number}\n{stored}"
    file.write_text(text, "utf-8")
    notices = read_layers(file).settled().notices
    assert notices[0].startswith("“version” ")
    assert read_layers(file).values == {"server.address": "https://u.example"}
    assert "version = 1" in file.read_text("utf-8")
    file.write_text(text, "utf-8")
    with pytest.raises(EnvironmentFault, match=r"desk\.toml: “version” "):
        read_layer(Source.POLICY, file)
