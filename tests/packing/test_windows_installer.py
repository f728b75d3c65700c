"""The installer for Windows, as far as any system can look at it; made for real where Inno Setup is on PATH."""

import shutil
import struct
from pathlib import Path

import freeze
import pytest
from windows import build, check, script, stamp

TEXT = check.SCRIPT.read_text(encoding="utf-8")


def complaints(text: str) -> str:
    return "\n".join(check.script_complaints(text))


def test_the_script_is_in_order() -> None:
    assert complaints(TEXT) == ""
    assert check.complaints() == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[UninstallDelete]", "[Registry]", "[Registry] may not be there"),
        ("WizardStyle=modern", "PrivilegesRequred=admin", "PrivilegesRequred is no directive"),
        ("PrivilegesRequired=lowest", "PrivilegesRequired=admin", "PrivilegesRequired has to be lowest"),
        ("CloseApplications=no", "CloseApplications=force", "CloseApplications has to be no"),
        ("AppVersion={#AppVersion}", "AppVersion=0.0.9", "AppVersion has to be"),
        ("Flags: ignoreversion rec", "Flags: ignoreversions rec", "unknown flags ignoreversions"),
        ('Source: "README.md"', 'Source: "READ.md"', "there is no READ.md"),
        (r'Name: "{app}\_internal"', r'Name: "{app}"', "not the program's"),
        (r'Name: "{app}\_internal"', r'Name: "{localappdata}\vendingdesk"', "not the program's"),
        ("Type: dirifempty", "Type: filesandordirs", "not the program's"),
        ("Tasks: desktop", "Tasks: desktops", "there is no task desktops"),
        (r'Filename: "{app}\vendingdesk.exe"; Description', r'Filename: "netsh"; Description', "netsh"),
        ("{autodesktop}", "{autodesk}", "{autodesk} is no constant"),
        ("{cm:Path}", "{cm:Paths}", "lacks the message Paths"),
        ("ar.Demo=", "ar.Demos=", "ar lacks the message Demo"),
        ("fr.Running=Vending", "fr.Running=%1 Vending", "fr.Running has other places"),
        ("AppId={{E4", "AppId={E4", "AppId is no GUID"),
        ("AppId={{E4", "AppId={{E5", "another AppId"),
        ("Global\\io.github.vendingdesk.running", "Global\\running", "another mutex"),
        ("AppUserModelID: \"io", "AppUserModelID: \"oi", "the taskbar would keep it apart"),
        ("RegWriteExpandStringValue(HKA", "RegWriteExpandStringValue(HKLM", "writes to the registry"),
        ("  if After <> Before then", "  RegDeleteValue(HKA, 'Run', 'x');", "RegDelete"),
        ('[Run]\n', '[Run]\nFilename: "x"; Filename: "y"\n', "not understood"),
        ("[Code]", "[Files]\n[Code]", "stands there twice"),
    ],
)  # fmt: skip
def test_what_it_may_not_do_is_noticed(before: str, after: str, said: str) -> None:
    assert TEXT.count(before) >= 1
    assert said in complaints(TEXT.replace(before, after))


def test_what_is_handed_in_is_what_it_asks_for(tmp_path: Path) -> None:
    told = build.definitions(tmp_path / "program", tmp_path / "icon.ico", tmp_path / "dist")
    assert list(told) == script.read(TEXT).asked
    assert told["AppVersion"] == stamp.version()
    assert told["AppNumbers"].count(".") == 3
    named = script.read(TEXT).setup["OutputBaseFilename"].replace("{#AppVersion}", stamp.version())
    assert f"{named}.exe" == build.installer_name()


def test_its_command_signs_only_when_it_is_told_how(tmp_path: Path) -> None:
    plain = build.words("iscc", tmp_path, tmp_path, tmp_path, None)
    assert plain[0] == "iscc"
    assert plain[-1] == str(check.SCRIPT)
    assert not [word for word in plain if word.startswith(("/S", "/DSigned"))]
    assert "/Svendingdesk=tool $f" in build.words("iscc", tmp_path, tmp_path, tmp_path, "tool $f")


def program(name: str, kind: int, told: str | None = None) -> bytes:
    """As much of a Windows program as the check reads: its kind, and a version resource as the linker lays it out."""
    head = bytearray(b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + bytes(110))
    struct.pack_into("<H", head, 64 + 24 + 68, kind)
    stamps = {
        "FileVersion": told or stamp.version(),
        "OriginalFilename": name,
        "ProductVersion": told or stamp.version(),
    }
    for key, value in stamps.items():
        head += struct.pack("<HHH", 0, len(value) + 1, 1) + f"{key}\0".encode("utf-16-le")
        head += bytes(-len(head) % 4) + f"{value}\0".encode("utf-16-le")
        head += bytes(-len(head) % 4)
    return bytes(head)


