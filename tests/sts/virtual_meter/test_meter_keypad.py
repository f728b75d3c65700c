"""The keypad, the display and the lock-out."""

from datetime import timedelta

import pytest
from sts.virtual_meter.meter_cases import (
    NUMBER,
    SECOND,
    START,
    credit,
    fitting,
    new_meter,
    sections,
    with_other_key,
)

from vendingdesk.sts import format_token, insert_class
from vendingdesk.sts.virtual_meter import SHORT_CODES, Effect, Key, Outcome, Refusal, Screen, VirtualMeter


def type_keys(meter: VirtualMeter, keys: str) -> None:
    for key in keys:
        meter.press(Key(key), meter.at)


def test_digits_stand_in_groups_of_four_and_can_be_taken_back():
    meter = new_meter()
    type_keys(meter, "493357")
    assert (meter.display.screen, meter.display.text) == (Screen.ENTRY, "4933 57")
    meter.press(Key.BACK, START)
    assert meter.typed == "49335"
    for _ in range(9):
        meter.press(Key.BACK, START)
    assert meter.display.screen is Screen.CREDIT


def test_a_digit_too_many_is_not_taken():
    meter = new_meter()
    type_keys(meter, credit(10) + "7")
    assert meter.typed == credit(10)
    assert meter.press(Key.ENTER, START) == Outcome(Effect.CREDIT, value=10)


@pytest.mark.parametrize("surplus", ["1", credit(10)], ids=["one digit", "twice"])
def test_more_digits_than_a_token_has_are_never_taken_for_one(surplus):
    meter = new_meter()
    type_keys(meter, "55")
    assert meter.type_token(credit(10) + surplus, START) == Outcome(refusal=Refusal.LENGTH)
    assert (meter.display.text, meter.typed, meter.credit) == ("20 DIGITS", "", 0)
    assert meter.type_token(credit(10), START).accepted


def test_a_locked_keypad_only_says_so_however_much_is_typed():
    meter = new_meter()
    for _ in range(3):
        meter.type_token(WRONG, START)
    assert meter.type_token("1" * 21, START) == Outcome(refusal=Refusal.LOCKED, value=10)


@pytest.mark.parametrize("key", ["5", "enter", 5, None])
def test_only_a_key_can_be_pressed(key):
    meter = new_meter()
    with pytest.raises(TypeError, match="Key"):
        meter.press(key, START + SECOND)
    assert (meter.typed, meter.at) == ("", START)


def test_typing_a_token_begins_with_an_empty_entry():
    meter = new_meter()
    type_keys(meter, "55")
    assert meter.type_token(credit(10), START).accepted


def test_a_result_goes_with_the_next_key_or_by_itself():
    meter = new_meter()
    meter.type_token(credit(10), START)
    assert meter.display.outcome == Outcome(Effect.CREDIT, value=10)
    meter.pass_time(START + 29 * SECOND)
    assert meter.display.screen is Screen.ACCEPTED
    meter.pass_time(START + 30 * SECOND)
    assert (meter.display.screen, meter.display.text) == (Screen.CREDIT, "1.00")
    meter.type_token(credit(10), meter.at)
    assert meter.display.screen is Screen.REFUSED
    meter.press(Key.ENTER, meter.at)
    assert meter.display.screen is Screen.CREDIT


@pytest.mark.parametrize(
    ("code", "text", "unit"),
    [
        ("800", "0.00", "kWh"),
        ("801", "1.00", "kWh"),
        ("802", "500", "W"),
        ("803", "10000", "W"),
        ("804", "0128 2444 0003 1", ""),
        ("805", "01", "TI"),
        ("806", "1 2", "KRN KT"),
        ("807", "201457", "SGC"),
        ("808", "ON", ""),
        ("809", "0", "TAMPER"),
        ("810", "----", "W"),
    ],
)
def test_short_codes_show_registers(code, text, unit):
    meter = new_meter()
    meter.type_token(credit(10), START)
    meter.connect_load(500, START)
    assert meter.type_token(code, START) == Outcome(Effect.SHOWN)
    assert (meter.display.text, meter.display.unit) == (text, unit)
    assert meter.display.screen is SHORT_CODES[code]
    meter.pass_time(START + timedelta(seconds=30))
    assert meter.display.screen is Screen.CREDIT


def test_every_code_is_tested_above():
    assert set(SHORT_CODES) == {str(code) for code in range(800, 811)}


def test_registers_of_a_meter_that_is_off():
    meter = new_meter()
    meter.connect_load(500, START)
    meter.type_token("802", START)
    assert meter.display.text == "0"
    meter.type_token("808", START)
    assert meter.display.text == "OFF"
    meter.tamper(START)
    meter.type_token("809", START)
    assert meter.display.text == "1"


