"""The words for how a slip stands: each state has its own, and none says more than is known."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from vendingdesk.domain.printing import DONE, NOTHING_CAME, JobState, PaperName, PrintJob
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.ui.print_words import left_word, of_job, paper_words

S = JobState
JOB = PrintJob(
    uid="7" * 32,
    title="receipt-K01-000012",
    paper=PaperName.ROLL_80,
    way="Counter",
    made_at=datetime(2026, 7, 30, tzinfo=UTC),
    operator="amina",
    receipt_no="K01-000012",
    sale_uid="s",
    slip=SlipKind.SALE,
)


@pytest.mark.parametrize("to_file", [True, False])
@pytest.mark.parametrize("state", JobState)
def test_every_state_has_words(qapp: object, state: JobState, to_file: bool) -> None:
    told = paper_words(replace(JOB, state=state, said="Why."), to_file=to_file)
    assert told.headline
    assert "Why." in told.text or state in {S.WAITING, S.SENDING}
    assert bool(told.button) == (state in NOTHING_CAME | {S.UNSURE})
    assert ("Printed" in told.text) == (state is S.PRINTED)
    assert (told.mood == "danger") == bool(told.button)
    if state in DONE:
        assert told.mood == ""


@pytest.mark.parametrize(
    ("slip", "copy", "words"),
    [
        (SlipKind.SALE, 1, "Sold. The slip did not print."),
        (SlipKind.SALE, 2, "The copy did not print."),
        (SlipKind.MANAGEMENT, 1, "Issued. The slip did not print."),
        (SlipKind.KEY_CHANGE, 1, "Issued. The slip did not print."),
        (SlipKind.HOLD, 1, "The slip did not print."),
        (SlipKind.CANCELLED, 1, "The slip did not print."),
        (None, 1, "The slip did not print."),
    ],
)
def test_what_is_well_is_said_first(qapp: object, slip: SlipKind | None, copy: int, words: str) -> None:
    job = replace(JOB, state=S.FAILED, slip=slip, copy=copy)
    assert paper_words(job, to_file=False).headline == words
    assert paper_words(job, to_file=True).headline == words.replace("did not print", "was not saved")


def test_which_slip(qapp: object) -> None:
    assert of_job(JOB, "x") == "K01-000012: x"
    assert of_job(replace(JOB, copy=3), "x") == "K01-000012, copy 2: x"
    assert of_job(replace(JOB, receipt_no="", title="Test page"), "x") == "Test page: x"
    words = {state: left_word(replace(JOB, state=state)) for state in (S.WAITING, S.FAILED, S.EXPIRED, S.UNSURE)}
    assert list(words.values()) == ["waiting", "did not print", "did not print", "may have come out"]
