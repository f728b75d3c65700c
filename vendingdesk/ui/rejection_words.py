"""The words of “my token is rejected”: what is asked, what can be answered, what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from vendingdesk.counter.rejection import Answer, Question, Step


def _tr(text: str) -> str:
    return QCoreApplication.translate("rejection", text)


def question(asked: Question) -> tuple[str, str]:
    """What is asked, and how to find the answer."""
    return {
        Question.METER_SAYS: (
            _tr("What does the meter show when the token is entered?"),
            _tr("Every make has its own words: take the nearest. If nobody looked, enter it once more and watch."),
        ),
        Question.DIGITS: (
            _tr("Read the slip out group by group while the token is typed once more. What happens?"),
            _tr("Slowly, with Enter only after the fifth group. Three wrong entries make a meter wait."),
        ),
        Question.LABEL: (
            _tr("Is the number on the meter's label the meter number on the slip?"),
            _tr("Compare every digit. The label counts, not what somebody remembers."),
        ),
        Question.KEY_CHANGE: (
            _tr("Were key-change tokens handed out for this meter?"),
            _tr("A slip with two or four numbered tokens, after the utility changed the supply group or the tariff."),
        ),
        Question.REVISION: (
            _tr("Which key revision does the meter show, and which does the utility name for it?"),
            _tr(
                "Enter the test token below: the meter shows its key revision. It costs nothing and changes nothing."
            ),
        ),
        Question.ARRIVED: (
            _tr("USED means that the meter has taken this token before. Is its credit in the meter?"),
            _tr("Compare the display with what was left before; somebody else at home may have entered it."),
        ),
        Question.NEWEST_SLIP: (
            _tr("Is this the newest slip of the meter?"),
            _tr("Look at the date on the slip, and whether it says COPY: a copy has the token of the first slip."),
        ),
        Question.LATER_TOKEN: (
            _tr("Were tokens that were bought later entered before this one?"),
            _tr("A meter keeps the newest tokens in mind, how many is up to its make. Older ones are OLD to it."),
        ),
        Question.KEY_WORD: (
            _tr("Were key-change tokens entered just now?"),
            _tr("They come as a set of two or four, numbered, on one slip."),
        ),
        Question.CONDITION: (
            _tr("The token was taken. What else does the meter show?"),
            _tr("Look for words, small signs or a blinking light."),
        ),
    }[asked]


def answer(given: Answer) -> str:
    """An answer as one would say it."""
    return {
        Answer.REFUSED: _tr("ERROR, NOT FOR ME, or only a beep"),
        Answer.USED: _tr("USED, or already entered"),
        Answer.OLD: _tr("OLD, or the token is too old"),
        Answer.WAITS: _tr("LOCKED: it counts, or takes no keys"),
        Answer.KEY_TROUBLE: _tr("KEY EXPIRED, KEY MIXED, KEY TYPE, SAME KEY, some key word"),
        Answer.FULL: _tr("FULL, or overflow"),
        Answer.NO_POWER: _tr("It takes the token, but no power comes"),
        Answer.DARK: _tr("Nothing: the display is dark"),
        Answer.ACCEPTED_NOW: _tr("It is accepted now"),
        Answer.DIGITS_SAME: _tr("All five groups are right, still refused"),
        Answer.DIGITS_DIFFER: _tr("It was not typed from the slip"),
        Answer.NO_SLIP: _tr("There is no slip"),
        Answer.METER_SAME: _tr("The same number"),
        Answer.METER_OTHER: _tr("Another number"),
        Answer.METER_UNSEEN: _tr("Nobody can see the label now"),
        Answer.SET_WAITING: _tr("Yes, not all of them are entered"),
        Answer.SET_ENTERED: _tr("Yes, all entered before this sale"),
        Answer.SET_ENTERED_SINCE: _tr("Yes, all entered after this sale"),
        Answer.NO_SET: _tr("No, or nobody knows"),
        Answer.REVISION_DIFFERS: _tr("They differ"),
        Answer.REVISION_SAME: _tr("They are the same"),
        Answer.REVISION_UNKNOWN: _tr("It can't be found out now"),
        Answer.CREDIT_THERE: _tr("Yes, the credit is there"),
        Answer.CREDIT_MISSING: _tr("No, or it can't be told"),
        Answer.SLIP_NEWEST: _tr("Yes, the newest"),
        Answer.SLIP_OLDER: _tr("No, there is a later one"),
        Answer.LATER_ENTERED: _tr("Yes, a later one was entered"),
        Answer.NONE_LATER: _tr("No, or nobody knows"),
        Answer.SET_JUST_ENTERED: _tr("Yes, some or all of them"),
        Answer.SET_LONG_AGO: _tr("No"),
        Answer.TAMPER_SHOWN: _tr("Tamper, open cover, a warning sign"),
        Answer.OVERLOAD_SHOWN: _tr("Overload, or power limit"),
        Answer.SWITCH_OPEN: _tr("Disconnected, or an open switch"),
        Answer.NOTHING_SHOWN: _tr("Credit, and nothing unusual"),
    }[given]


def step(end: Step) -> tuple[str, str]:
    """What to do next: in one line, and in full."""
    return {
        Step.TYPED_WRONG: (
            _tr("A digit was mistyped: done"),
            _tr("The meter has the credit. Look at the display together with the customer."),
        ),
        Step.TYPE_FROM_SLIP: (
            _tr("Type it from the slip itself"),
            _tr(
                "Notes, messages and photos of a screen lose digits. Print the slip again from History if it is not "
                "at hand, and type from that, group by group. “What is this token?” shows which group differs."
            ),
        ),
        Step.FIND_SLIP: (
            _tr("Find the sale and print its slip again"),
            _tr(
                "History finds it by the meter number. A copy carries the same token: it costs nothing. Then type "
                "from the copy, group by group."
            ),
        ),
        Step.WRONG_METER: (
            _tr("The token is for another meter: bring it to the utility"),
            _tr(
                "A token works in one meter only, the one on the slip. Nobody at the counter can move it. Give the "
                "utility both meter numbers and what stands below, and take no more money until they have answered."
            ),
        ),
        Step.READ_LABEL: (
            _tr("Have the meter's label read first"),
            _tr(
                "Without its number nobody can tell whether this is the right meter. Ask for a photo of the label, "
                "then come back to this question."
            ),
        ),
        Step.KEY_CHANGE_FIRST: (
            _tr("Enter the key-change tokens first"),
            _tr(
                "All of them, in the order on their slip, within ten minutes; then this token again. Other tokens "
                "that were bought before the change go in before it: after it the meter takes none of them."
            ),
        ),
        Step.OF_THE_OLD_KEY: (
            _tr("The token is of the meter's old key: the utility has to replace it"),
            _tr(
                "It had to be entered before the key-change tokens. The meter has another key now, and nothing done "
                "at the counter brings the old one back. Keep the slip, give the utility what stands below, and take "
                "no more money for this purchase."
            ),
        ),
        Step.KEY_CHANGE_NEEDED: (
            _tr("The meter needs its key-change tokens: ask the utility"),
            _tr(
                "Tell them the key revision that the meter shows. The tokens that they give out are entered in their "
                "order within ten minutes, then this token again. If it stays refused, they have to replace it."
            ),
        ),
        Step.KEY_CHANGE_AGAIN: (
            _tr("Enter the whole key-change set once more"),
            _tr(
                "A meter forgets sections that are of two sets, or that come more than ten minutes apart. Take the "
                "newest key-change slip and enter all its tokens, one right after the other. Then the credit token. "
                "If the meter says the same again, ask the utility for a new set."
            ),
        ),
        Step.KEY_EXPIRED: (
            _tr("The meter's key has expired: ask the utility"),
            _tr(
                "The meter takes no credit under its key any more. The utility gives out key-change tokens, to be "
                "entered in their order within ten minutes; ask them whether this token is good after that."
            ),
        ),
        Step.ALREADY_CREDITED: (
            _tr("The credit is in the meter: nothing is lost"),
            _tr("The meter took this token before, and takes it once. Nothing needs to be sold."),
        ),
        Step.OLDER_SLIP: (
            _tr("Take the newest slip"),
            _tr(
                "The token of this one was entered when it was new. History shows the meter's sales by date and "
                "prints the newest slip again."
            ),
        ),
        Step.USED_NOT_CREDITED: (
            _tr("Only the utility can see why: call them"),
            _tr(
                "The meter says that it has counted this token. Do not sell to it again before the utility has "
                "looked: the money may already be in the meter."
            ),
        ),
        Step.OVERTAKEN: (
            _tr("Later tokens were entered first: the utility has to replace this one"),
            _tr(
                "The meter holds it for older than what it keeps in mind, and nothing done at the counter changes "
                "that. Keep the slip, give the utility what stands below, and take no more money for this purchase."
            ),
        ),
        Step.OLD_UNEXPLAINED: (
            _tr("The utility has to look at the meter's key and time"),
            _tr(
                "First enter slips that were never entered, the oldest one first. If this one stays OLD, the meter "
                "reckons otherwise than the utility: they can replace the token."
            ),
        ),
        Step.LOCKED_OUT: (
            _tr("Wait, then enter it once more"),
            _tr(
                "After three wrong entries a meter waits ten seconds, then twice as long each time, up to 21 "
                "minutes. Leave its keys alone until the display is as always, then type the token once, slowly, "
                "from the slip."
            ),
        ),
        Step.METER_FULL: (
            _tr("The token is good: enter it later"),
            _tr("The meter can't count more credit than it has. Use some, then enter the same token again."),
        ),
        Step.METER_DARK: (
            _tr("The meter has no supply: enter the token when it is back"),
            _tr(
                "Look at the main switch, and ask whether the neighbours have power. The token stays good. If only "
                "this meter is dark, the utility has to come."
            ),
        ),
        Step.TAMPERED: (
            _tr("The meter reports tampering: the utility has to look"),
            _tr(
                "It keeps the power off until that is cleared, and the credit stays in it. Only the utility decides "
                "on that, after it has seen the meter. No token from the counter helps before."
            ),
        ),
        Step.OVERLOADED: (
            _tr("Switch off what takes most power"),
            _tr("The credit is in the meter. Switch off large appliances and wait: the meter switches on again."),
        ),
        Step.SWITCHED_OFF: (
            _tr("Press the meter's own button, else call the utility"),
            _tr(
                "Many meters wait for their button after a disconnection. If the power stays off, the utility has "
                "switched it off from afar. The credit is in the meter."
            ),
        ),
        Step.HOUSE_SIDE: (
            _tr("The meter is in order: look behind it"),
            _tr("It has credit and shows no fault. Look at the main switch and the fuses of the house."),
        ),
        Step.NOT_AS_ASKED: (
            _tr("Do not type this token in"),
            _tr(
                "It is not of the kind that was asked for, so nobody here knows what it does to the meter: it may "
                "even erase credit. Give the utility what stands below, and keep the money until they have answered."
            ),
        ),
        Step.CALL_UTILITY: (
            _tr("Call the utility"),
            _tr(
                "Digits, meter and key are right as far as anybody can tell here. Give them what stands below. Do "
                "not sell again before they have answered: this token may still become good."
            ),
        ),
    }[end]
