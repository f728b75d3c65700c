"""What the program is made of, as a CycloneDX document: ``dist/vendingdesk-VERSION.cdx.json``. ``sbom.py --help``.

Always: the packages of the lock that the program leads to, what their wheels bring along, and Python. With a frozen
folder: the bootloader, and the libraries of the building system that it holds. The same commit gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tomllib
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import Distribution, version
from pathlib import Path

from bundled import SystemPackage, inside_wheels, system, system_packages, without_owner
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License, LicenseAcknowledgement
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from debian import NotPacked
from embedded import Inside
from embedded import of_python as inside_python
from freeze import FROZEN, commit_time
from locks import ROOT, RUNTIME, Pin, Unusable, normal, read_lock
from pack import look_at as look_at_program
from pack import newer_than
from packageurl import PackageURL
from packaging.requirements import Requirement
from shipped import MORE_EXACT, NotTheLock, shipped_distributions
from wheelhouse import sha256

DIST = ROOT / "dist"
CLASSIFIERS = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Of packages that name their licence in no other way; others stay as worded: they don't say a version."""


def licences(kept: Distribution) -> list[License]:
    """The licence that a distribution declares: an SPDX expression, else its words, else its classifiers."""
    told = kept.metadata.json
    words = MORE_EXACT.get(normal(kept.metadata["Name"]), str(told.get("license_expression", "")))
    if not words and len(str(told.get("license", ""))) < 60:
        words = str(told.get("license", ""))
    if not words:
        names = [one.rpartition(" :: ")[2] for one in told.get("classifier", ()) if one.startswith("License")]
        words = " OR ".join(CLASSIFIERS.get(name, name) for name in names)
    return declared(words)


def declared(words: str) -> list[License]:
    """A licence in SPDX's words where they are that, else by its name; none for nothing."""
    if not words:
        return []
    return [LicenseFactory().make_from_string(words, license_acknowledgement=LicenseAcknowledgement.DECLARED)]


def of_package(kept: Distribution, pin: Pin, inside: Sequence[Inside]) -> Component:
    """A locked Python package, with the sums of the files that the lock allows, and what its wheel brings along."""
    purl = PackageURL("pypi", name=pin.name, version=pin.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(purl.to_string()),
        comment="one of these files, for whichever system and Python",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in pin.sums],
    )
    return Component(
        name=pin.name,
        version=pin.version,
        bom_ref=purl.to_string(),
        purl=purl,
        description=str(kept.metadata.json.get("summary", "")) or None,
        licenses=licences(kept),
        external_references=[files],
        components=[of_inside(one) for one in inside],
    )


def of_inside(one: Inside) -> Component:
    """A library inside of a wheel or of Python, with those files that are nothing else."""
    plain = one.name.partition(" (")[0]
    vendor, _, product = one.cpe.partition(":")
    crate = one.kind == "cargo"
    return Component(
        name=one.name,
        version=one.version or None,
        bom_ref=f"{one.of}/{one.kind}/{one.name}@{one.version}" if crate else f"{one.of}/{one.name}",
        purl=PackageURL(one.kind, name=plain, version=one.version or None),
        cpe=cpe(vendor, product or plain, one.version.partition("-")[0]) if vendor and one.version else None,
        licenses=declared(one.licence),
        properties=[Property(name="vendingdesk:file", value=file) for file in one.files],
    )


def cpe(vendor: str, product: str, number: str) -> str:
    """The name that vulnerability databases have for a program (CPE 2.3)."""
    return f"cpe:2.3:a:{vendor}:{product}:{number}:*:*:*:*:*:*:*"


def of_python() -> Component:
    """The interpreter, which is in the frozen folder, and which everything else runs on."""
    number = platform.python_version()
    purl = PackageURL("generic", name="python", version=number)
    return Component(
        type=ComponentType.PLATFORM,
        name="python",
        version=number,
        bom_ref=purl.to_string(),
        purl=purl,
        cpe=cpe("python", "python", number),
        licenses=declared("PSF-2.0"),
        components=[of_inside(one) for one in inside_python()],
    )


def of_system(one: SystemPackage, where: str) -> Component:
    """A package of the building system, with the files of it that are in the frozen folder."""
    namespace = where.partition("-")[0]
    qualifiers = {"arch": one.architecture, "distro": where}
    if one.source != one.name:
        qualifiers["upstream"] = f"{one.source}@{one.source_version}"
    purl = PackageURL("deb", namespace, one.name, one.version, qualifiers)
    return Component(
        name=one.name,
        version=one.version,
        bom_ref=purl.to_string(),
        purl=purl,
        licenses=[LicenseFactory().make_with_name(name) for name in one.licences or ("see THIRD-PARTY.txt",)],
        properties=[Property(name="vendingdesk:file", value=file) for file in one.files],
    )


def of_frozen(frozen: Path, shipped: Mapping[str, Distribution]) -> list[Component]:
    """What a frozen folder holds beside Python packages and Python; raises ``Unusable`` for what nobody owns.

    Without Debian's packages to ask, a library that is no wheel's and not Python's is listed as a file with its sum.
    """
    inner = frozen / "_internal"
    packages, strays = system_packages(inner, without_owner(frozen, shipped.values()))
    if strays and shutil.which("dpkg-query"):
        names = ", ".join(place.as_posix() for place in strays)
        raise Unusable(
            f"Nobody knows whose these files in {inner} are: {names}. None is a file of a wheel, of this Python or of"
            " a package of this system, whatever it is called: run “make freeze” again here."
        )
    where = system()
    found = [of_system(one, where) for one in packages]
    for place in strays:
        content = HashType(alg=HashAlgorithm.SHA_256, content=sha256(inner / place))
        name = place.as_posix()
        found.append(Component(type=ComponentType.FILE, name=name, bom_ref=f"file:{name}", hashes=[content]))
    number = version("pyinstaller")
    purl = PackageURL("pypi", name="pyinstaller", version=number)
    licence = declared("GPL-2.0-or-later WITH Bootloader-exception")
    told = "Its bootloader is the program's executable."
    loader = Component(name="pyinstaller", version=number, bom_ref=purl.to_string(), purl=purl, licenses=licence)
    loader.description = told
    return [*found, loader]


