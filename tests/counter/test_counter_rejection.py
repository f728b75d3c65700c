"""The guide's ways: each ends, none runs in a circle, nothing is out of reach."""

from collections.abc import Iterator

import pytest

from vendingdesk.counter.rejection import FIRST, FOR_THE_UTILITY, MOST_QUESTIONS, WAYS, Answer, Guide, Question, Step


def ways(guide: Guide) -> Iterator[Guide]:
    """Every way to its end; one that runs in a circle would be longer than there are questions."""
    place = guide.at
    if isinstance(place, Step):
        yield guide
        return
    assert len(guide.answers) < len(Question), guide.answers
    for answer in WAYS[place]:
        yield from ways(guide.answered(answer))


def test_every_way_ends_in_a_step_after_few_questions() -> None:
    every = list(ways(Guide()))
    assert max(len(each.answers) for each in every) == MOST_QUESTIONS
    at_once = {Guide(other_kind=True).at}
    assert {each.at for each in every} | at_once == set(Step), "a step that no way leads to"
    asked = {guide.at for each in every for guide in (Guide(each.answers[:n]) for n in range(len(each.answers)))}
    assert asked == set(Question) == set(WAYS)


def test_every_answer_belongs_to_one_question() -> None:
    given = [answer for answers in WAYS.values() for answer in answers]
    assert sorted(given) == sorted(Answer)
    assert all(len(answers) >= 2 for answers in WAYS.values())


def test_with_a_token_of_another_kind_there_is_nothing_to_try() -> None:
    guide = Guide(other_kind=True)
    assert guide.at is Step.NOT_AS_ASKED
    assert Step.NOT_AS_ASKED in FOR_THE_UTILITY
    with pytest.raises(ValueError, match="nothing at"):
        guide.answered(Answer.REFUSED)


@pytest.mark.parametrize(
    ("answers", "step"),
    [
        (["refused", "accepted_now"], Step.TYPED_WRONG),
        (["refused", "digits_same", "meter_other"], Step.WRONG_METER),
        (["refused", "digits_same", "meter_same", "set_waiting"], Step.KEY_CHANGE_FIRST),
        (["refused", "digits_same", "meter_same", "no_set", "revision_differs"], Step.KEY_CHANGE_NEEDED),
        (["refused", "digits_same", "meter_same", "set_entered", "revision_same"], Step.CALL_UTILITY),
        (["refused", "digits_same", "meter_same", "set_entered_since"], Step.OF_THE_OLD_KEY),
        (["used", "credit_there"], Step.ALREADY_CREDITED),
        (["used", "credit_missing", "slip_newest"], Step.USED_NOT_CREDITED),
        (["old", "later_entered"], Step.OVERTAKEN),
        (["key_trouble", "set_just_entered"], Step.KEY_CHANGE_AGAIN),
        (["key_trouble", "set_long_ago"], Step.KEY_EXPIRED),
        (["waits"], Step.LOCKED_OUT),
        (["no_power", "tamper_shown"], Step.TAMPERED),
        (["no_power", "overload_shown"], Step.OVERLOADED),
    ],
)
def test_known_reasons_lead_to_their_steps(answers: list[str], step: Step) -> None:
    guide = Guide()
    for answer in answers:
        guide = guide.answered(Answer(answer))
    assert guide.at is step


def test_the_utility_is_called_only_when_nobody_else_can_help() -> None:
    own = {Step.TYPED_WRONG, Step.KEY_CHANGE_FIRST, Step.LOCKED_OUT, Step.ALREADY_CREDITED, Step.METER_FULL}
    assert not own & FOR_THE_UTILITY
    assert Step.CALL_UTILITY in FOR_THE_UTILITY


def test_back_is_the_question_before_and_the_first_stays() -> None:
    guide = Guide().answered(Answer.REFUSED).answered(Answer.DIGITS_SAME)
    assert [guide.at, guide.back().at, guide.back().back().at] == [Question.LABEL, Question.DIGITS, FIRST]
    assert Guide().back() == Guide()


@pytest.mark.parametrize("answers", [(), (Answer.WAITS,), (Answer.USED,)])
def test_an_answer_to_another_question_is_refused(answers: tuple[Answer, ...]) -> None:
    with pytest.raises(ValueError, match="answers nothing"):
        Guide(answers).answered(Answer.METER_SAME)
