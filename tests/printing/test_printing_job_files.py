"""Print jobs on the disk: whole or not at all, for this user alone, and nothing of them stays that is not needed."""

import os
import resource
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import JobState, PaperName, PrintJob
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.printing.job_files import DAMAGED, PrintJobFiles

NOON = datetime(2026, 7, 30, 12, tzinfo=UTC)
JOB = PrintJob(
    uid=f"{7:032x}",
    title="receipt-K01-000012",
    paper=PaperName.ROLL_58,
    way="Kitchen",
    made_at=NOON,
    operator="amina",
    receipt_no="K01-000012",
    sale_uid="s-12",
    slip=SlipKind.SALE,
    copy=2,
    open_drawer=True,
)


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither pipes nor links in a folder")


@pytest.fixture
def files(tmp_path: Path) -> PrintJobFiles:
    return PrintJobFiles(tmp_path / "printing")


def names(tmp_path: Path) -> list[str]:
    return sorted(file.name for file in (tmp_path / "printing").iterdir())


def test_a_job_is_read_as_it_was_written(files: PrintJobFiles, tmp_path: Path) -> None:
    files.keep(JOB, b"%PDF")
    handed = replace(JOB, state=JobState.HANDED, said="Out of paper", reference="lp-7")
    files.keep(handed)
    again = PrintJobFiles(tmp_path / "printing")
    assert again.unfinished() == (handed,)
    assert again.pdf(JOB.uid) == b"%PDF"


def test_what_utf_8_can_not_write_is_spelled(files: PrintJobFiles, tmp_path: Path) -> None:
    """Folders have names in other encodings, and their names stand in a job's texts."""
    files.keep(replace(JOB, way="caf\udce9", said="Größe \ud800", title="été"), b"%PDF")
    (kept,) = PrintJobFiles(tmp_path / "printing").unfinished()
    assert (kept.way, kept.said, kept.title) == (r"caf\udce9", r"Größe \ud800", "été")


@POSIX
def test_a_slip_that_became_a_pipe_or_a_link_is_not_printed(files: PrintJobFiles, tmp_path: Path) -> None:
    files.keep(JOB, b"%PDF")
    slip = tmp_path / "printing" / f"{JOB.uid}.pdf"
    _linked(slip)
    with pytest.raises(EnvironmentFault, match="from History"):
        files.pdf(JOB.uid)
    _pipe(slip)
    with pytest.raises(EnvironmentFault, match=r"no ordinary file.*from History"):
        files.pdf(JOB.uid)


def test_oldest_first(files: PrintJobFiles) -> None:
    jobs = [replace(JOB, uid=f"{9 - n:032x}", made_at=NOON + timedelta(seconds=n)) for n in range(4)]
    for job in jobs:
        files.keep(job, b"%PDF")
    assert list(files.unfinished()) == jobs


def test_forgotten_is_gone(files: PrintJobFiles, tmp_path: Path) -> None:
    assert files.unfinished() == ()  # no folder yet
    files.keep(JOB, b"%PDF")
    files.forget(JOB.uid)
    files.forget(JOB.uid)
    assert names(tmp_path) == []
    with pytest.raises(EnvironmentFault, match="from History"):
        files.pdf(JOB.uid)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_for_this_user_alone(files: PrintJobFiles, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        files.keep(JOB, b"%PDF")
    finally:
        os.umask(before)
    folder = tmp_path / "printing"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def _torn(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def _huge(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b" " * 70_000)  # what is read of it would be a job


def _nested(file: Path) -> None:
    file.write_bytes(b"[" * 60_000)


def _renamed(file: Path) -> None:
    file.replace(file.with_name(f"{8:032x}.json"))


def _without_zone(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"12:00:00Z", b"12:00:00"))


def _without_slip(file: Path) -> None:
    file.with_suffix(".pdf").unlink()


def _unknown_state(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"WAITING", b"DANCING"))


