"""The frozen program used as a person uses it, in every place where it has to work. ``smoke_test.py --help``."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from contents import complaints
from freeze import FROZEN, ROOT
from pack import newer_than
from smoke_modules import frozen_modules, left_out, missing, own_missing
from smoke_places import ARCHIVE, PACKAGE, PLACES, Place, Things
from smoke_program import NotWell, Program, log_tail
from smoke_root import NotRun
from smoke_steps import Step

COLUMNS = tuple(dict.fromkeys(name for place in PLACES for name, _ in place.steps))
REQUIRED = "VENDINGDESK_REQUIRE_PLACES"
HERE, ALL = "here", "all"


@dataclass(slots=True)
class Row:
    """What became of a place: seconds for each step; ``failed`` or ``not_run`` say why, empty for neither."""

    name: str
    seconds: dict[str, float] = field(default_factory=dict)
    total: float = 0.0
    failed: str = ""
    not_run: str = ""


def try_contents(frozen: Path) -> str:
    """What is imported late is in it, and nothing that must not be; raises ``NotWell`` with what is wrong."""
    there = frozen_modules(frozen)
    own = own_missing(ROOT, there)
    lost = [f"{each.module} (asked for by {each.asker})" for each in missing(ROOT, there, left_out())]
    if own or lost:
        raise NotWell(
            f"not in the frozen program: {', '.join([*own, *lost])}; run “make package” if it is an older one"
        )
    if wrong := complaints(frozen):
        raise NotWell("; ".join(wrong))
    return f"{len(there)} modules"


def too_old(things: Things, chosen: Sequence[Place]) -> str:
    """Why this would not try what stands in the checkout; empty where it would."""
    moment = (things.frozen / "vendingdesk").stat().st_mtime
    if newer := newer_than(moment, ROOT):
        return f"The frozen program is older than {newer}"
    packed = [file for kind in (ARCHIVE, PACKAGE) for file in sorted(things.dist.glob(kind))]
    for file in packed if any(place.in_root for place in chosen) else ():
        if file.stat().st_mtime < moment:
            return f"{file.name} is older than the frozen program"
    return ""


def try_place(place: Place, things: Things) -> Row:
    """All steps in one place; the first that fails ends it."""
    row = Row(place.name)
    began = time.monotonic()
    program: Program | None = None
    try:
        with contextmanager(place.enter)(things) as program:
            print(f"\n{place.name}", flush=True)
            for name, step in place.steps:
                _try_step(row, name, step, program)
    except NotRun as why:
        row.not_run = str(why)
        print(f"\n{place.name}: not run: {why}", flush=True)
    except NotWell as wrong:
        row.failed = str(wrong)
        print(f"  FAILED: {wrong}", flush=True)
        if program is not None and (tail := log_tail(program.books)):
            print(f"  the end of its log:\n{tail}", flush=True)
    row.total = time.monotonic() - began
    return row


def _try_step(row: Row, name: str, step: Step, program: Program) -> None:
    began = time.monotonic()
    try:
        said = step(program)
    except NotWell as wrong:
        raise NotWell(f"{name}: {wrong}") from wrong
    except Exception as error:
        raise NotWell(f"{name}: {type(error).__name__}: {error}") from error
    row.seconds[name] = time.monotonic() - began
    print(f"  {name:<10} {row.seconds[name]:6.1f} s  {said}", flush=True)


def table(rows: Sequence[Row]) -> str:
    """Places by steps, with the seconds that each took."""
    width = max(len(row.name) for row in rows)
    lines = [f"{'':{width}} {' '.join(f'{name:>9}' for name in COLUMNS)} {'in all':>9}"]
    for row in rows:
        steps = next(place.steps for place in PLACES if place.name == row.name)
        wanted = {name for name, _ in steps}
        cells = []
        for name in COLUMNS:
            if name in row.seconds:
                cells.append(f"{row.seconds[name]:9.1f}")
            elif name not in wanted:
                cells.append(f"{'':>9}")
            else:
                cells.append(f"{'FAILED' if row.failed and not any(c == '   FAILED' for c in cells) else '–':>9}")
        cells.append(f"{row.total:9.1f}")
        lines.append(f"{row.name:{width}} {' '.join(cells)}{f'  not run: {row.not_run}' if row.not_run else ''}")
    return "\n".join(lines)


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="smoke_test.py", description=__doc__)
    parser.add_argument(
        "--frozen", type=Path, default=FROZEN / "vendingdesk", metavar="FOLDER", help="what make freeze made"
    )
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", metavar="FOLDER", help="what make package made")
    parser.add_argument(
        "--only", action="append", metavar="PLACE", choices=[place.name for place in PLACES], help="one place"
    )
    parser.add_argument(
        "--require",
        choices=(HERE, ALL),
        default=os.environ.get(REQUIRED),
        help=f"a place that can't be made is a failure: {HERE}, any but a bare Debian; {ALL}, any ({REQUIRED})",
    )
    parser.add_argument("--stale", action="store_true", help="also if a source is newer than what was made of it")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="try it in this new folder, and leave all there")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Try every place; 0 when all that was run went well."""
    wanted = arguments(words)
    if not (wanted.frozen / "vendingdesk").is_file():
        print(f"There is no frozen program in {wanted.frozen}: run “make package” first.", file=sys.stderr)
        return 1
    chosen = [place for place in PLACES if not wanted.only or place.name in wanted.only]
    if not wanted.stale and (why := too_old(Things(wanted.frozen, wanted.dist, Path(), Path()), chosen)):
        print(f"{why}: run “make package” again, or ARGS=--stale to try it all the same.", file=sys.stderr)
        return 1
    os.umask(0o022)  # the places are made for others to look into
    scratch = wanted.keep or Path(tempfile.mkdtemp(prefix="vendingdesk-smoke-"))
    try:
        scratch.mkdir(exist_ok=True)
        scratch.chmod(0o755)
        things = Things(wanted.frozen.resolve(), wanted.dist.resolve(), scratch.resolve(), ROOT / "build")
        try:
            print(f"nothing is missing in it: {try_contents(things.frozen)}", flush=True)
            wrong = ""
        except NotWell as error:
            wrong = str(error)
            print(f"FAILED: {wrong}", flush=True)
        rows = [try_place(place, things) for place in chosen]
    finally:
        if wanted.keep is None:
            shutil.rmtree(scratch)
    print(f"\n{table(rows)}\n")
    failed = ([wrong] if wrong else []) + [f"{row.name}: {row.failed.splitlines()[0]}" for row in rows if row.failed]
    required = {place.name for place in chosen if wanted.require == ALL or (wanted.require and not place.in_root)}
    failed += [f"{row.name} was not run: {row.not_run}" for row in rows if row.not_run and row.name in required]
    if not failed and all(row.not_run for row in rows):
        failed = ["nothing was tried: no place could be made here"]
    for each in failed:
        print(f"Failed: {each}", file=sys.stderr)
    if not failed:
        skipped = sum(1 for row in rows if row.not_run)
        also = f"; {skipped} were not run" if skipped else ""
        places = "1 place" if len(rows) - skipped == 1 else f"{len(rows) - skipped} places"
        print(f"The frozen program works in {places}{also}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
