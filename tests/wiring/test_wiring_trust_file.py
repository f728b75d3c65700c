"""Where trust is kept: the till's own copy of a CA file, and settings that are about the right server only."""

import stat
from pathlib import Path

import pytest

from vendingdesk.api.authorities import LARGEST
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.trust import Connection, Trust
from vendingdesk.wiring.folders import DataFolder
from vendingdesk.wiring.setup_layers import read_layers
from vendingdesk.wiring.setup_writing import SettingsFile
from vendingdesk.wiring.shop_backups import settings_files
from vendingdesk.wiring.trust_file import TrustFile, ca_beside

HERE = "https://192.0.2.7:4680"
PIN = Trust(fingerprint="ab" * 32)


def kept_in(folder: Path, policy: str = "") -> TrustFile:
    """The till's settings below what a policy says."""
    if policy:
        (folder / "policy.toml").write_text(policy)
    layers = read_layers(folder / "desk.toml", policy=folder / "policy.toml")
    return TrustFile(layers.own.file, SettingsFile(layers.own.file, DeskSetup(), layers.above), layers.above)


def connection(folder: Path, address: str | None = None) -> Connection:
    """What the next start goes by."""
    return read_layers(folder / "desk.toml", policy=folder / "policy.toml").connection(address)


def test_where_no_server_is_named_it_is_written_too(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text('# ours\ntill = "K07"\n')
    assert kept_in(tmp_path).keep(HERE, PIN)
    assert connection(tmp_path) == connection(tmp_path, HERE) == Connection(HERE, PIN)
    text = (tmp_path / "desk.toml").read_text()
    assert text.startswith('# ours\ntill = "K07"\n')


def test_another_trust_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "utility.pem").write_text("pem")
    file = kept_in(tmp_path)
    authority = Trust(ca_file=file.own_copy(tmp_path / "utility.pem"))
    for trust in (PIN, authority, PIN):
        assert file.keep(HERE, trust)
        assert connection(tmp_path) == Connection(HERE, trust)
    assert file.keep(HERE, Trust())
    assert connection(tmp_path) == Connection(HERE)


@pytest.mark.parametrize("written", [HERE, f" {HERE}/ ", HERE.upper().replace("HTTPS", "https")])
def test_a_server_that_a_policy_names_is_not_written_down_again(tmp_path: Path, written: str) -> None:
    file = kept_in(tmp_path, f'[server]\naddress = "{written}"\n')
    assert file.keep(HERE, PIN)
    assert "address" not in (tmp_path / "desk.toml").read_text()
    assert connection(tmp_path).trust == PIN


@pytest.mark.parametrize("by_policy", [True, False])
def test_settings_about_another_server_stay_as_they_are(tmp_path: Path, by_policy: bool) -> None:
    other = '[server]\naddress = "https://other.example"\n'
    if not by_policy:
        (tmp_path / "desk.toml").write_text(other)
    file = kept_in(tmp_path, other if by_policy else "")
    assert not file.keep(HERE, PIN)
    assert connection(tmp_path) == Connection("https://other.example")


def test_a_ca_file_is_copied_for_its_owner_alone_and_found_when_the_folder_moves(tmp_path: Path) -> None:
    stick, till = tmp_path / "stick", tmp_path / "till"
    stick.mkdir()
    till.mkdir()
    (stick / "utility.pem").write_bytes(b"pem")
    file = kept_in(till)
    own = file.own_copy(stick / "utility.pem")
    assert own.read_bytes() == b"pem"
    assert stat.S_IMODE(own.stat().st_mode) == 0o600
    assert file.own_copy(stick / "utility.pem") == own == file.own_copy(own)
    assert file.keep(HERE, Trust(ca_file=own))
    moved = till.rename(tmp_path / "moved")
    assert connection(moved).trust == Trust(ca_file=moved / own.name)
    (stick / "utility.pem").write_bytes(b"another")
    assert kept_in(moved).own_copy(stick / "utility.pem") != moved / own.name
    assert sorted(each.name for each in moved.iterdir() if "new" in each.name) == []


def test_a_ca_file_that_was_named_elsewhere_stays_there(tmp_path: Path) -> None:
    (tmp_path / "till").mkdir()
    elsewhere = tmp_path / "utility.pem"
    elsewhere.write_text("pem")
    assert kept_in(tmp_path / "till").keep(HERE, Trust(ca_file=elsewhere))
    assert connection(tmp_path / "till").trust == Trust(ca_file=elsewhere)


def test_what_is_no_ca_file_is_said(tmp_path: Path) -> None:
    file = kept_in(tmp_path)
    with pytest.raises(EnvironmentFault, match=r"gone\.pem can't be read"):
        file.own_copy(tmp_path / "gone.pem")
    (tmp_path / "film.pem").write_bytes(b"x" * (LARGEST + 1))
    with pytest.raises(EnvironmentFault, match="larger than 1 MB"):
        file.own_copy(tmp_path / "film.pem")
    assert [each.name for each in tmp_path.iterdir()] == ["film.pem"]


def test_a_folder_that_takes_no_copy_is_said(tmp_path: Path) -> None:
    (tmp_path / "utility.pem").write_text("pem")
    own = kept_in(tmp_path).own_copy(tmp_path / "utility.pem")
    own.unlink()
    own.mkdir()
    with pytest.raises(EnvironmentFault, match="can't be kept in"):
        kept_in(tmp_path).own_copy(tmp_path / "utility.pem")


@pytest.mark.parametrize(
    ("named", "there"),
    [
        ("utility.pem", True),
        ("utility.CRT", True),
        ("register.sqlite", False),
        ("../utility.pem", False),
        ("", False),
    ],
)
def test_a_ca_file_beside_the_settings_goes_into_a_backup_and_no_other_file(
    tmp_path: Path, named: str, there: bool
) -> None:
    line = f'ca_file = "{named}"\n' if named else ""
    (tmp_path / "desk.toml").write_text(f'[server]\naddress = "{HERE}"\n{line}')
    found = ca_beside(tmp_path / "desk.toml")
    assert found == (tmp_path / named if there else None)
    assert ((tmp_path / named) in settings_files(DataFolder(tmp_path))) is there


def test_settings_that_can_not_be_read_name_no_ca_file(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text("[server")
    assert ca_beside(tmp_path / "desk.toml") is None
