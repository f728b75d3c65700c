"""Text in a spreadsheet's cell: nothing runs, and all comes back as it was."""

import pytest

from vendingdesk.domain.cell_text import defused, kept, may_run, undefused

RUNS = ["=1", "+1", "-1", "@x", "\t=1", "\nx", " =1", "＝1", "\u200b=1", "\ufeff+1", "\xa0@x", "\u3000-1", "\u2060=1"]
RESTS = ["", "'", "''", "'Abdullah", "''Abdullah", "O'Neil", "1", "1=1", "a\u200b=1"]
OURS = ["'=1", "''=1", "'70s Bar", "''70s Bar", "'0803", "<r>x</r>", "'<r>x</r>", "' =1"]


@pytest.mark.parametrize("text", RUNS)
def test_what_could_run_is_defused_behind_unseen_signs_too(text: str) -> None:
    assert may_run(text)
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", RESTS)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert defused(text) == kept(text) == text


@pytest.mark.parametrize("text", [*RUNS, *RESTS, *OURS, '="Bar"'])
@pytest.mark.parametrize("number", [False, True])
def test_what_is_written_comes_back(text: str, number: bool) -> None:
    assert undefused(defused(text), number=number) == text
    assert undefused(kept(text), number=number) == text


def test_an_apostrophe_of_others_goes_before_numbers_alone() -> None:
    assert undefused("'0803", number=True) == "0803"
    assert undefused("'70s Bar") == "'70s Bar"
