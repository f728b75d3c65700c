"""A checkout with our own scripts and Makefile, of a program that needs one package or two, and their wheels."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

REAL = Path(__file__).resolve().parents[2]
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "vendingdesk"
version = "9.8"
requires-python = ">=3.11"
dependencies = ["tiny-part"]
[project.scripts]
vendingdesk = "vendingdesk.__main__:main"
[tool.hatch.build.targets.wheel]
packages = ["vendingdesk"]
"""
PROGRAM = """\
import sys, tiny_part
def main():
    print('runs', *sys.argv[1:])
if __name__ == '__main__':
    main()
"""


def make_wheel(folder: Path, name: str, tag: str = "py3-none-any") -> str:
    """A wheel with one module that does nothing, and the SHA-256 of its bytes."""
    module = name.replace("-", "_")
    info = f"{module}-1.0.dist-info"
    file = folder / f"{module}-1.0-{tag}.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for path, text in {
            f"{module}.py": "#" * 20_000,
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
            f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
            f"{info}/RECORD": f"{module}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n",
        }.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return hashlib.sha256(file.read_bytes()).hexdigest()


class Tiny:
    """A checkout with our own scripts and Makefile, of a program that needs one package or two."""

    def __init__(self, root: Path) -> None:
        self.root, self.index = root / "a checkout", root / "index"
        self.house = self.root / "dist" / "wheelhouse"
        self.index.mkdir()
        (self.root / "packaging").mkdir(parents=True)
        for name in ("wheelhouse.py", "locks.py", "freeze.py"):
            shutil.copyfile(REAL / "packaging" / name, self.root / "packaging" / name)
        shutil.copyfile(REAL / "Makefile", self.root / "Makefile")
        (self.root / "pyproject.toml").write_text(PROJECT)
        (self.root / "vendingdesk").mkdir()
        (self.root / "vendingdesk" / "__init__.py").write_text("")
        (self.root / "vendingdesk" / "__main__.py").write_text(PROGRAM)
        part = make_wheel(self.index, "tiny-part")
        windows = make_wheel(self.index, "tiny-windows", "cp312-cp312-win_amd64")
        self.lock(
            f"# by a machine\ntiny-part==1.0 \\\n    --hash=sha256:{part}\n"
            f"tiny-windows==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{windows}\n"
        )
        (self.root / "requirements-dev.lock").write_text((self.root / "requirements.lock").read_text())
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "COV"))},
            "PIP_FIND_LINKS": str(self.index),
            "PIP_NO_INDEX": "1",
            "SOURCE_DATE_EPOCH": "1700000000",
        }

    def lock(self, text: str) -> None:
        """Pin this and nothing else."""
        (self.root / "requirements.lock").write_text(text)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """``wheelhouse.py`` of the tiny checkout."""
        command = [sys.executable, str(self.root / "packaging" / "wheelhouse.py"), *words]
        return subprocess.run(
            command, capture_output=True, text=True, env=self.env, check=False, cwd=self.root.parent
        )

    def refused(self, *words: str) -> str:
        """The sentence with which a check of the wheelhouse ends."""
        done = self.run("--check", str(self.house), *words)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr
