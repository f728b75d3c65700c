"""The baseline of the window: bare PySide6 with as many plain widgets as the sign-in dialog has.

Started through ``runpy`` as ``python -m`` is. Says when it was painted and its peak memory.
"""

from __future__ import annotations

import runpy

if __name__ == "__main__":
    runpy.run_module("bare_window", run_name="__main__", alter_sys=True)
