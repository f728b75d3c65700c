"""Which tokens the virtual meter takes, what they do, and why it refuses the others."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sts.virtual_meter.meter_cases import (
    ISSUED,
    NUMBER_11,
    START,
    credit,
    fitting,
    management,
    new_meter,
    with_other_key,
)

from vendingdesk.sts import DisplayTest, encode, encode_display_token, format_token, insert_class
from vendingdesk.sts.virtual_meter import TENTH, Effect, Outcome, Refusal, Relay, Screen, VirtualMeter
from vendingdesk.sts.virtual_meter.token_memory import REMEMBERED, TokenMemory


@pytest.mark.parametrize(
    ("token", "outcome"),
    [
        pytest.param("58625789986991357486", Outcome(Effect.CREDIT, value=1), id="0.1 kWh"),
        pytest.param("23641553665398154702", Outcome(Effect.CREDIT, value=256), id="25.6 kWh"),
        pytest.param("34494889475378866499", Outcome(Effect.POWER_LIMIT, value=1000), id="1000 W"),
        pytest.param("18087553113701439362", Outcome(Effect.CREDIT_CLEARED), id="clear credit"),
        pytest.param("07194127729199862502", Outcome(Effect.TAMPER_CLEARED), id="clear tamper"),
        pytest.param("36061906132461210546", Outcome(Effect.UNBALANCE_LIMIT, value=10), id="unbalance 10 W"),
        pytest.param("03854447086453451911", Outcome(Effect.KEY_SECTION, value=1), id="key section"),
    ],
)
def test_the_standard_s_own_tokens_are_taken(token, outcome):
    meter = new_meter(NUMBER_11)
    assert meter.type_token(token, START) == outcome


def test_credit_arrives_and_the_power_comes_on():
    meter = new_meter()
    assert meter.relay is Relay.NO_CREDIT
    assert meter.type_token(credit(256), START) == Outcome(Effect.CREDIT, value=256)
    assert meter.credit == 256 * TENTH
    assert meter.relay is Relay.CLOSED
    assert (meter.display.text, meter.display.unit) == ("+25.6", "kWh")


def test_a_token_is_taken_once():
    meter = new_meter()
    meter.type_token(credit(256), START)
    assert meter.type_token(credit(256), START) == Outcome(refusal=Refusal.USED)
    assert meter.credit == 256 * TENTH
    assert meter.display.text == "USED"


def test_another_meter_s_token_or_one_of_another_key_or_with_a_wrong_digit_is_refused():
    meter = new_meter()
    other = credit(10, of=fitting("0151529923121"))
    other_key = credit(10, of=with_other_key(fitting()))
    wrong_digit = credit(10)[:-1] + str((int(credit(10)[-1]) + 1) % 10)
    for token in (other, other_key):
        assert meter.type_token(token, START) == Outcome(refusal=Refusal.CRC)
    assert meter.type_token(wrong_digit, START) == Outcome(refusal=Refusal.CRC)
    assert meter.credit == 0


def test_tokens_may_come_in_any_order_while_there_is_room_to_remember_them():
    meter = new_meter()
    for minute in (7, 3, 5):
        assert meter.type_token(credit(1, minute), START).accepted
    assert meter.registers.memory.minutes == tuple(sorted(meter.registers.memory.minutes))


def test_a_token_older_than_all_that_is_remembered_is_old():
    meter = new_meter()
    for minute in range(1, REMEMBERED + 2):  # the first makes room for the last
        assert meter.type_token(credit(1, minute), START).accepted
    assert len(meter.registers.memory.minutes) == REMEMBERED
    assert meter.type_token(credit(1, 0), START) == Outcome(refusal=Refusal.OLD)
    assert meter.type_token(credit(1, 1), START) == Outcome(refusal=Refusal.OLD)
    assert meter.type_token(credit(1, 2), START) == Outcome(refusal=Refusal.USED)
    assert meter.display.text == "USED"


@given(st.lists(st.integers(0, 120), max_size=200))
def test_no_token_is_ever_taken_twice(minutes):
    memory = TokenMemory()
    taken = []
    for minute in minutes:
        if memory.judge(minute) is None:
            memory.remember(minute)
            taken.append(minute)
    assert len(taken) == len(set(taken))
    assert memory.minutes == tuple(sorted(taken)[-REMEMBERED:])


def test_a_credit_that_the_register_can_t_hold_is_refused_and_can_be_tried_again():
    meter = new_meter()
    full = credit(9_999_624, 1)  # the largest that the field holds exactly below the register's end
    assert meter.type_token(full, START).accepted
    assert meter.type_token(credit(1000, 2), START) == Outcome(refusal=Refusal.OVERFLOW)
    assert meter.display.text == "FULL"
    assert meter.type_token(management(1, 0xFFFF, 3), START).accepted
    assert meter.type_token(credit(1000, 2), START) == Outcome(Effect.CREDIT, value=1000)


def test_a_register_can_be_filled_to_its_last_tenth():
    meter = new_meter()
    assert meter.type_token(credit(9_999_624, 1), START).accepted
    assert meter.type_token(credit(9_999_999 - 9_999_624, 2), START).accepted
    assert meter.type_token(credit(1, 3), START) == Outcome(refusal=Refusal.OVERFLOW)
    assert meter.credit == 9_999_999 * TENTH


def test_the_largest_token_is_more_than_a_register_holds():
    assert new_meter().type_token(credit(18_201_624), START) == Outcome(refusal=Refusal.OVERFLOW)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(credit(10, subclass=1), id="water"),
        pytest.param(credit(10, subclass=2), id="gas"),
        pytest.param(credit(10, subclass=3), id="time"),
        pytest.param(management(10, 0), id="extended token set"),
        pytest.param(management(11, 0), id="proprietary"),
        pytest.param(management(1, 1), id="clear the water register"),
    ],
)
def test_what_is_not_for_an_electricity_meter_is_refused(token):
    meter = new_meter()
    assert meter.type_token(token, START) == Outcome(refusal=Refusal.NOT_SUPPORTED)
    assert meter.display.text == "NOT FOR ME"
    assert meter.registers.memory.minutes == ()


@pytest.mark.parametrize("register", [0, 0xFFFF])
def test_clear_credit_leaves_nothing(register):
    meter = new_meter()
    meter.type_token(credit(256), START)
    assert meter.type_token(management(1, register, 1), START) == Outcome(Effect.CREDIT_CLEARED)
    assert meter.credit == 0
    assert meter.relay is Relay.NO_CREDIT
    assert (meter.display.text, meter.display.unit) == ("0.00", "kWh")


def test_what_a_meter_that_counts_kwh_only_keeps():
    meter = new_meter()
    assert meter.type_token(management(2, 77), START) == Outcome(Effect.TARIFF_RATE, value=77)
    assert meter.display.text == "ACCEPTED"
    assert meter.type_token(management(7, 12, 1), START) == Outcome(Effect.WATER_FACTOR, value=12)
    assert (meter.registers.tariff_rate, meter.registers.water_factor) == (77, 12)
    assert meter.type_token(management(6, 10, 2), START) == Outcome(Effect.UNBALANCE_LIMIT, value=10)
    assert (meter.display.text, meter.display.unit) == ("10", "W")


def test_a_token_beyond_the_key_s_expiry_is_refused():
    meter = new_meter()
    month = 0x10000  # minutes that the eight high bits don't see
    base = ISSUED.replace(year=2014, month=1, day=1, hour=0)
    high = (ISSUED - base) // timedelta(minutes=1) // month
    meter.registers.key_expiry = high

    def token(at: datetime) -> str:
        return encode(fitting().key, token_class=0, subclass=0, issued_at=at, base=2014, amount_field=10, random=5)

    last = base + timedelta(minutes=(high + 1) * month - 1)
    assert meter.type_token(token(last + timedelta(minutes=1)), START) == Outcome(refusal=Refusal.KEY_EXPIRED)
    assert meter.display.text == "KEY EXPIRED"
    assert meter.type_token(token(last), START).accepted
    meter.registers.key_expiry = 255
    assert meter.type_token(token(last + timedelta(minutes=1)), START).accepted


def test_the_reserved_class_is_refused():
    assert new_meter().type_token(format_token(insert_class(12345, 3)), START) == Outcome(refusal=Refusal.CLASS)


@pytest.mark.parametrize("digits", ["1234", "1" * 19])
def test_too_few_digits_are_no_wrong_guess(digits):
    meter = new_meter()
    for _ in range(5):
        assert meter.type_token(digits, START) == Outcome(refusal=Refusal.LENGTH)
    assert meter.locked_s == 0


def test_twenty_digits_that_are_no_66_bit_number():
    assert new_meter().type_token("9" * 20, START) == Outcome(refusal=Refusal.TOO_LARGE)


def test_only_digits_can_be_typed():
    with pytest.raises(ValueError, match="x"):
        new_meter().type_token("12x4", START)
    with pytest.raises(ValueError, match="nothing to enter"):
        new_meter().type_token("", START)


# Test and display tokens


@pytest.mark.parametrize("number", ["0128244400031", NUMBER_11])
def test_everything_is_shown_one_after_the_other(number):
    meter = new_meter(number)
    token = encode_display_token(None, meter_digits=len(number))
    assert meter.type_token(token, START) == Outcome(Effect.SHOWN)
    seen = []
    for second in range(0, 3 * len(DisplayTest) + 1, 3):
        meter.pass_time(START + timedelta(seconds=second))
        seen.append((meter.display.screen, meter.display.page, meter.display.pages))
    shown = [screen for screen, _page, _pages in seen[:-1]]
    assert len(set(shown)) == len(DisplayTest)
    assert shown[:3] == [Screen.SWITCH_TEST, Screen.DISPLAY_TEST, Screen.TOTAL]
    assert [page for _screen, page, _pages in seen[:-1]] == list(range(1, len(DisplayTest) + 1))
    assert seen[-1] == (Screen.CREDIT, 1, 1)


def test_key_revision_is_shown_by_its_token():
    meter = new_meter()
    assert meter.type_token("01152921539100838034", START).effect is Effect.SHOWN
    assert (meter.display.text, meter.display.unit) == ("1 2", "KRN KT")


@pytest.mark.parametrize(
    ("token", "refusal"),
    [
        pytest.param("18446744073843772416", Refusal.OTHER_METER, id="for 11-digit meters"),
        pytest.param("01152921539100838035", Refusal.CRC, id="bad checksum"),
        pytest.param(encode_display_token(0x8000, meter_digits=13), Refusal.NOT_SUPPORTED, id="a bit without a name"),
    ],
)
def test_a_test_token_that_is_not_for_this_meter(token, refusal):
    assert new_meter().type_token(token, START) == Outcome(refusal=refusal)


def test_a_test_token_of_one_make():
    from vendingdesk.sts import token_crc

    def of_make(make: int) -> str:
        fields = 1 << 44 | 0x008 << 16 | make
        return format_token(insert_class(fields << 16 | token_crc(1 << 48 | fields), 1))

    meter = new_meter()
    assert meter.type_token(of_make(128), START) == Outcome(Effect.SHOWN)
    assert meter.type_token(of_make(151), START) == Outcome(refusal=Refusal.OTHER_METER)


def test_a_test_token_of_no_standard_subclass():
    from vendingdesk.sts import token_crc

    fields = 7 << 44
    token = format_token(insert_class(fields << 16 | token_crc(1 << 48 | fields), 1))
    assert new_meter().type_token(token, START) == Outcome(refusal=Refusal.NOT_SUPPORTED)


def test_a_new_meter_with_the_same_number_keeps_the_key():
    meter = new_meter()
    meter.type_token(credit(256), START)
    meter.registers.fitting = replace(meter.fitting, key_revision=4)
    meter.registers.key_expiry = 99
    again = meter.renewed()
    assert isinstance(again, VirtualMeter)
    assert (again.credit, again.fitting, again.registers.key_expiry) == (0, meter.fitting, 99)
    assert again.type_token(credit(256), START).accepted  # it remembers nothing
