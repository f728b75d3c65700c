"""What the doctor says of slips: settings, fonts, logo and printer, each with what to do."""

import io
import os
import socket
from pathlib import Path

import pytest
from PIL import Image
from printing.receipt_printer import Machine, on_the_network

from vendingdesk.__main__ import main
from vendingdesk.wiring.doctor import examine


def told(folder: Path, text: str, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The doctor's lines by what they are about, with what is to do behind."""
    (folder / "desk.toml").write_text(text, "utf-8")
    examine(str(folder), None, None)
    lines: dict[str, str] = {}
    for line in capsys.readouterr().out.splitlines():
        word = line[6:15].strip()
        if word:
            about = word
            lines[about] = f"{line[:4]} {line[16:]}"
        else:
            lines[about] += line.strip()
    return lines


def png(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (32, 32), colour).save(file, "PNG")
    return file.getvalue()


def test_all_is_well_without_a_word_about_slips(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(tmp_path, "", capsys)
    assert lines["settings"] == "ok   80mm paper, way pdf, slips in en"
    assert lines["fonts"].startswith("ok   all of the shop's words")
    assert lines["logo"] == "ok   none"
    assert lines["printing"].startswith("ok   slips are saved as PDF")


def test_a_line_to_mend_is_named_and_the_rest_is_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(tmp_path, '[printing]\npaper = "A3"\n', capsys)
    assert lines["settings"].startswith("LOOK")
    assert "“printing.paper” is 58mm" in lines["settings"]
    assert "It was left out.→ Set them again in Settings (F10)." in lines["settings"]
    assert lines["server"].startswith("LOOK none named")


def test_what_is_vital_and_wrong_is_named_and_no_server_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(tmp_path, 'till = "k 1"\n', capsys)
    assert lines["settings"].startswith("LOOK")
    assert "“till”: What was kept can't be used. The till's name is 1 to 8 capital letters" in lines["settings"]
    assert lines["server"] == "ok   not tried before the settings are mended"
    assert "clock" in lines


def test_a_script_without_a_font(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(tmp_path, 'footer_lines = ["\\U00012000"]\n', capsys)  # Cuneiform, of which nobody sells electricity
    assert lines["fonts"].startswith("LOOK no font on this machine can print")
    assert "Install a font" in lines["fonts"]


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (png("black"), "ok"),
        (png("white"), "white on white"),
        (b"no picture", "can’t be read as a picture"),
        (None, "No such file"),
    ],
)
def test_the_logo(tmp_path: Path, picture: bytes | None, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    if picture is not None:
        (tmp_path / "logo.png").write_bytes(picture)
    lines = told(tmp_path, 'logo = "logo.png"\n', capsys)
    assert says in lines["logo"]
    assert lines["logo"].startswith("ok " if says == "ok" else "LOOK")


def test_the_printer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    setup = '[printing]\nway = "network"\nhost = "127.0.0.1"\nport = {}\n'
    with on_the_network(Machine()) as machine:
        lines = told(tmp_path, setup.format(machine.port), capsys)
    assert lines["settings"] == "ok   80mm paper, way network (127.0.0.1), slips in en"
    assert lines["printing"].startswith("ok   The printer 127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        lines = told(tmp_path, setup.format(free.getsockname()[1]), capsys)
    assert lines["printing"].startswith("LOOK The printer 127.0.0.1")
    assert "→" in lines["printing"]


def test_a_logo_that_is_no_file_is_not_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no FIFOs")
    os.mkfifo(tmp_path / "logo.png")
    assert "can't be read" in told(tmp_path, 'logo = "logo.png"\n', capsys)["logo"]


@pytest.mark.skipif(os.name != "posix", reason="the modes of files are POSIX's")
def test_a_data_folder_that_others_may_look_into_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for mode, begins in ((0o755, "LOOK"), (0o710, "LOOK"), (0o700, "ok ")):
        tmp_path.chmod(mode)
        said = told(tmp_path, "", capsys)["folder"]
        assert said.startswith(f"{begins} ")
        assert (f"other users of this machine may look into it (mode 0{mode:o})" in said) is (mode != 0o700)


def test_what_a_start_left_out_is_told_and_a_named_file_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "desk.toml.left-out").write_text('{"left_out": {"presets": "Above zero."}, "copy": "x"}', "utf-8")
    lines = told(tmp_path, "", capsys)
    assert lines["settings"].startswith("LOOK “presets” was left out. Above zero.")
    (tmp_path / "desk.toml.left-out").unlink()
    config = tmp_path / "fleet.toml"
    config.write_text('[printing]\npaper = "58mm"\n', "utf-8")
    main(["--config", str(config), "doctor", "--data-dir", str(tmp_path)])
    assert "58mm paper, way pdf" in capsys.readouterr().out
