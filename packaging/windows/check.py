"""Hold the installer's script to what it may do and to what the program is, on any system: ``check.py [FOLDER]``.

FOLDER is the frozen program; without one the script alone is looked at.
"""

from __future__ import annotations

import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from windows.script import Entry, Script, read
from windows.stamp import CONSOLE, ROOT, WINDOW, version

SCRIPT = ROOT / "packaging" / "windows" / "vendingdesk.iss"

SECTIONS = {
    "Setup": set[str](),
    "Languages": {"Name", "MessagesFile"},
    "CustomMessages": set[str](),
    "Tasks": {"Name", "Description", "GroupDescription", "Flags", "Check"},
    "InstallDelete": {"Type", "Name"},
    "Files": {"Source", "DestDir", "DestName", "Flags"},
    "Icons": {"Name", "Filename", "Parameters", "Comment", "Tasks", "AppUserModelID"},
    "Run": {"Filename", "Description", "Flags"},
    "UninstallDelete": {"Type", "Name"},
    "Code": set[str](),
}
"""The sections that may be there, with the parameters of their entries. No registry, no services, no hidden runs."""

DIRECTIVES = {
    *("AppId", "AppName", "AppVersion", "AppVerName", "AppPublisher", "AppMutex", "SetupMutex"),
    *("VersionInfoVersion", "VersionInfoProductTextVersion", "VersionInfoDescription"),
    *("SourceDir", "OutputDir", "OutputBaseFilename", "SetupIconFile", "UninstallDisplayIcon", "LicenseFile"),
    *("WizardStyle", "PrivilegesRequired", "PrivilegesRequiredOverridesAllowed", "DefaultDirName", "DisableDirPage"),
    *("DisableProgramGroupPage", "ArchitecturesAllowed", "ArchitecturesInstallIn64BitMode", "MinVersion"),
    *("CloseApplications", "RestartApplications", "ChangesEnvironment", "Compression", "SolidCompression"),
    *("TimeStampsInUTC", "SetupLogging", "SignTool", "SignedUninstaller"),
}

FLAGS = {
    *("unchecked", "ignoreversion", "recursesubdirs", "createallsubdirs", "nowait", "postinstall", "skipifsilent"),
}
CONSTANTS = {"app", "autopf", "autoprograms", "autodesktop", "autostartup", "localappdata", "param:OLDER|no"}
INNO_S_MESSAGES = {"CreateDesktopIcon", "AdditionalIcons", "LaunchProgram"}

DELETED = {r"{app}\_internal", r"{autodesktop}\Vending Desk.lnk", r"{autostartup}\Vending Desk kiosk.lnk", "{app}"}
"""All that an update or an uninstall takes away beside the files it brought; ``{app}`` only when nothing is in it."""

FORBIDDEN = (
    "firewall",
    "netsh",
    "sc.exe",
    "Exec(",
    "ExecAsOriginalUser",
    "RegDelete",
    "DelTree",
    "DeleteFile",
    "taskkill",
)
_WRITES = re.compile(r"RegWrite\w+\([^;]*;")
_WRITES_PATH = "RegWriteExpandStringValue(HKA, EnvironmentKey, 'Path', After);"

WINDOW_KIND, CONSOLE_KIND = 2, 3
"""How a program says in its head whether Windows gives it a console."""


def script_complaints(text: str) -> Iterator[str]:
    """What is wrong with a script, one sentence each."""
    script = read(text)
    yield from (f"not understood: {each}" for each in script.strange)
    yield from (f"[{each}] may not be there" for each in script.sections if each not in SECTIONS)
    yield from (f"{each} is no directive of ours" for each in script.setup.keys() - DIRECTIVES)
    yield from (f"“{word}” may not be there" for word in FORBIDDEN if word.casefold() in _bare(text).casefold())
    for entry in script.entries:
        yield from _entry_complaints(entry, script)
    yield from (f"{{{each}}} is no constant of ours" for each in _constants(text) if not _is_known(each, script))
    yield from _message_complaints(script, text)
    yield from _identity_complaints(script, text)
    yield from (f"writes to the registry: {each}" for each in _WRITES.findall(script.code) if each != _WRITES_PATH)