def look_at(frozen: Path, *, stale: bool) -> None:
    """Raise ``Unusable`` unless ``frozen`` is what ``pack.py`` would pack: both are dated by the commit."""
    try:
        look_at_program(frozen, stale=True)
    except NotPacked as reason:
        raise Unusable(str(reason)) from reason
    newer = None if stale else newer_than((frozen / "vendingdesk").stat().st_mtime, ROOT)
    if newer is not None:
        raise Unusable(
            f"The frozen program is older than {newer}: run “make freeze” again, or “sbom.py --stale” to list it all"
            " the same."
        )


def document(moment: int, frozen: Path | None) -> str:
    """The whole document as JSON, dated ``moment`` (seconds since 1970); raises ``Unusable``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    try:
        shipped = shipped_distributions(ROOT)
    except NotTheLock as other:
        raise Unusable(str(other)) from other
    pins = {pin.name: pin for pin in read_lock(RUNTIME)}
    inside = [one for one in inside_wheels(shipped) if frozen is None or is_in(one, frozen)]
    packages = {
        name: of_package(kept, pins[name], [one for one in inside if one.of == name])
        for name, kept in shipped.items()
    }
    own = Component(
        type=ComponentType.APPLICATION,
        name=project["name"],
        version=project["version"],
        bom_ref=project["name"],
        purl=PackageURL("generic", name=project["name"], version=project["version"]),
        description=project["description"],
        licenses=declared(project["license"]),
    )
    python = of_python()
    others = [python, *(of_frozen(frozen, shipped) if frozen else [])]
    writer = Component(name="cyclonedx-python-lib", version=version("cyclonedx-python-lib"))
    when = datetime.fromtimestamp(moment, UTC)
    bom = Bom(components=[*packages.values(), *others], metadata=BomMetaData(component=own, timestamp=when))
    bom.metadata.tools.components.add(writer)
    direct = [Requirement(line) for line in project["dependencies"]]
    bom.register_dependency(own, [*needed(direct, packages), *others])
    bom.register_dependency(python, python.components)
    for name, kept in shipped.items():
        requirements = [Requirement(line) for line in kept.requires or ()]
        bom.register_dependency(packages[name], [*needed(requirements, packages), *packages[name].components])
    bom.serial_number = uuid.UUID(int=0)
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, JsonV1Dot6(bom).output_as_string())
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def is_in(one: Inside, frozen: Path) -> bool:
    """Whether a frozen folder holds a library: it has one of its files, or it is inside of others."""
    return not one.files or any((frozen / "_internal" / file).is_file() for file in one.files)


def needed(requirements: Sequence[Requirement], packages: Mapping[str, Component]) -> list[Component]:
    """The packages that ``requirements`` lead to on this system."""
    here = {normal(one.name) for one in requirements if one.marker is None or one.marker.evaluate({"extra": ""})}
    return [packages[name] for name in sorted(here) if name in packages]


def write(into: Path, text: str) -> Path:
    """Write the document into the folder ``into``, whole or not at all; raises ``Unusable`` for no CycloneDX."""
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        raise Unusable(f"What would be written is not what CycloneDX's schema asks for: {fault}")
    into.mkdir(parents=True, exist_ok=True)
    file = into / f"vendingdesk-{json.loads(text)['metadata']['component']['version']}.cdx.json"
    part = file.with_name(f"{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)
    sums = into / "SHA256SUMS"
    if sums.is_file():
        # The packages were made before and are listed there: who verifies them verifies this too.
        others = [line for line in sums.read_text("utf-8").splitlines() if line.split("  ")[-1] != file.name]
        lines = sorted([*others, f"{sha256(file)}  {file.name}"], key=lambda line: line.split("  ")[-1])
        sums.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def main(argv: list[str] | None = None) -> int:
    """The command line; exit code 0 well, 1 with one sentence on standard error, 2 for wrong words."""
    words = argparse.ArgumentParser(prog="sbom.py", description=__doc__)
    words.add_argument("--frozen", type=Path, help="a frozen folder; build/frozen/vendingdesk if it is there")
    words.add_argument("--into", type=Path, default=DIST, help="the folder to write into, dist if none is named")
    words.add_argument("--stale", action="store_true", help="also if a source is newer than the frozen program")
    asked = words.parse_args(argv)
    frozen = asked.frozen or FROZEN / "vendingdesk"
    there = (frozen / "_internal").is_dir()
    try:
        if asked.frozen and not there:
            raise Unusable(f"{frozen} is no frozen program: make freeze makes one.")
        if there:
            look_at(frozen.resolve(), stale=asked.stale)
        text = document(int(commit_time()), frozen if there else None)
        file = write(asked.into, text)
    except Unusable as reason:
        print(reason, file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"The document could not be written: {fault}", file=sys.stderr)
        return 1
    named = json.loads(text)["components"]
    count = len(named) + sum(len(one.get("components", ())) for one in named)
    beyond = f"with the libraries of {frozen}" if there else "without system libraries: no frozen program is here"
    print(f"{file}: {count} components, {beyond}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
