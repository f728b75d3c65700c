"""Print jobs: a machine of their own, whose ends stay ends."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import (
    DONE,
    JOB_MOVES,
    NOTHING_CAME,
    JobMoveRefused,
    JobState,
    PaperName,
    PrinterFault,
    PrintJob,
)

JOB = PrintJob("j1", "Receipt K01-000001", PaperName.ROLL_80, "Counter", datetime(2026, 11, 23, tzinfo=UTC), "amina")


def test_a_job_goes_from_waiting_to_printed() -> None:
    handed = JOB.moved_to(JobState.SENDING).moved_to(JobState.HANDED, reference="PDF-12")
    done = handed.moved_to(JobState.PRINTED, "out")
    assert (done.state, done.said, done.reference, done.ended) == (JobState.PRINTED, "out", "PDF-12", True)
    assert not handed.ended


@pytest.mark.parametrize(("before", "after"), list(product(JobState, JobState)))
def test_only_the_moves_of_the_table(before: JobState, after: JobState) -> None:
    from dataclasses import replace

    job = replace(JOB, state=before)
    if after in JOB_MOVES[before]:
        assert job.moved_to(after).state is after
    else:
        with pytest.raises(JobMoveRefused, match=f"{before} can't become {after}"):
            job.moved_to(after)


def test_what_may_have_come_out_is_never_called_nothing() -> None:
    assert {state for state in JobState if not JOB_MOVES[state]} == DONE | NOTHING_CAME | {JobState.UNSURE}
    assert JobState.UNSURE not in DONE | NOTHING_CAME


def test_papers_and_faults() -> None:
    assert [paper for paper in PaperName if paper.is_roll] == [PaperName.ROLL_58, PaperName.ROLL_80]
    assert isinstance(PrinterFault("off"), EnvironmentFault)
    assert (PrinterFault("off").maybe_out, PrinterFault("jam", maybe_out=True).maybe_out) == (False, True)