def frozen(folder: Path) -> Path:
    (folder / "_internal" / "PySide6").mkdir(parents=True)
    (folder / "_internal" / "base_library.zip").write_bytes(b"")
    (folder / "vendingdesk.exe").write_bytes(program("vendingdesk.exe", check.WINDOW_KIND))
    (folder / "vendingdesk.com").write_bytes(program("vendingdesk.com", check.CONSOLE_KIND))
    return folder


def test_a_frozen_folder_for_windows(tmp_path: Path) -> None:
    folder = frozen(tmp_path / "program")
    assert list(check.folder_complaints(folder, windows=True)) == []
    (folder / "vendingdesk.exe").write_bytes(program("vendingdesk.exe", check.CONSOLE_KIND))
    assert list(check.folder_complaints(folder, windows=True)) == ["vendingdesk.exe has a console"]
    (folder / "vendingdesk.exe").write_bytes(program("vendingdesk.exe", check.WINDOW_KIND, "9.9"))
    assert len(list(check.folder_complaints(folder, windows=True))) == 2
    (folder / "vendingdesk.exe").unlink()
    (folder / "share").mkdir()
    assert list(check.folder_complaints(folder, windows=True)) == [
        "an update would not empty the folder share",
        f"{folder} has no vendingdesk.exe",
    ]


def test_a_folder_is_held_to_what_the_freeze_is_held_to(tmp_path: Path) -> None:
    said = check.complaints(frozen(tmp_path / "of Windows"))
    assert "THIRD-PARTY.txt is missing, or doesn't hold the licences." in said
    assert [each for each in said if each.startswith("The font ")]
    ours = tmp_path / "of this system"
    (ours / "_internal").mkdir(parents=True)
    (ours / "_internal" / "x").touch()
    (ours / "vendingdesk").touch()
    said = check.complaints(ours)
    assert "THIRD-PARTY.txt is missing, or doesn't hold the licences." in said
    assert [each for each in said if " is no frozen program: " in each]


def test_what_was_frozen_for_it_is_looked_at_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(freeze, "freeze", lambda: frozen(tmp_path / "program"))
    assert build.main(["--into", str(tmp_path / "dist"), "--iscc", "none"]) == 1
    assert "THIRD-PARTY.txt is missing" in capsys.readouterr().err
    assert not (tmp_path / "dist").exists()


def test_what_is_in_the_way_of_the_freeze_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> Path:
        raise freeze.CannotFreeze("there is no objdump")

    monkeypatch.setattr(freeze, "freeze", refuse)
    assert build.main(["--iscc", "none"]) == 1
    assert capsys.readouterr().err == "freeze: there is no objdump\n"


def test_a_frozen_folder_of_this_system(tmp_path: Path) -> None:
    (tmp_path / "_internal").mkdir()
    assert len(list(check.folder_complaints(tmp_path, windows=False))) == 2
    (tmp_path / "_internal" / "x").touch()
    (tmp_path / "vendingdesk").touch()
    assert list(check.folder_complaints(tmp_path, windows=False)) == []


def test_what_is_no_program_is_said_so() -> None:
    with pytest.raises(ValueError, match="no program"):
        check.kind_of(bytes(200))
    assert check.stamped(b"nothing", "FileVersion") == ""


def test_without_a_compiler_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / name))
    assert build.main(["--program", str(tmp_path)]) == 1
    assert "Inno Setup" in capsys.readouterr().err
    usual = tmp_path / "ProgramFiles(x86)" / "Inno Setup 6" / "ISCC.exe"
    usual.parent.mkdir(parents=True)
    usual.touch()
    assert build.compiler(None) == str(usual)
    assert build.compiler("mine") == "mine"


def test_a_folder_that_is_not_in_order_gets_no_installer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "vendingdesk.exe").write_bytes(program("vendingdesk.exe", check.CONSOLE_KIND))
    assert build.main(["--program", str(tmp_path), "--into", str(tmp_path / "dist"), "--iscc", "none"]) == 1
    assert "has no vendingdesk.com" in capsys.readouterr().err
    assert not (tmp_path / "dist").exists()


@pytest.mark.skipif(shutil.which("iscc") is None, reason="Inno Setup's compiler is not on PATH")
def test_the_installer_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "complaints", lambda _: [])  # the folder is made up
    made = build.build(frozen(tmp_path / "program"), tmp_path / "dist", str(shutil.which("iscc")))
    content = made.read_bytes()
    assert check.kind_of(content) == check.WINDOW_KIND
    assert check.stamped(content, "ProductVersion").strip() == stamp.version()
    assert made.name in (tmp_path / "dist" / build.SUMS).read_text()
