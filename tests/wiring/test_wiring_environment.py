"""Programs started from a frozen one see what the user set, and nothing of its loader."""

import subprocess
import sys

import pytest

from vendingdesk.wiring.environment import give_back

OWN = {"_PYI_ARCHIVE_FILE": "/opt/vendingdesk/vendingdesk", "_PYI_PARENT_PROCESS_LEVEL": "1"}


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ({"LD_LIBRARY_PATH": "/opt/vendingdesk/_internal", "HOME": "/root"}, {"HOME": "/root"}),
        (
            {"LD_LIBRARY_PATH": "/opt/vendingdesk/_internal:/mine", "LD_LIBRARY_PATH_ORIG": "/mine"},
            {"LD_LIBRARY_PATH": "/mine"},
        ),
        ({"LD_LIBRARY_PATH": "/opt/vendingdesk/_internal", "LD_LIBRARY_PATH_ORIG": ""}, {"LD_LIBRARY_PATH": ""}),
        ({"LANG": "fr_FR.UTF-8"}, {"LANG": "fr_FR.UTF-8"}),
    ],
)
def test_the_users_own_values_come_back(found: dict[str, str], left: dict[str, str]) -> None:
    variables = found | OWN
    give_back(variables)
    assert variables == left


def test_a_frozen_program_gives_back_before_it_does_anything_else() -> None:
    code = (
        "import os, sys; sys.frozen = True; os.environ['LD_LIBRARY_PATH'] = '/ours'; os.environ['_PYI_X'] = '1'\n"
        "from vendingdesk.__main__ import main\n"
        "try: main(['--version'])\n"
        "except SystemExit: print(sorted(name for name in os.environ if name.startswith(('LD_', '_PYI'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
