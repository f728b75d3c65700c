"""What ``make test`` says of a run is of that run."""

import re
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).resolve().parents[1] / "Makefile"


@pytest.mark.parametrize(("tests", "well"), [("true", True), ("false", False), ("kill -9 $BASHPID", False)])
def test_a_run_that_was_killed_has_not_the_word_of_an_older_one(tests: str, well: bool, tmp_path: Path) -> None:
    found = re.search(r"\n\t(all_tests\(\) \{\n.*?\n\t\})\n", MAKEFILE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    function = re.sub(r"\$\(or .*?\)\)|\$\(PY\)", "", found[1]).replace("$$", "$")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "pytest-status").write_text("0\n")
    script = f"on_screen() {{ {tests}; }}\nclosing=closing\n{function}\nall_tests"
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) is well, done.stdout + done.stderr
