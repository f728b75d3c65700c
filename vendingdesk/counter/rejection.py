"""“My token is rejected”: which question follows on which answer, and the step that each way ends in.

Nothing here sends, sells or issues anything. No way ends in a second sale, and none tries a management token to see
what happens: what a meter refuses is first compared, then explained, then brought to the utility.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_QUESTIONS = 5
"""Questions on the longest way: a customer waits."""


class Question(StrEnum):
    """What is asked, one at a time."""

    METER_SAYS = "meter_says"
    DIGITS = "digits"
    LABEL = "label"
    KEY_CHANGE = "key_change"
    REVISION = "revision"
    ARRIVED = "arrived"
    NEWEST_SLIP = "newest_slip"
    LATER_TOKEN = "later_token"  # noqa: S105
    KEY_WORD = "key_word"
    CONDITION = "condition"


class Answer(StrEnum):
    """What can be answered; each belongs to one question."""

    REFUSED = "refused"
    USED = "used"
    OLD = "old"
    WAITS = "waits"
    KEY_TROUBLE = "key_trouble"
    FULL = "full"
    NO_POWER = "no_power"
    DARK = "dark"

    ACCEPTED_NOW = "accepted_now"
    DIGITS_SAME = "digits_same"
    DIGITS_DIFFER = "digits_differ"
    NO_SLIP = "no_slip"

    METER_SAME = "meter_same"
    METER_OTHER = "meter_other"
    METER_UNSEEN = "meter_unseen"

    SET_WAITING = "set_waiting"
    SET_ENTERED = "set_entered"
    SET_ENTERED_SINCE = "set_entered_since"
    NO_SET = "no_set"

    REVISION_DIFFERS = "revision_differs"
    REVISION_SAME = "revision_same"
    REVISION_UNKNOWN = "revision_unknown"

    CREDIT_THERE = "credit_there"
    CREDIT_MISSING = "credit_missing"

    SLIP_NEWEST = "slip_newest"
    SLIP_OLDER = "slip_older"

    LATER_ENTERED = "later_entered"
    NONE_LATER = "none_later"

    SET_JUST_ENTERED = "set_just_entered"
    SET_LONG_AGO = "set_long_ago"

    TAMPER_SHOWN = "tamper_shown"
    OVERLOAD_SHOWN = "overload_shown"
    SWITCH_OPEN = "switch_open"
    NOTHING_SHOWN = "nothing_shown"


class Step(StrEnum):
    """What to do next: the end of a way."""

    TYPED_WRONG = "typed_wrong"
    TYPE_FROM_SLIP = "type_from_slip"
    FIND_SLIP = "find_slip"
    WRONG_METER = "wrong_meter"
    READ_LABEL = "read_label"
    KEY_CHANGE_FIRST = "key_change_first"
    OF_THE_OLD_KEY = "of_the_old_key"
    KEY_CHANGE_NEEDED = "key_change_needed"
    KEY_CHANGE_AGAIN = "key_change_again"
    KEY_EXPIRED = "key_expired"
    ALREADY_CREDITED = "already_credited"
    OLDER_SLIP = "older_slip"
    USED_NOT_CREDITED = "used_not_credited"
    OVERTAKEN = "overtaken"
    OLD_UNEXPLAINED = "old_unexplained"
    LOCKED_OUT = "locked_out"
    METER_FULL = "meter_full"
    METER_DARK = "meter_dark"
    TAMPERED = "tampered"
    OVERLOADED = "overloaded"
    SWITCHED_OFF = "switched_off"
    HOUSE_SIDE = "house_side"
    CALL_UTILITY = "call_utility"
    NOT_AS_ASKED = "not_as_asked"


FIRST = Question.METER_SAYS
"""Where every way begins."""

WAYS: dict[Question, dict[Answer, Question | Step]] = {
    Question.METER_SAYS: {
        Answer.REFUSED: Question.DIGITS,
        Answer.USED: Question.ARRIVED,
        Answer.OLD: Question.LATER_TOKEN,
        Answer.WAITS: Step.LOCKED_OUT,
        Answer.KEY_TROUBLE: Question.KEY_WORD,
        Answer.FULL: Step.METER_FULL,
        Answer.NO_POWER: Question.CONDITION,
        Answer.DARK: Step.METER_DARK,
    },
    Question.DIGITS: {
        Answer.ACCEPTED_NOW: Step.TYPED_WRONG,
        Answer.DIGITS_SAME: Question.LABEL,
        Answer.DIGITS_DIFFER: Step.TYPE_FROM_SLIP,
        Answer.NO_SLIP: Step.FIND_SLIP,
    },
    Question.LABEL: {
        Answer.METER_SAME: Question.KEY_CHANGE,
        Answer.METER_OTHER: Step.WRONG_METER,
        Answer.METER_UNSEEN: Step.READ_LABEL,
    },
    Question.KEY_CHANGE: {
        Answer.SET_WAITING: Step.KEY_CHANGE_FIRST,
        Answer.SET_ENTERED: Question.REVISION,
        Answer.SET_ENTERED_SINCE: Step.OF_THE_OLD_KEY,
        Answer.NO_SET: Question.REVISION,
    },
    Question.REVISION: {
        Answer.REVISION_DIFFERS: Step.KEY_CHANGE_NEEDED,
        Answer.REVISION_SAME: Step.CALL_UTILITY,
        Answer.REVISION_UNKNOWN: Step.CALL_UTILITY,
    },
    Question.ARRIVED: {
        Answer.CREDIT_THERE: Step.ALREADY_CREDITED,
        Answer.CREDIT_MISSING: Question.NEWEST_SLIP,
    },
    Question.NEWEST_SLIP: {
        Answer.SLIP_NEWEST: Step.USED_NOT_CREDITED,
        Answer.SLIP_OLDER: Step.OLDER_SLIP,
    },
    Question.LATER_TOKEN: {
        Answer.LATER_ENTERED: Step.OVERTAKEN,
        Answer.NONE_LATER: Step.OLD_UNEXPLAINED,
    },
    Question.KEY_WORD: {
        Answer.SET_JUST_ENTERED: Step.KEY_CHANGE_AGAIN,
        Answer.SET_LONG_AGO: Step.KEY_EXPIRED,
    },
    Question.CONDITION: {
        Answer.TAMPER_SHOWN: Step.TAMPERED,
        Answer.OVERLOAD_SHOWN: Step.OVERLOADED,
        Answer.SWITCH_OPEN: Step.SWITCHED_OFF,
        Answer.NOTHING_SHOWN: Step.HOUSE_SIDE,
    },
}
"""Every question with its answers, in the order to show them, and what follows on each."""

FOR_THE_UTILITY = frozenset(
    {
        Step.WRONG_METER,
        Step.OF_THE_OLD_KEY,
        Step.KEY_CHANGE_NEEDED,
        Step.KEY_EXPIRED,
        Step.USED_NOT_CREDITED,
        Step.OVERTAKEN,
        Step.OLD_UNEXPLAINED,
        Step.TAMPERED,
        Step.SWITCHED_OFF,
        Step.CALL_UTILITY,
        Step.NOT_AS_ASKED,
    }
)
"""Steps that only the utility can take: it is called with the sale's numbers."""


@dataclass(frozen=True, slots=True)
class Guide:
    """Where somebody is on the way: the answers so far, oldest first.

    ``other_kind`` is for a token of another class than was asked for. There is nothing to try with such a token and
    so nothing to ask: the guide is at its step from the beginning.
    """

    answers: tuple[Answer, ...] = ()
    other_kind: bool = False

    @property
    def at(self) -> Question | Step:
        """The question to answer now, or the step to take."""
        place: Question | Step = Step.NOT_AS_ASKED if self.other_kind else FIRST
        for answer in self.answers:
            assert isinstance(place, Question)  # noqa: S101 - ``answered`` lets nothing follow on a step
            place = WAYS[place][answer]
        return place

    def answered(self, answer: Answer) -> Guide:
        """One further; raises ``ValueError`` for an answer that is none to what is asked now."""
        place = self.at
        if isinstance(place, Step) or answer not in WAYS[place]:
            raise ValueError(f"{answer} answers nothing at {place}")
        return Guide((*self.answers, answer))

    def back(self) -> Guide:
        """The question before; the first one stays."""
        return Guide(self.answers[:-1])