def _replaced(old: bytes, new: bytes) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        assert old in file.read_bytes()
        file.write_bytes(file.read_bytes().replace(old, new))

    return damage


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _linked(file: Path) -> None:
    file.symlink_to(file.replace(file.with_name("elsewhere")))


def _slip_linked(file: Path) -> None:
    _linked(file.with_suffix(".pdf"))


IMPOSSIBLE = [
    _replaced(b"2026-07", b"9999-12"),  # no time can be added to it
    _replaced(b"2026-07", b"0001-01"),
    _replaced(b'"copy":2', b'"copy":-5'),
    _replaced(b'"copy":2', b'"copy":0'),
    _replaced(b'"copy":2', b'"copy":1' + b"0" * 30),
    _replaced(b"WAITING", b"PRINTED"),  # what has ended well is not on the disk
    _replaced(b"WAITING", b"SENT"),
    _replaced(b'"Kitchen"', b"7"),
]


@pytest.mark.parametrize(
    "damage",
    [
        *[_torn, _huge, _nested, _renamed, _without_zone, _without_slip, _unknown_state, Path.unlink, *IMPOSSIBLE],
        *[pytest.param(each, marks=POSIX) for each in (_pipe, _linked, _slip_linked)],
    ],
)
def test_what_can_not_be_read_is_put_aside(
    files: PrintJobFiles, tmp_path: Path, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    well = replace(JOB, uid=f"{1:032x}")
    for job in (JOB, well):
        files.keep(job, b"%PDF")
    damage(tmp_path / "printing" / f"{JOB.uid}.json")  # type: ignore[operator]
    assert files.unfinished() == (well,)
    left = names(tmp_path)
    assert f"{JOB.uid}.pdf" not in left  # nobody's any more
    if damage is not Path.unlink:
        assert "put aside" in caplog.text
        (aside,) = files.put_aside
        assert aside in left
    assert files.unfinished() == (well,)


def test_a_file_that_may_not_be_read_is_put_aside(files: PrintJobFiles, tmp_path: Path) -> None:
    (tmp_path / "printing").mkdir()
    (tmp_path / "printing" / "x.json").mkdir()
    assert files.unfinished() == ()
    assert names(tmp_path) == [f"x.json{DAMAGED}"]


def test_what_a_kill_left_half_made_goes(files: PrintJobFiles, tmp_path: Path) -> None:
    files.keep(JOB, b"%PDF")
    (tmp_path / "printing" / f"{JOB.uid}.json.part").write_bytes(b"{")
    assert files.unfinished() == (JOB,)
    assert names(tmp_path) == [f"{JOB.uid}.json", f"{JOB.uid}.pdf"]


def test_a_disk_without_room(files: PrintJobFiles, tmp_path: Path) -> None:
    files.keep(JOB, b"%PDF")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50, hard))
    try:
        with pytest.raises(EnvironmentFault, match=r"File too large.*Free some space"):
            files.keep(replace(JOB, state=JobState.SENDING))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files.unfinished() == (JOB,)  # as it was, whole
    assert names(tmp_path) == [f"{JOB.uid}.json", f"{JOB.uid}.pdf"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "printing").write_text("")
    files = PrintJobFiles(tmp_path / "printing")
    with pytest.raises(EnvironmentFault, match="can’t be noted"):
        files.keep(JOB, b"%PDF")
    with pytest.raises(EnvironmentFault, match="can’t be read"):
        files.unfinished()
    with pytest.raises(EnvironmentFault, match="once more"):
        files.forget(JOB.uid)


def test_no_secret_of_the_session_is_in_it(files: PrintJobFiles, tmp_path: Path) -> None:
    files.keep(JOB, b"%PDF")
    text = (tmp_path / "printing" / f"{JOB.uid}.json").read_text()
    assert set(text) & set("0123456789")
    for word in ("password", "session", "token", "code"):
        assert word not in text
