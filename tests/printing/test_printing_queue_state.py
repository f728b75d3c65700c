"""What CUPS says, in sentences: a table for each, without a spooler."""

from __future__ import annotations

import pytest

from vendingdesk.domain.printing import JobState, PaperName
from vendingdesk.printing.queue_state import job_look, media, paper_finding, wrong


@pytest.mark.parametrize(
    ("reasons", "state", "what"),
    [
        (["none"], 3, None),
        (["media-low-warning", "marker-supply-low-report"], 4, None),
        (["cups-waiting-for-job-completed"], 4, None),
        (["media-empty-error", "offline-report"], 4, "is out of paper"),
        (["media-needed"], 4, "is out of paper"),
        (["media-jam-error"], 4, "has a paper jam"),
        (["door-open-report"], 4, "is open"),
        (["toner-empty-error"], 4, "is out of toner or ink"),
        (["cups-missing-filter-warning"], 4, "lacks a part of its driver"),
        (["connecting-to-device"], 4, "does not answer"),
        (["paused"], 5, "is stopped"),
        (["none"], 5, "is stopped"),
    ],
)
def test_the_clearest_reason_is_named(reasons: list[str], state: int, what: str | None) -> None:
    found = wrong(reasons, state)
    assert (found[0] if found else None) == what


@pytest.mark.parametrize(
    ("job", "began", "state", "says"),
    [
        (3, False, JobState.HANDED, "is open. Close it"),
        (4, False, JobState.HANDED, "is open"),
        (5, True, JobState.HANDED, "is open"),
        (6, True, JobState.HANDED, "is open"),
        (7, False, JobState.FAILED, "before anything came out"),
        (7, True, JobState.UNSURE, "was cancelled while Till printed it"),
        (8, False, JobState.UNSURE, "was given up"),
        (8, True, JobState.UNSURE, "was given up"),
        (9, True, JobState.PRINTED, ""),
        (99, True, JobState.UNSURE, "was given up"),
    ],
)
def test_a_job_is_what_its_state_and_its_beginning_say(job: int, began: bool, state: JobState, says: str) -> None:
    look = job_look("Till", job, began=began, trouble=("is open", "Close it"))
    assert (look.state, says in look.said, bool(look.said)) == (state, True, bool(says))


def test_a_job_without_trouble_says_nothing_while_it_goes_on() -> None:
    assert job_look("Till", 5, began=True, trouble=None).said == ""


@pytest.mark.parametrize(
    ("paper", "supported", "fits"),
    [
        (PaperName.ROLL_80, ["custom_min_0.5x0.5in", "custom_max_100x100in"], True),
        (PaperName.ROLL_80, ["custom_min_25x50mm", "custom_max_80x3276mm"], True),
        (PaperName.ROLL_80, ["custom_min_72x72pt", "custom_max_9999x9999pt"], True),
        (PaperName.ROLL_80, ["custom_min_25x50mm", "custom_max_72x3276mm"], False),
        (PaperName.ROLL_58, ["custom_min_60x50mm", "custom_max_80x3276mm"], False),
        (PaperName.ROLL_58, ["custom_min_25x50mm", "custom_max_80x200mm"], False),
        (PaperName.ROLL_80, ["om_80-x-297-mm_80x297mm"], False),
        (PaperName.A4, ["na_letter_8.5x11in", "iso_a4_210x297mm"], True),
        (PaperName.A5, ["custom_148.52x209.9mm_148.52x209.9mm"], True),
        (PaperName.LETTER, ["na_letter_8.5x11in"], True),
        (PaperName.A4, ["na_letter_8.5x11in", "custom_min_1x1in", "custom_max_210x297mm", "plain"], False),
        (PaperName.A4, [], False),
    ],
)
def test_a_paper_is_taken_or_refused_with_a_next_step(paper: PaperName, supported: list[str], fits: bool) -> None:
    finding = paper_finding("Till", paper, supported)
    assert (finding.refuses, bool(finding.to_do)) == (not fits, not fits)


@pytest.mark.parametrize(
    ("paper", "word"),
    [(PaperName.ROLL_58, "Custom.58x123mm"), (PaperName.ROLL_80, "Custom.80x123mm"), (PaperName.LETTER, "Letter")],
)
def test_the_page_of_a_slip_in_cups_s_word(paper: PaperName, word: str) -> None:
    assert media(paper, 123) == word
