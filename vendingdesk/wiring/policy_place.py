"""Where the machine-wide policy file is: a place that takes an administrator to write to."""

from __future__ import annotations

import sys
from pathlib import Path

POLICY = "policy.toml"
"""The file's name there."""


def policy_file() -> Path:
    """The policy file's place on this system, whether there is one or not.

    No environment variable moves it: who may not write there may not get rid of it either.
    """
    if sys.platform == "win32":
        return _program_data() / "vendingdesk" / POLICY
    if sys.platform == "darwin":
        return Path("/Library/Application Support/vendingdesk") / POLICY
    return Path("/etc/vendingdesk") / POLICY


if sys.platform == "win32":

    def _program_data() -> Path:
        """What %PROGRAMDATA% says, asked of the system itself (CSIDL_COMMON_APPDATA); not yet run on Windows."""
        import ctypes

        found = ctypes.create_unicode_buffer(260)
        if ctypes.windll.shell32.SHGetFolderPathW(None, 0x23, None, 0, found) != 0:
            from vendingdesk.domain.errors import EnvironmentFault

            raise EnvironmentFault(
                "Windows does not say where its ProgramData folder is. Ask whoever looks after it."
            )
        return Path(found.value)
