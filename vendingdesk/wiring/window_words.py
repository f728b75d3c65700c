"""Plain words of a start of the window, read without a parser: that takes as long as all settings together."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

_SWITCHES = ("--demo", "--kiosk")
_VALUED = {"--data-dir": str, "--server": str, "--fingerprint": str, "--ca-file": Path, "--config": Path}


def of_the_window(words: Sequence[str]) -> argparse.Namespace | None:
    """What they say; None for all else: a command, a word cut short or joined with ``=``, a mistake."""
    found = argparse.Namespace(command=None, demo=False, kiosk=False, config=None, self_test=None)
    left = list(words)
    while left:
        word = left.pop(0)
        if word in _SWITCHES:
            setattr(found, word[2:], True)
        elif word in _VALUED and left and left[0] and not left[0].startswith("-"):
            setattr(found, word[2:].replace("-", "_"), _VALUED[word](left.pop(0)))
        else:
            return None
    return found
