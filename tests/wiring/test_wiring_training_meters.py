"""The training meters' files."""

from pathlib import Path

import pytest

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.sts.virtual_meter import MeterStateError
from vendingdesk.wiring.training_meters import LARGEST, TrainingMeterFiles

METER = "0128244400031"


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    files = TrainingMeterFiles(tmp_path / "training")
    assert files.read(METER) is None
    files.write(METER, {"credit": 10**18, "name": "é"})
    files.write(METER, {"credit": 2})
    assert files.read(METER) == {"credit": 2}
    assert [each.name for each in (tmp_path / "training").iterdir()] == [f"{METER}.json"]


def test_the_files_are_their_owner_s_alone(tmp_path: Path) -> None:
    files = TrainingMeterFiles(tmp_path / "training")
    files.write(METER, {})
    assert (tmp_path / "training").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "training" / f"{METER}.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "content", [b"", b"null", b"{", b"\xff\xfe", b"[" * 60_000, b'"' + b"x" * LARGEST + b'"'], ids=range(6)
)
def test_a_file_of_something_else_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"{METER}.json").write_bytes(content)
    with pytest.raises(MeterStateError):
        TrainingMeterFiles(tmp_path).read(METER)


def test_a_disk_that_fails_is_an_environment_s_fault(tmp_path: Path) -> None:
    (tmp_path / f"{METER}.json").mkdir()
    files = TrainingMeterFiles(tmp_path)
    with pytest.raises(EnvironmentFault, match="can't be read"):
        files.read(METER)
    with pytest.raises(EnvironmentFault, match="can't be kept"):
        files.write(METER, {})
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault, match="can't be kept"):
        TrainingMeterFiles(tmp_path / "file").write(METER, {})


def test_no_other_name_becomes_a_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="digits"):
        TrainingMeterFiles(tmp_path).read("../x")
