"""A disk of a few hundred kilobytes or a few megabytes: a file system in memory that only one child process sees."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from journal.test_journal_sqlite import ROOT

_NAMESPACE = ["unshare", "--mount"] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["unshare", "-r", "--mount"]
_MOUNT = 'mount -t tmpfs -o size="$1"k none "$2" && shift 2 && exec "$@"'


def _on(place: Path, kib: int, *command: str) -> subprocess.CompletedProcess[str]:
    around = [*_NAMESPACE, "sh", "-c", _MOUNT, "sh", str(kib), str(place), *command]
    return subprocess.run(around, cwd=ROOT, capture_output=True, text=True, check=False)


def on_small_disk(place: Path, kib: int, script: str, *words: str) -> str:
    """Run a script of Python with a disk of ``kib`` KiB at ``place``, its first argument; what it printed."""
    place.mkdir()
    if shutil.which("unshare") is None or _on(place, 64, "true").returncode:
        pytest.skip("nobody may mount a file system of their own here")
    done = _on(place, kib, sys.executable, "-c", script, str(place), *words)
    assert done.returncode == 0, done.stderr
    return done.stdout
