"""The setup file made whole at a start: without the lines that can't be used, and as this version writes it.

The file as it was is kept beside it. What was left out is remembered until a person has set it again, or has said on
the Settings page that it is seen: one line at one start would be seen by whoever opens the shop, and by nobody else.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendingdesk.counter.declared import TABLES
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.setup_own import own_settings
from vendingdesk.wiring.setup_policy import Source
from vendingdesk.wiring.setup_salvage import left_out_sentence, salvaged, usable

if TYPE_CHECKING:
    from vendingdesk.counter.setup import DeskSetup
    from vendingdesk.wiring.setup_layers import Layers
    from vendingdesk.wiring.setup_own import Own

log = logging.getLogger(__name__)

ENDING = ".left-out"
"""What stands behind the setup file's name in that of the memory of what was left out."""

_TABLES = {part.value for part in TABLES}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What starts have left out of the setup file since somebody looked, and where the file as it was is kept."""

    said: Mapping[str, str] = field(default_factory=dict)
    copy: str = ""


def settled(layers: Layers, now: datetime) -> DeskSetup:
    """The settings of this run; ``desk.toml`` is mended, if it needs that and can be. Blocks; call it in a thread.

    Raises ``EnvironmentFault`` for a policy with a wrong value, and for books beside the file that a newer program
    has written: nothing of that program's is changed. A file that can't be written stops nobody.
    """
    from vendingdesk.journal.opening import check_versions

    check_versions(layers.own.file.parent)
    found = salvaged(layers)
    own = layers.own
    remembered = read_left_out(own.file)
    wrong = {path: said for path, said in found.left_out.items() if layers.source(path) is Source.OWN}
    wrong |= own.faults
    if wrong or own.older:
        mended = LeftOut({**remembered.said, **wrong}, remembered.copy)
        try:
            mended = _mend(layers, wrong, mended, now)
        except (EnvironmentFault, OSError, ValueError) as error:
            log.warning("the setup file could not be mended: %s", error)
        else:
            log.warning("the setup file was mended: %s", "; ".join(wrong.values()) or "an older form")
            remembered = mended
    still = {path: said for path, said in remembered.said.items() if path not in own.said or path in wrong}
    remembered = LeftOut(still, remembered.copy)
    _remember(own.file, remembered)
    said = {**still, **found.left_out}
    notices = [left_out_sentence(path, why) for path, why in said.items()]
    if still and remembered.copy:
        notices.append(f"The file as it was: {own.file.with_name(remembered.copy)}.")
    return replace(found.setup, notices=tuple(notices))


def read_left_out(file: Path) -> LeftOut:
    """What is remembered of that; a memory that can't be read is none."""
    try:
        from vendingdesk.wiring.setup_file import content_of

        found = json.loads(content_of(_memory(file), "It"))
        said, copy = found["left_out"], found["copy"]
        return LeftOut({str(path): str(why) for path, why in said.items()}, Path(copy).name)
    except (EnvironmentFault, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return LeftOut()


def forget_left_out(file: Path) -> None:
    """A person has seen it. Raises ``EnvironmentFault`` where that can't be kept."""
    try:
        _memory(file).unlink(missing_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            f"That could not be kept ({error.strerror}). Make the data folder writable."
        ) from error


def _memory(file: Path) -> Path:
    return file.with_name(f"{file.name}{ENDING}")


def _remember(file: Path, what: LeftOut) -> None:
    from vendingdesk.wiring.setup_disk import write_files

    with suppress(EnvironmentFault, OSError):  # a notice less is no reason not to sell
        if not what.said:
            _memory(file).unlink(missing_ok=True)
        elif what != read_left_out(file):
            write_files([(_memory(file), _written(what))], file)


def _written(what: LeftOut) -> bytes:
    return json.dumps({"copy": what.copy, "left_out": dict(what.said)}, ensure_ascii=False).encode()


def _mend(layers: Layers, wrong: Mapping[str, str], what: LeftOut, now: datetime) -> LeftOut:
    """Write the file anew; returns ``what`` to remember, with the copy's name. Raises before anything is changed.

    The memory stands before the file does: a plug pulled between the two takes no notice away.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    from vendingdesk.wiring.setup_copies import copy_of, keep_newest
    from vendingdesk.wiring.setup_disk import write_files
    from vendingdesk.wiring.setup_file import text_of
    from vendingdesk.wiring.setup_upgrades import VERSION, upgraded

    file = layers.own.file
    text = text_of(file)
    before = own_settings(text, file)
    if before != layers.own:
        raise EnvironmentFault("it was changed by another program this moment")
    try:
        document = tomlkit.parse(text)
        upgraded(document, file)
        for path in wrong:
            _take_out(document, path, layers)
        document["version"] = VERSION
        written = tomlkit.dumps(document)
    except (TOMLKitError, RecursionError) as error:
        raise EnvironmentFault(str(error)) from error
    _check(before, own_settings(written, file), wrong)
    copy = copy_of(file, text.encode(), f"damaged-{now:%Y%m%d-%H%M%S}" if wrong else "older")
    files = [(copy, text.encode()), (file, written.encode())]
    if wrong:
        what = LeftOut(what.said, copy.name)
        files.insert(1, (_memory(file), _written(what)))
    write_files(files, file)
    keep_newest(file, copy)
    return what


def _take_out(document: Any, path: str, layers: Layers) -> None:
    """Take a setting out of the document; of taxes and fees only those that are wrong."""
    if path == "charges" and layers.own.said.get("charges"):
        right = _right_charges(layers)
        kept = document["charges"]
        for at in range(len(kept) - 1, -1, -1):
            if kept[at].unwrap() not in right:
                del kept[at]
        if kept:
            return
    table, _, key = path.partition(".")
    inside = document.get(table) if table in _TABLES and key else None
    if inside is None:
        document.pop(path, None)
    else:
        inside.pop(key, None)


def _right_charges(layers: Layers) -> list[Any]:
    good, _wrong = usable({path: value for path, value in layers.values.items() if path != "charges"}
                          | {"charges": layers.own.said["charges"]})  # fmt: skip
    return list(good.get("charges", ()))


def _check(before: Own, after: Own, wrong: Mapping[str, str]) -> None:
    """Hold what would be written to what was read: nothing but the wrong lines may be gone."""
    kept = {path: value for path, value in before.said.items() if path not in wrong}
    there = {path: value for path, value in after.said.items() if path not in wrong}
    if kept != there or after.unusable != before.unusable or after.faults:
        raise EnvironmentFault("what would be written is not what was read")
