"""What digits tell without a key, and which slips of a finger are near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk import sts
from vendingdesk.counter.mistypings import group_of, groups_to_mend, nearest_tokens
from vendingdesk.counter.token_check import TokenReading, count_digits, read_tokens
from vendingdesk.sts import DisplayTest, TokenClass, TokenReason

CREDIT = "58625789986991357486"
CLEAR_CREDIT = "18087553113701439362"
KEY_REVISION = "18446744073843772416"
KEY_CHANGE = ("03854447086453451911", "02791799436242461152", "67118070329353977190", "19019128690902932218")
RESERVED = sts.format_token(sts.insert_class(123456789, 3))
FORMATS = ("{}", " {} ", "{}\n", "\u202d{}\u202c")


def only(text: str) -> TokenReading:
    (reading,) = read_tokens(text)
    return reading


def test_nothing_typed_is_nothing_read() -> None:
    assert read_tokens("") == read_tokens(" \n - ") == read_tokens(" , ;") == ()


@pytest.mark.parametrize(
    ("token", "number"),
    [(CREDIT, TokenClass.CREDIT), (CLEAR_CREDIT, TokenClass.MANAGEMENT), (RESERVED, TokenClass.RESERVED)],
)
@pytest.mark.parametrize("form", FORMATS)
def test_a_possible_token_has_a_class_and_no_more(token: str, number: TokenClass, form: str) -> None:
    for typed in (token, sts.group_token(token), sts.group_token(token).replace(" ", "-")):
        assert only(form.format(typed)) == TokenReading(token, token_class=number)


def test_a_token_in_two_lines_is_one() -> None:
    assert only("5862 5789 9869\n9135 7486").digits == CREDIT


def test_a_test_token_is_read_in_full() -> None:
    read = only(KEY_REVISION)
    assert read.token_class is TokenClass.TEST
    assert read.display is not None
    assert (read.display.tests, read.display.meter_digits) == ((DisplayTest.KEY_REVISION,), 11)
    assert read.fault is read.display_fault is None


def test_a_test_token_with_a_wrong_digit_says_so() -> None:
    read = only(KEY_REVISION[:-1] + "7")
    assert (read.token_class, read.display, read.display_fault) == (TokenClass.TEST, None, TokenReason.CRC)


@pytest.mark.parametrize(
    ("text", "fault", "missing"),
    [
        (CREDIT[:-1], TokenReason.LENGTH, 1),
        (CREDIT + "4", TokenReason.LENGTH, -1),
        ("1", TokenReason.LENGTH, 19),
        ("73786976294838206464", TokenReason.TOO_LARGE, 0),
        ("9" * 20, TokenReason.TOO_LARGE, 0),
    ],
)
def test_an_impossible_token_names_the_rule(text: str, fault: TokenReason, missing: int) -> None:
    read = only(text)
    assert (read.fault, read.missing, read.token_class) == (fault, missing, None)


def test_the_largest_token_is_possible() -> None:
    assert only("73786976294838206463").fault is None


@pytest.mark.parametrize(
    ("text", "stray", "group"),
    [
        ("5862 5789 9869 9135 748O", "O", 5),
        ("l862 5789 9869 9135 7486", "l", 1),
        ("5862 5789 98.9 9135 7486", ".", 3),
        ("٥862 5789 9869 9135 7486", "٥", 1),
        ("no token", "n", 1),
    ],
)
def test_a_letter_is_named_with_its_group(text: str, stray: str, group: int) -> None:
    read = only(text)
    assert (read.fault, read.stray, read.stray_group) == (TokenReason.NOT_DIGITS, stray, group)


@pytest.mark.parametrize("between", [",", ";", "/", "|", "\n", " ", ", ", "", "\n\n"])
def test_several_tokens_are_read_in_their_order(between: str) -> None:
    assert [each.digits for each in read_tokens(between.join(KEY_CHANGE))] == list(KEY_CHANGE)
    grouped = (between or " ").join(map(sts.group_token, KEY_CHANGE))
    assert [each.digits for each in read_tokens(grouped)] == list(KEY_CHANGE)


@pytest.mark.parametrize("between", [",", "\n"])
def test_one_wrong_among_several_is_that_one(between: str) -> None:
    first, second, third, _ = KEY_CHANGE
    found = read_tokens(between.join([first, second[:-1], third]))
    assert [each.fault for each in found] == [None, TokenReason.LENGTH, None]
    assert [each.digits for each in found] == [first, second[:-1], third]


@pytest.mark.parametrize(
    ("count", "cut"), [(39, [20, 19]), (41, [20, 21]), (30, [20, 10]), (25, [25]), (61, [20, 20, 21])]
)
def test_digits_in_a_row_are_cut_into_as_many_tokens_as_they_look_like(count: int, cut: list[int]) -> None:
    text = sts.group_token(("".join(KEY_CHANGE))[:count])
    assert [len(each.digits) for each in read_tokens(text)] == cut


def test_a_reading_keeps_its_digits_out_of_tracebacks() -> None:
    assert CREDIT not in repr(only(CREDIT))
    assert count_digits("5862-O ٥") == 4


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    for read in read_tokens(text):
        assert (read.fault is None) == (read.token_class is not None)
        assert read.missing == 20 - len(read.digits)


@given(st.integers(0, 2**66 - 1), st.data())
def test_every_slip_of_a_finger_is_found_from_what_was_typed(number: int, data: st.DataObject) -> None:
    token = sts.format_token(number)
    at, digit = data.draw(st.integers(0, 19)), data.draw(st.sampled_from("0123456789"))
    slips = {
        token[:at] + digit + token[at + 1 :],
        token[:at] + token[at + 1 :],
        token[:at] + digit + token[at:],
        token + digit,
        token[: max(at - 1, 0)] + token[max(at - 1, 0) : at + 1][::-1] + token[at + 1 :],
    }
    for typed in slips - {token}:
        assert token in nearest_tokens(typed)
        assert groups_to_mend(typed, token)
    mistyped = token[:at] + digit + token[at + 1 :]
    assert groups_to_mend(mistyped, token) == (() if mistyped == token else (at // 4 + 1,))


def test_what_is_near_is_what_differs() -> None:
    assert groups_to_mend(CREDIT, CREDIT) == ()
    assert groups_to_mend("58625789986991357486".replace("9869", "9896"), CREDIT) == (3,)
    assert groups_to_mend("6" + CREDIT[1:-1] + "7", CREDIT) == (1, 5)
    assert groups_to_mend("777" + CREDIT[3:], CREDIT) == ()  # three digits: perhaps another token
    assert groups_to_mend(CREDIT + "9", CREDIT) == (5,)
    assert groups_to_mend("77" + CREDIT, CREDIT) == groups_to_mend("", CREDIT) == ()
    assert nearest_tokens(CREDIT[:18]) == nearest_tokens("") == nearest_tokens(CREDIT * 2) == ()
    assert CREDIT not in nearest_tokens(CREDIT)
    assert [group_of(CREDIT, group) for group in range(1, 6)] == ["5862", "5789", "9869", "9135", "7486"]
