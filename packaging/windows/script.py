"""The installer's script, taken apart: sections, directives, entries with their parameters, messages, code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ENTRY_SECTIONS = ("Languages", "Tasks", "InstallDelete", "Files", "Icons", "Run", "UninstallDelete")
_PARAMETER = re.compile(r'\s*(\w+):\s*("(?:[^"]|"")*"|[^;]*)\s*(?:;|$)')


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a section with parameters, such as ``Name: "x"; Flags: y``; quotes are taken off the values."""

    section: str
    line: str
    parameters: dict[str, str]


@dataclass(slots=True)
class Script:
    """What a script says; what it says twice, or in no known form, stands in ``strange``."""

    sections: list[str] = field(default_factory=list)
    setup: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    messages: dict[str, dict[str, str]] = field(default_factory=dict)
    code: str = ""
    asked: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def of(self, section: str) -> list[Entry]:
        """The entries of one section."""
        return [entry for entry in self.entries if entry.section == section]


def read(text: str) -> Script:
    """Take a script apart. ``asked`` are the names that it wants from whoever compiles it."""
    script = Script(asked=re.findall(r"^#ifndef (\w+)$", text, re.MULTILINE))
    code: list[str] = []
    section = ""
    for line in text.splitlines():
        if head := re.fullmatch(r"\[(\w+)\]", line.strip()):
            section = head[1]
            if section in script.sections:
                script.strange.append(f"[{section}] stands there twice")
            script.sections.append(section)
        elif section == "Code":
            code.append(line)
        elif line.strip() and not line.lstrip().startswith((";", "#")):
            _read_line(script, section, line)
    script.code = "\n".join(code)
    return script


def _read_line(script: Script, section: str, line: str) -> None:
    name, equals, value = (part.strip() for part in line.partition("="))
    if section in _ENTRY_SECTIONS:
        found = _PARAMETER.findall(line)
        if "".join(_PARAMETER.sub("", line).split()) or len({key for key, _ in found}) != len(found):
            script.strange.append(f"[{section}] {line}")
        script.entries.append(Entry(section, line, {key: _unquoted(said) for key, said in found}))
    elif section == "Setup" and equals and name not in script.setup:
        script.setup[name] = value
    elif section == "CustomMessages" and (named := re.fullmatch(r"(\w+)\.(\w+)", name)) and value:
        own = script.messages.setdefault(named[1], {})
        if named[2] in own:
            script.strange.append(f"{name} is said twice")
        own[named[2]] = value
    else:
        script.strange.append(f"[{section}] {line}")


def _unquoted(said: str) -> str:
    said = said.strip()
    return said[1:-1].replace('""', '"') if said.startswith('"') else said
