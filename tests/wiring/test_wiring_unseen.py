"""The note of what nobody has seen: it never stands in the way of opening or closing."""

from pathlib import Path

import pytest

from vendingdesk.wiring.unseen import UnseenFile


def test_what_is_kept_is_read_and_what_was_seen_goes(tmp_path: Path) -> None:
    file = UnseenFile(tmp_path / "unseen")
    assert file.read() == ()
    file.write(("K01-000124", "K01-1000000"))
    assert file.read() == ("K01-000124", "K01-1000000")
    file.write(())
    assert list(tmp_path.iterdir()) == []
    file.write(())


@pytest.mark.parametrize("garbage", [b"", b"\0\xff" * 9000, b"drop table;--\n", b"K01-1\nK01-00012\n", b"\n" * 10])
def test_garbage_is_passed_over(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / "unseen").write_bytes(garbage)
    assert UnseenFile(tmp_path / "unseen").read() == ()


def test_a_folder_in_its_place_is_only_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "unseen").mkdir()
    file = UnseenFile(tmp_path / "unseen")
    assert file.read() == ()
    file.write(("K01-000124",))
    file.write(())
    assert len(caplog.records) == 3
