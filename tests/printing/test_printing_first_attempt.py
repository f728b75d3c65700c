"""A printer that CUPS is still connecting to: never reached, or half a slip came out before and it tries again."""

from __future__ import annotations

import pytest
from printing.own_cups import OwnCups
from printing.real_cups import ended, seen, way
from printing.slips import work

from vendingdesk.domain.printing import JobState
from vendingdesk.printing.cups_library import Answer
from vendingdesk.printing.first_attempt import FirstAttempt


def test_a_printer_that_was_never_reached_gives_its_slip_back(cups: OwnCups) -> None:
    printer = way("offline")
    handed = printer.send(work())
    seen(printer, handed, lambda look: "does not answer. Check that it is on" in look.said)
    assert printer.withdraw(handed)
    assert ended(printer, handed).state is not JobState.PRINTED


def test_a_slip_of_which_an_earlier_run_saw_the_beginning_is_not_surely_unreached(cups: OwnCups) -> None:
    cups.add("Off", "desk:/offline", ppd=cups.takes_pdf)
    printer = way("Off")
    handed = printer.send(work())
    seen(printer, handed, lambda look: "does not answer" in look.said)
    assert not way("Off").withdraw(handed)


@pytest.mark.parametrize("looked", [True, False])
def test_a_slip_that_is_tried_again_after_half_of_it_may_have_come_out(looked: bool, cups: OwnCups) -> None:
    printer = way("again")
    handed = printer.send(work())
    half = cups.paper / f"half-{handed.reference.rpartition('-')[2]}"
    seen(printer if looked else way("again"), handed, lambda look: half.exists() and "does not answer" in look.said)
    assert half.stat().st_size == 1000
    assert not printer.withdraw(handed)
    assert ended(printer, handed).state is JobState.UNSURE


def a_job(state: int, now: int, *, began: int | None, out: int = 0) -> Answer:
    said: dict[str, tuple[int | str | bool, ...]] = {
        "job-state": (state,),
        "job-printer-up-time": (now,),
        "time-at-creation": (100,),
        "time-at-processing": () if began is None else (began,),
        "job-impressions-completed": (out,),
    }
    return Answer((said,))


def a_printer(reason: str, policy: str = "retry-job") -> Answer:
    return Answer(({"printer-state-reasons": (reason,), "printer-error-policy": (policy,)},))


OFF, ON = a_printer("connecting-to-device"), a_printer("none")


@pytest.mark.parametrize(
    ("looks", "unreached"),
    [
        ([(a_job(3, 101, began=None), ON)], True),
        (
            [
                (a_job(5, 101, began=101), OFF),
                (a_job(5, 140, began=101, out=1), OFF),
                (a_job(7, 141, began=101), OFF),
            ],
            True,
        ),
        ([(a_job(5, 101, began=101), ON), (a_job(5, 102, began=101), OFF)], True),  # seen just when it began
        ([(a_job(3, 150, began=None), ON), (a_job(5, 152, began=151), OFF)], True),
        ([(a_job(5, 102, began=101), ON), (a_job(5, 103, began=101), OFF)], False),
        ([(a_job(5, 101, began=101), OFF), (a_job(3, 102, began=101), ON)], False),
        ([(a_job(5, 101, began=101), OFF), (a_job(5, 131, began=131), OFF)], False),
        ([(a_job(5, 131, began=131), OFF)], False),  # what came before was not seen
        ([(a_job(5, 101, began=101, out=2), OFF)], False),
        ([(a_job(5, 101, began=101), a_printer("connecting-to-device", "retry-current-job"))], False),
        ([(a_job(5, 101, began=101), OFF), (a_job(7, 102, began=101), ON)], False),
    ],
)
def test_a_job_is_unreached_as_long_as_nothing_speaks_against_it(
    looks: list[tuple[Answer, Answer]], unreached: bool
) -> None:
    attempt = FirstAttempt(pages=1)
    for job, printer in looks:
        attempt.saw(job, printer)
    assert attempt.unreached() is unreached


def test_a_job_that_was_not_seen_from_its_beginning_stays_in_doubt() -> None:
    attempt = FirstAttempt(pages=0, doubt=True)
    attempt.saw(a_job(5, 101, began=101), OFF)
    assert not attempt.unreached()
