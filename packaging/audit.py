"""Ask a public service for the known weaknesses of every locked package. ``audit.py --help``.

Exit code 0: all were asked about and nothing is known. 1: something is known. 2: wrong words. 3: not all could be
asked about, which says nothing about them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from locks import DEVELOPER, ROOT, RUNTIME, Unusable, normal, read_lock

ACCEPTED = ROOT / "packaging" / "audit-accepted.toml"
STRICTLY = Path(__file__).resolve().with_name("strict_answers.py")
KNOWN_WEAK = ("flask", "0.5")
"""Not ours, and weak for many years: a service that knows nothing of it was not really asked (a mirror, a portal)."""
FOUND, NOT_SCANNED = 1, 3


@dataclass(frozen=True)
class Weakness:
    """One entry of the service: of which package, under which names, in which versions it is gone."""

    package: str
    version: str
    names: tuple[str, ...]
    fixed_in: tuple[str, ...]


@dataclass(frozen=True)
class Accepted:
    """A weakness that does not concern us, why, and until when that was thought through."""

    name: str
    reason: str
    until: date


@dataclass(frozen=True)
class Answer:
    """What the service said: weaknesses, and the packages that it was not, or could not be, asked about."""

    weaknesses: tuple[Weakness, ...]
    unasked: tuple[str, ...]


def accepted(file: Path) -> list[Accepted]:
    """What ``file`` accepts; raises ``Unusable`` for an entry without a name, a reason or a last day."""
    if not file.exists():
        return []
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get("accepted", [])
        found = [Accepted(one["id"], one["reason"], one["until"]) for one in entries]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
        raise Unusable(f"{file.name} can't be read: {broken!r}. Each entry has id, reason and until.") from broken
    for one in found:
        if type(one.until) is not date or not str(one.reason).strip():
            raise Unusable(f"{file.name}: {one.name} needs a reason in words and a day in until, such as 2027-03-31.")
    return found


def pins_of_sbom(file: Path) -> dict[str, str]:
    """The Python packages that a CycloneDX document names, with their versions; raises ``Unusable``."""

    def packages(components: Sequence[dict[str, object]]) -> Iterator[tuple[str, str]]:
        for each in components:
            if str(each.get("purl", "")).startswith("pkg:pypi/"):
                yield normal(str(each["name"])), str(each["version"])
            inside = each.get("components", [])
            yield from packages(inside if isinstance(inside, list) else [])

    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        pins = dict(packages(document["components"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
        raise Unusable(f"{file} is no CycloneDX document in JSON that can be read: {broken!r}") from broken
    if not pins:
        raise Unusable(f"{file} names no Python package.")
    return pins


def ask(pins: dict[str, str], how: Sequence[str]) -> Answer:
    """Ask about ``pins`` through pip-audit; raises ``Unusable`` when nothing came back that can be believed."""
    asked = {**pins, KNOWN_WEAK[0]: KNOWN_WEAK[1]}
    with tempfile.TemporaryDirectory() as folder:
        wanted, said = Path(folder, "wanted.txt"), Path(folder, "said.json")
        wanted.write_text("".join(f"{name}=={version}\n" for name, version in asked.items()), encoding="utf-8")
        command = [sys.executable, str(STRICTLY), "--requirement", str(wanted), "--no-deps", "--disable-pip"]
        command += ["--format", "json", "--desc", "off", "--progress-spinner", "off", "--output", str(said), *how]
        env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_AUDIT_")}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        try:
            packages = json.loads(said.read_text(encoding="utf-8"))["dependencies"]
        except (OSError, ValueError, KeyError, TypeError) as nothing:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise Unusable(f"the service could not be asked ({last})") from nothing
    judged = {normal(each["name"]) for each in packages if "vulns" in each}
    weaknesses = tuple(
        Weakness(normal(each["name"]), each["version"], (one["id"], *one["aliases"]), tuple(one["fix_versions"]))
        for each in packages
        for one in each.get("vulns", ())
    )
    if not any(one.package == KNOWN_WEAK[0] for one in weaknesses):
        raise Unusable(
            f"what was asked knows nothing of {' '.join(KNOWN_WEAK)}, which has been weak for years: a mirror or a "
            "portal answered in the service's place"
        )
    ours = tuple(one for one in weaknesses if one.package in pins)
    return Answer(ours, tuple(sorted(name for name in pins if name not in judged)))


def table(weaknesses: Sequence[Weakness]) -> str:
    """The weaknesses as plain lines in columns."""
    rows = [("package", "version", "weakness", "gone in", "also known as")]
    for one in weaknesses:
        name, *others = one.names
        rows.append((one.package, one.version, name, ", ".join(one.fixed_in) or "-", ", ".join(others) or "-"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def judge(answer: Answer, asked: int, exceptions: Sequence[Accepted], today: date) -> tuple[int, list[str]]:
    """The exit code and the lines for what the service said about ``asked`` packages."""
    lines, open_ones = [], []
    for weakness in answer.weaknesses:
        allowed = [one for one in exceptions if one.name in weakness.names]
        lasting = next((one for one in allowed if one.until >= today), None)
        if lasting:
            lines.append(f"accepted until {lasting.until}: {lasting.name} of {weakness.package}: {lasting.reason}")
            continue
        lines += [f"no longer accepted since {one.until}: {one.name} of {weakness.package}" for one in allowed]
        open_ones.append(weakness)
    known = {name for one in answer.weaknesses for name in one.names}
    lines += [f"accepted, but nobody reports it any more: {one.name}" for one in exceptions if one.name not in known]
    if open_ones:
        lines += [table(open_ones), f"Known weaknesses found: {len(open_ones)}. Packages asked about: {asked}."]
    if answer.unasked:
        lines.append(f"Not scanned: {len(answer.unasked)} of {asked} packages: {', '.join(answer.unasked)}.")
        return (FOUND if open_ones else NOT_SCANNED), lines
    if open_ones:
        return FOUND, lines
    beyond = ", beyond what stands above" if answer.weaknesses else ""
    return 0, [*lines, f"Nothing is known about these {asked} packages on {today}{beyond}."]


def main(argv: list[str] | None = None) -> int:
    """The command line; its exit codes stand at the top of this file."""
    words = argparse.ArgumentParser(prog="audit.py", description=__doc__)
    words.add_argument("--dev", action="store_true", help="also what only the tests and the build need")
    words.add_argument("--sbom", type=Path, metavar="FILE", help="the packages of a CycloneDX document")
    words.add_argument("--service", choices=("osv", "pypi", "esms"), default="osv", help="who is asked")
    words.add_argument("--osv-url", default="", metavar="URL", help="another address of the service osv")
    words.add_argument("--timeout", type=int, default=15, help="seconds for each question")
    asked = words.parse_args(argv)
    how = ["--vulnerability-service", asked.service, "--timeout", str(asked.timeout)]
    how += ["--osv-url", asked.osv_url] if asked.osv_url else []
    try:
        if asked.sbom:
            pins = pins_of_sbom(asked.sbom)
        else:
            locks = (RUNTIME, DEVELOPER) if asked.dev else (RUNTIME,)
            pins = {pin.name: pin.version for lock in locks for pin in read_lock(lock)}
        exceptions = accepted(ACCEPTED)
        code, lines = judge(ask(pins, how), len(pins), exceptions, datetime.now(UTC).date())
    except Unusable as reason:
        print(f"Not scanned: {reason}. This says nothing about the packages.", file=sys.stderr)
        return NOT_SCANNED
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
