"""The same code in the same bytes, whatever the process did with it before."""

from __future__ import annotations

import io
import marshal
import subprocess
import sys
from pathlib import Path

import locks
import pytest
import steady

CODE = compile(
    """
import os
A = ("x y", 3.5, 12345678901234567890, b"bytes", frozenset({"q r", "s"}))
def function(argument, *, other="x y"):
    inner = lambda: argument
    return inner, other, os.path.join, "a name that nobody else has"
class Some:
    "Doc."
    def method(self): return __class__, self.some_attribute
""",
    "some/module.py",
    "exec",
    dont_inherit=True,
)


def test_code_that_went_through_a_cache_is_written_as_if_it_had_just_been_compiled() -> None:
    cached = marshal.loads(marshal.dumps(CODE))
    assert marshal.dumps(cached) != marshal.dumps(CODE), "or this file has lost its reason"
    assert steady.dumps(cached) == steady.dumps(CODE)
    assert steady.dumps(marshal.loads(steady.dumps(CODE))) == steady.dumps(CODE)


def test_it_is_the_same_code() -> None:
    assert marshal.loads(steady.dumps(CODE)) == CODE
    assert marshal.loads(steady.dumps({"a": (1, [2])})) == {"a": (1, [2])}
    file = io.BytesIO()
    steady.dump(CODE, file)
    assert file.getvalue() == steady.dumps(CODE)


@pytest.mark.parametrize("name", ["sale.py", "money.py"])
def test_names_that_are_known_elsewhere_leave_no_trace(name: str) -> None:
    source = (locks.ROOT / "vendingdesk" / "domain" / name).read_text(encoding="utf-8")
    before = steady.dumps(compile(source, name, "exec", dont_inherit=True))
    cached = marshal.loads(marshal.dumps(compile(source, name, "exec", dont_inherit=True)))
    known = [steady.parts(cached), steady.parts(compile(source, name, "exec", dont_inherit=True))]
    assert steady.dumps(cached) == before
    assert known


def test_pyinstaller_runs_inside_of_it_from_the_checkout(tmp_path: Path) -> None:
    command = [sys.executable, str(locks.ROOT / "packaging" / "steady.py"), "--version"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout[0].isdigit()
