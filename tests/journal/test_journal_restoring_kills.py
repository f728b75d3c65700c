"""A restoration that is killed at any of its steps: the old state or the new one, and a second run finishes."""

import asyncio
import os

import pytest
from journal.restoring_shop import Shop, run, sell

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import verify

CUT_OFF = """
import os, shutil, signal, sys
from pathlib import Path
from vendingdesk.journal.book import Book
sys.path.insert(0, "tests")
from journal.restoring_shop import NOON, restore

begun, places = Path(sys.argv[1]), Path(sys.argv[2])

def cut_off_at(step, place):
    left = [step]
    def counted(call):
        def counting(*given, **named):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*given, **named)
        return counting
    for name in ("open", "rename", "replace", "unlink", "fsync"):
        setattr(os, name, counted(getattr(os, name)))
    Book.append = counted(Book.append)
    restore(place / "data", "K01", place / "backup.sqlite", NOON, last_receipt=int(sys.argv[3]) or None)

for step in range(1, 100):
    place = places / str(step)
    shutil.copytree(begun, place)
    child = os.fork()
    if not child:
        cut_off_at(step, place)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
        print(step)
        break
"""


def cut_off(shop, places, last_receipt=0):
    """The shop after a restoration that was killed at each step in turn, and the one that came to its end."""
    done = run(CUT_OFF, shop.data.parent, places, last_receipt)
    assert done.returncode == 0
    steps = int(done.stdout)
    assert steps > 8
    for step in range(1, steps + 1):
        again = object.__new__(Shop)
        again.data, again.backup = places / str(step) / "data", places / str(step) / "backup.sqlite"
        again.journal = again.data / "journal.sqlite"
        yield again, step == steps


def whole(shop):
    try:
        return verify(shop.data).unbroken
    except EnvironmentFault:
        return False


def may_be_sold_from(shop):
    try:
        asyncio.run(sell(shop.data, 0))
    except EnvironmentFault:
        return False
    return True


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="each kill is one of a forked process")


@needs_fork
@pytest.mark.parametrize(("how", "mark"), [("a flipped byte", True), ("gone", True), ("half", False)])
def test_a_kill_at_any_step_leaves_the_old_state_or_the_new_one_and_a_second_run_finishes(tmp_path, how, mark):
    shop = Shop(tmp_path / "begun")
    shop.lose(how)
    if not mark:
        (shop.data / "journal.mark").unlink()
    lost = [shop.journal.read_bytes()] if shop.journal.exists() else []
    last_receipt = 0 if mark else 5
    for again, finished in cut_off(shop, tmp_path / "places", last_receipt):
        if not whole(again):
            assert not finished
            again.restore(last_receipt=last_receipt or None)
        assert whole(again)
        assert [path.read_bytes() for path in again.data.glob("journal.damaged-*.sqlite")] == lost
        assert again.next_number() == 6


@needs_fork
def test_after_a_kill_nothing_is_sold_from_what_lies_there(tmp_path):
    """The damaged journal could still be opened: its end is whole. After the mark is renewed it can't be."""
    shop = Shop(tmp_path / "begun")
    shop.lose("a flipped byte")
    found = [
        (again.journal.exists(), whole(again), may_be_sold_from(again))
        for again, _finished in cut_off(shop, tmp_path / "places")
    ]
    assert list(dict.fromkeys(found)) == [
        (True, False, True),  # as it was
        (True, False, False),  # the mark is renewed
        (False, False, False),  # the damaged one is aside
        (True, True, True),  # restored
    ]
