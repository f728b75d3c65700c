"""A start mends the setup file: what can't be used goes, is told until somebody saw it, and the old file is kept."""

import json
import logging
import stat
import tempfile
from datetime import datetime
from pathlib import Path

import pytest

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.setup_layers import read_layers
from vendingdesk.wiring.setup_mending import forget_left_out, read_left_out, settled
from vendingdesk.wiring.setup_own import own_settings

AT = datetime(2026, 11, 23, 10, 15)
COPY = "desk.toml.damaged-20261123-101500"
WRITTEN = """\
# Amina's shop
version = 1
till = "K07"  # never change this
largest_amount = "much"

shopp = "Harbour"  # a slip of the finger
shop = "Harbour"

[printing]  # in May
copies = 9
port = 9101 # not the usual one
colour = true

[[charges]]
name = "VAT"
percent = 18

[[charges]]
# since 1 January
name = "Levy"
percent = "2"

[[charges]]
name = "Fee"
percent = "x"
"""
MENDED = """\
# Amina's shop
version = 1
till = "K07"  # never change this

shop = "Harbour"

[printing]  # in May
port = 9101 # not the usual one

[[charges]]
# since 1 January
name = "Levy"
percent = "2"

"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.toml"


def start(file: Path, policy: Path | None = None, at: datetime = AT) -> DeskSetup:
    return settled(read_layers(file, policy=policy), at)


def test_wrong_lines_go_and_all_else_stays(file: Path) -> None:
    file.write_text(WRITTEN, "utf-8")
    found = start(file)
    assert file.read_text("utf-8").rstrip() == MENDED.rstrip()
    assert file.with_name(COPY).read_text("utf-8") == WRITTEN
    assert {stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()} == {0o600}
    assert (found.till, found.shop.name, found.printing.port) == ("K07", "Harbour", 9101)
    assert [each.name for each in found.shop.charges] == ["Levy"]
    assert set(read_left_out(file).said) == {
        "largest_amount", "shopp", "printing.colour", "charges", "printing.copies",
    }  # fmt: skip
    assert "A tax or fee was left out. Charge 1: “charges.percent” must be a text in quotes." in found.notices
    assert found.notices[-1] == f"The file as it was: {file.with_name(COPY)}."


def test_it_is_told_until_somebody_says_that_it_is_seen(file: Path) -> None:
    file.write_text("presets = [0]\nvends_at_once = 99\n", "utf-8")
    first = start(file)
    assert len(first.notices) == 3
    assert start(file).notices == first.notices
    forget_left_out(file)
    assert start(file).notices == ()
    assert [each.name for each in sorted(file.parent.iterdir())] == ["desk.toml", COPY]


def test_what_was_set_again_is_told_no_more(file: Path) -> None:
    file.write_text("presets = [0]\nvends_at_once = 99\n", "utf-8")
    start(file)
    file.write_text("version = 1\npresets = [1]\n", "utf-8")
    assert [notice[:15] for notice in start(file).notices[:-1]] == ["“vends_at_once”"]
    file.write_text("version = 1\npresets = [1]\nvends_at_once = 2\n", "utf-8")
    assert start(file).notices == ()
    assert not file.with_name("desk.toml.left-out").exists()


def test_a_second_damage_has_a_copy_of_its_own(file: Path) -> None:
    file.write_text("presets = [0]\n", "utf-8")
    start(file)
    file.write_text("vends_at_once = 99\n", "utf-8")
    found = start(file)
    assert len(found.notices) == 3
    assert file.with_name(COPY).read_text("utf-8") == "presets = [0]\n"
    assert file.with_name(f"{COPY}-2").read_text("utf-8") == "vends_at_once = 99\n"
    assert found.notices[-1].endswith(f"{COPY}-2.")


def test_a_right_file_is_not_touched(file: Path) -> None:
    text = '# ours\ntill = "K07"\n'
    file.write_text(text, "utf-8")
    assert start(file).notices == ()
    assert [each.name for each in file.parent.iterdir()] == ["desk.toml"]
    assert file.read_text("utf-8") == text


def test_without_a_file_none_is_made(file: Path) -> None:
    assert start(file) == DeskSetup()
    assert list(file.parent.iterdir()) == []


@pytest.mark.parametrize(
    "shape", ["[[charges]]\nname = 5\n", "charges = [{name = 5}]\n", "charges = 5\n", "[[charges]]\n"]
)
def test_when_no_tax_is_right_none_is_left(file: Path, shape: str) -> None:
    file.write_text(f"qr = true\n{shape}", "utf-8")
    assert start(file).shop.charges == ()
    assert file.read_text("utf-8").split() == ["qr", "=", "true", "version", "=", "1"]


def test_a_table_that_is_none_goes_whole(file: Path) -> None:
    file.write_text('printing = "A4"\nserver = {address = "https://v.example"}\nversion = 1\n', "utf-8")
    start(file)
    assert "printing" not in file.read_text("utf-8")
    assert read_layers(file).values == {"server.address": "https://v.example"}


def test_a_vital_value_stays_until_it_is_asked_for(file: Path) -> None:
    file.write_text('till = "k 7"\npresets = [0]\n', "utf-8")
    found = start(file)
    assert 'till = "k 7"' in file.read_text("utf-8")
    assert [notice[:9] for notice in found.notices[:2]] == ["“presets”", "“till” wa"]
    assert [each.path for each in read_layers(file, begun=True).to_ask()] == ["server.address", "till", "money_means"]
    assert list(read_left_out(file).said) == ["presets"]


def test_what_the_policy_says_is_not_written_down(file: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('locked = ["shop"]\nshop = "P"\nkwh_price = "0.25"\n', "utf-8")
    file.write_text('shop = 5\nmoney_means = "currency"\n', "utf-8")
    found = start(file, policy)
    assert file.read_text("utf-8") == 'money_means = "currency"\nversion = 1\n'
    assert found.notices[0].startswith("“shop” must be a text in quotes")
    assert found.notices[1].startswith("“kwh_price” is for an account")
    assert start(file, policy).notices == (*found.notices[:1], *found.notices[1:])


def test_an_older_file_is_written_as_this_version_has_it_and_kept(file: Path) -> None:
    old = '# ours\nserver = "https://v.example"\ntill = "K07" # painted on it\n[printing]\nport = 9101\n'
    file.write_text(old, "utf-8")
    assert start(file).notices == ()
    assert file.with_name("desk.toml.older").read_text("utf-8") == old
    now = file.read_text("utf-8")
    assert now.startswith("# ours\n")
    assert 'till = "K07" # painted on it' in now
    assert not own_settings(now, file).older
    assert read_layers(file).values == {
        "till": "K07", "printing.port": 9101, "server.address": "https://v.example",
    }  # fmt: skip
    start(file)
    assert file.read_text("utf-8") == now


def test_what_can_not_be_written_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with tempfile.TemporaryDirectory() as named:
        file = Path(named) / "desk.toml"
        file.write_text("presets = [0]\nvends_at_once = 2\n", "utf-8")
        file.with_name(f"{COPY}.part").mkdir()  # also for root, who may write everywhere
        with caplog.at_level(logging.WARNING):
            found = start(file)
        assert found.vends_at_once == 2
        assert [notice[:9] for notice in found.notices] == ["“presets”"]
        assert file.read_text("utf-8") == "presets = [0]\nvends_at_once = 2\n"
        assert "could not be mended" in caplog.text


def test_what_changed_this_moment_is_left_alone(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.write_text("presets = [0]\n", "utf-8")
    layers = read_layers(file)
    file.write_text("presets = [7]\n", "utf-8")
    with caplog.at_level(logging.WARNING):
        assert len(settled(layers, AT).notices) == 1
    assert file.read_text("utf-8") == "presets = [7]\n"
    assert "changed by another program" in caplog.text


@pytest.mark.parametrize(
    "memory",
    ["{", "[]", "{}", '{"left_out": 5, "copy": ""}', '{"left_out": {}, "copy": 5}', "[" * 100_000, "\xff"],
)
def test_a_memory_that_can_not_be_read_is_none(file: Path, memory: str) -> None:
    file.with_name("desk.toml.left-out").write_text(memory, "latin-1")
    assert start(file).notices == ()


def test_a_memory_names_no_file_elsewhere(file: Path) -> None:
    content = {"left_out": {"qr": "x"}, "copy": "../../etc/passwd"}
    file.with_name("desk.toml.left-out").write_text(json.dumps(content), "utf-8")
    assert read_left_out(file).copy == "passwd"


def test_that_it_is_seen_and_can_not_be_kept_is_said(file: Path) -> None:
    file.with_name("desk.toml.left-out").mkdir()
    with pytest.raises(EnvironmentFault, match="could not be kept"):
        forget_left_out(file)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('qr = true\n"printing.copies" = 9\n[printing]\nport = 9101\n', "what would be written is not what was read"),
        ("qr = true\npresets = " + "[" * 200 + "]" * 200, "Parse"),
    ],
    ids=["a key that looks like another's path", "too deep for who writes"],
)
def test_what_would_go_wrong_in_the_writing_is_left_as_it_is(
    file: Path, caplog: pytest.LogCaptureFixture, text: str, why: str
) -> None:
    file.write_text(text, "utf-8")
    with caplog.at_level(logging.WARNING):
        found = start(file)
    assert (found.shop.qr, len(found.notices)) == (True, 1)
    assert file.read_text("utf-8") == text
    assert "could not be mended" in caplog.text
    assert why in caplog.text or why == "Parse"


def test_a_start_mends_by_the_clock_of_this_machine(file: Path) -> None:
    file.write_text("presets = [0]\n", "utf-8")
    assert len(read_layers(file).settled().notices) == 2
    assert len(list(file.parent.glob("desk.toml.damaged-2*"))) == 1
