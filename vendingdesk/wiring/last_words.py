"""What the program says as it ends: that it is damaged itself, or that nobody got what it printed."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from vendingdesk.resources import DAMAGED, MissingFile

_LOADER = ("pyimod01_archive.py", "pyimod02_importers.py")
"""Where a frozen program reads its own code. What is raised below that, was raised because the code is not whole."""


def damage(error: BaseException) -> str:
    """What to say of an error that comes of a frozen program's missing or overwritten files; empty for any other.

    Empty too where the program runs from its source: who changes that wants the trace.
    """
    if not getattr(sys, "frozen", False):
        return ""
    if not isinstance(error, (ImportError, MissingFile)) and not _in_the_loader(error):
        return ""
    return DAMAGED.format(" ".join(str(error).split()) or type(error).__name__)


def _in_the_loader(error: BaseException) -> bool:
    where = error.__traceback__
    while where is not None:
        if where.tb_frame.f_code.co_filename.endswith(_LOADER):
            return True
        where = where.tb_next
    return False


def say(text: str) -> None:
    """One line on standard error, where that can be written."""
    try:
        print(f"vendingdesk: {text}", file=sys.stderr, flush=True)
    except OSError:
        discard(sys.stderr)


def written(code: int) -> int:
    """Write what was printed and not written yet; ``code``, or 1 and a sentence where it can't be."""
    try:
        sys.stderr.flush()
    except OSError:
        discard(sys.stderr)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output went away (a pager was left): nothing to tell, nothing lost.
        discard(sys.stdout)
        return 1
    except OSError as error:
        discard(sys.stdout)
        say(f"Standard output can't be written ({error.strerror}): free some room there, or send it elsewhere.")
        return 1
    return code


def discard(stream: TextIO) -> None:
    """Send what is still to be written to nowhere: the interpreter would try it again at its end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