def _bare(text: str) -> str:
    """The script without its comments."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith((";", "//")))


def _entry_complaints(entry: Entry, script: Script) -> Iterator[str]:
    said = entry.parameters
    if unknown := said.keys() - SECTIONS.get(entry.section, set()):
        yield f"[{entry.section}] has no {', '.join(sorted(unknown))}: {entry.line}"
    if unknown := set(said.get("Flags", "").split()) - FLAGS:
        yield f"[{entry.section}] unknown flags {', '.join(sorted(unknown))}: {entry.line}"
    if unknown := set(said.get("Tasks", "").split()) - {task.parameters["Name"] for task in script.of("Tasks")}:
        yield f"there is no task {', '.join(sorted(unknown))}: {entry.line}"
    if entry.section in {"InstallDelete", "UninstallDelete"} and (
        said.get("Name") not in DELETED or (said.get("Name") == "{app}" and said.get("Type") != "dirifempty")
    ):
        yield f"would take away what is not the program's: {entry.line}"
    if "Filename" in said and said["Filename"] != rf"{{app}}\{WINDOW}":
        yield f"starts something else than the window: {entry.line}"
    source = said.get("Source", "")
    if source and source != r"{#Program}\*" and not (ROOT / source.replace("\\", "/")).is_file():
        yield f"there is no {source}"


def _constants(text: str) -> list[str]:
    """What stands in braces, without the preprocessor's, and without the braces of a doubled one or of GUIDs."""
    found = re.findall(r"(?<!\{)\{(?![{#])([^{}\n]+)\}", _bare(text))
    return [each for each in found if not re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", each)]


def _is_known(constant: str, script: Script) -> bool:
    if constant.startswith("cm:"):
        name = constant[3:].partition(",")[0]
        return name in INNO_S_MESSAGES or all(name in own for own in script.messages.values())
    return constant in CONSTANTS


def _message_complaints(script: Script, text: str) -> Iterator[str]:
    languages = {entry.parameters.get("Name", "") for entry in script.of("Languages")}
    if languages != script.messages.keys():
        yield f"languages {sorted(languages)}, but messages in {sorted(script.messages)}"
    named = {name for own in script.messages.values() for name in own}
    used = set(re.findall(r"CustomMessage\('(\w+)'\)", script.code)) | set(re.findall(r"\{cm:(\w+)", text))
    for language, own in sorted(script.messages.items()):
        yield from (
            f"{language} lacks the message {name}" for name in sorted((named | used) - own.keys() - INNO_S_MESSAGES)
        )
        for name in sorted(own.keys() & script.messages.get("en", {}).keys()):
            if set(re.findall(r"%\d", own[name])) != set(re.findall(r"%\d", script.messages["en"][name])):
                yield f"{language}.{name} has other places for values than en.{name}"
    yield from (f"nobody says the message {name}" for name in sorted(named - used))


def _identity_complaints(script: Script, text: str) -> Iterator[str]:
    from vendingdesk.wiring.windows_presence import APP_ID, MUTEX

    own = re.fullmatch(r"\{(\{[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\})", script.setup.get("AppId", ""))
    if own is None:
        yield "AppId is no GUID after a doubled brace"
    elif re.findall(r"Uninstall\\(\{[^}]*\})_is1", script.code) != [own[1]]:
        yield "the code looks for another AppId"
    for entry in script.of("Icons"):
        if entry.parameters.get("AppUserModelID", APP_ID) != APP_ID:
            yield f"the taskbar would keep it apart from the window: {entry.line}"
    if f'#define Running "{MUTEX},Global\\{MUTEX}"' not in text:
        yield "the program makes another mutex than the script looks for"
    wanted = {"AppMutex": "{#Running}", "CloseApplications": "no", "RestartApplications": "no"}
    wanted |= {"AppVersion": "{#AppVersion}", "VersionInfoVersion": "{#AppNumbers}", "PrivilegesRequired": "lowest"}
    yield from (f"{name} has to be {value}" for name, value in wanted.items() if script.setup.get(name) != value)


def folder_complaints(folder: Path, *, windows: bool) -> Iterator[str]:
    """What is wrong with a frozen folder; with ``windows`` it has Windows programs, which are looked at too."""
    if not any((folder / "_internal").glob("*")):
        yield f"{folder} has no _internal with anything in it: updates would leave old parts behind"
    others = [each.name for each in folder.iterdir() if each.is_dir() and each.name != "_internal"]
    yield from (f"an update would not empty the folder {name}" for name in sorted(others))
    if not windows:
        if not (folder / "vendingdesk").is_file():
            yield f"{folder} has no program vendingdesk"
        return
    for name, kind in ((WINDOW, WINDOW_KIND), (CONSOLE, CONSOLE_KIND)):
        program = folder / name
        if not program.is_file():
            yield f"{folder} has no {name}"
            continue
        content = program.read_bytes()
        if kind_of(content) != kind:
            yield f"{name} has {'no' if kind == CONSOLE_KIND else 'a'} console"
        told = {"FileVersion": version(), "ProductVersion": version(), "OriginalFilename": name}
        yield from (
            f"{name} does not say {key} {value}" for key, value in told.items() if stamped(content, key) != value
        )


def kind_of(program: bytes) -> int:
    """The kind of a Windows program, such as ``WINDOW_KIND``; raises ``ValueError`` for what is none."""
    (head,) = struct.unpack_from("<I", program, 60)
    if program[:2] != b"MZ" or program[head : head + 4] != b"PE\0\0":
        raise ValueError("this is no program for Windows")
    return int(struct.unpack_from("<H", program, head + 24 + 68)[0])


def stamped(program: bytes, key: str) -> str:
    """A text of a program's version resource, empty where there is none: key and value stand there as UTF-16."""
    after = program.partition(f"{key}\0".encode("utf-16-le"))[2]
    text = after[:1024].decode("utf-16-le", "replace").lstrip("\0")
    return text.partition("\0")[0]


def complaints(folder: Path | None = None) -> list[str]:
    """Everything that is wrong; the folder is taken for a Windows one when a Windows program is in it.

    What the freeze itself looks for is looked for again: whoever names a folder may have made it long ago.
    """
    sys.path.insert(0, str(ROOT))
    found = list(script_complaints(SCRIPT.read_text(encoding="utf-8")))
    if folder is not None:
        windows = sys.platform == "win32" or (folder / WINDOW).exists() or (folder / CONSOLE).exists()
        found += folder_complaints(folder, windows=windows)
        import contents  # not above: the script alone can be looked at where nothing that freezes is installed

        found += contents.complaints(folder, foreign=windows != (sys.platform == "win32"))
    return found


def main() -> int:
    """Say what is wrong: 1, or nothing: 0."""
    found = complaints(Path(sys.argv[1]).resolve() if sys.argv[1:] else None)
    print(*found or ["The installer's script is in order."], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