def test_an_unknown_code():
    meter = new_meter()
    assert meter.type_token("999", START) == Outcome(refusal=Refusal.UNKNOWN_CODE)
    assert meter.display.text == "NO CODE"


def test_enter_turns_the_pages_of_a_test():
    meter = new_meter()
    meter.type_token("02305843005052951967", START)  # everything, for 13-digit meters
    pages = [meter.display.page]
    for _ in range(meter.display.pages - 1):
        meter.press(Key.ENTER, START)
        pages.append(meter.display.page)
    assert pages == list(range(1, 12))
    meter.press(Key.ENTER, START)
    assert meter.display.screen is Screen.CREDIT


WRONG = credit(10, of=with_other_key(fitting()))


def test_three_wrong_entries_lock_the_keypad():
    meter = new_meter()
    for _ in range(2):
        meter.type_token(WRONG, START)
        assert meter.locked_s == 0
    meter.type_token(WRONG, START)
    assert meter.locked_s == 10
    assert (meter.display.screen, meter.display.unit) == (Screen.LOCKED, "10 s")
    assert meter.display.outcome == Outcome(refusal=Refusal.CRC)
    assert meter.press(Key.D1, START) == Outcome(refusal=Refusal.LOCKED, value=10)
    assert meter.type_token(credit(10), START) == Outcome(refusal=Refusal.LOCKED, value=10)
    meter.pass_time(START + timedelta(seconds=9.5))
    assert meter.locked_s == 1
    meter.pass_time(START + 10 * SECOND)
    assert meter.typed == ""
    assert meter.type_token(credit(10), meter.at).accepted


@pytest.mark.parametrize(
    "digits", [format_token(insert_class(12345, 3)), "9" * 20], ids=["reserved class", "67 bits"]
)
def test_digits_that_are_no_token_of_any_meter_are_guesses_too(digits):
    meter = new_meter()
    for _ in range(3):
        meter.type_token(digits, START)
    assert meter.locked_s == 10


def test_the_lock_doubles_to_its_longest_and_an_accepted_token_ends_it():
    meter = new_meter()
    waits = []
    for _ in range(13):
        meter.type_token(WRONG, meter.at)
        waits.append(meter.locked_s)
        meter.pass_time(meter.at + meter.locked_s * SECOND)
    assert waits == [0, 0, 10, 20, 40, 80, 160, 320, 640, 1280, 1280, 1280, 1280]
    assert meter.type_token(credit(10), meter.at).accepted
    meter.type_token(WRONG, meter.at)
    assert meter.locked_s == 0


@pytest.mark.parametrize("count", [1, 4], ids=["one section again and again", "a whole change, again and again"])
def test_no_key_change_section_takes_the_count_of_wrong_entries_back(count):
    meter = new_meter()
    again = sections(fitting())[:count]  # a change to the key that the meter has: its sections stay good for ever
    meter.type_token(WRONG, START)
    meter.type_token(WRONG, START)
    for token in again:
        assert meter.type_token(token, START).accepted
    meter.type_token(WRONG, START)
    assert meter.locked_s == 10


def test_a_key_change_there_and_back_takes_no_count_back_either():
    meter = new_meter()
    new = fitting(tariff_index="02")
    meter.type_token(WRONG, START)
    meter.type_token(WRONG, START)
    for token in [*sections(new), *sections(fitting(), old=new)]:
        assert meter.type_token(token, START).accepted
    meter.type_token(WRONG, START)
    assert meter.locked_s == 10


def test_a_good_token_that_is_refused_is_no_guess():
    meter = new_meter()
    meter.type_token(credit(10), START)
    for _ in range(9):
        assert meter.type_token(credit(10), START).refusal is Refusal.USED
    assert meter.locked_s == 0


def test_what_a_meter_tells_of_itself():
    meter = new_meter()
    assert meter.fitting.meter_number == NUMBER
    assert (meter.at, meter.sections, meter.typed) == (START, 0, "")


def test_a_locked_display_after_the_lock_shows_what_was_wrong():
    meter = new_meter()
    for _ in range(3):
        meter.type_token(WRONG, START)
    meter.pass_time(START + 10 * SECOND)
    assert (meter.display.screen, meter.display.text) == (Screen.REFUSED, "ERROR")


def test_a_refusal_by_the_lock_has_a_display_of_its_own():
    from vendingdesk.sts.virtual_meter.display import result

    shown = result(Outcome(refusal=Refusal.LOCKED, value=7), 0)
    assert (shown.screen, shown.text, shown.unit) == (Screen.LOCKED, "LOCKED", "7 s")
