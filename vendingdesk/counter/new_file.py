"""A place for a file that replaces none: an earlier one may be open somewhere, or be a proof."""

from __future__ import annotations

from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault


def new_file(folder: Path, name: str, kind: str) -> Path:
    """``name.kind`` in the folder, or ``name-2.kind`` and so on where that is taken. Blocks.

    Raises ``EnvironmentFault`` for a folder that can't be read.
    """
    try:
        taken = {each.name for each in folder.iterdir()} if folder.exists() else set()
    except OSError as error:
        raise EnvironmentFault(
            f"The folder {folder} can't be read ({error.strerror}). Choose another one."
        ) from error
    names = (f"{name}.{kind}", *(f"{name}-{number}.{kind}" for number in range(2, len(taken) + 3)))
    return folder / next(each for each in names if each not in taken)
