"""The key change: four sections in any order, within ten minutes, of one set."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from sts.virtual_meter.meter_cases import NUMBER, START, as_rollover, credit, fitting, new_meter, sections

from vendingdesk.sts.virtual_meter import TENTH, Effect, Outcome, Refusal, VirtualMeter

NEW = fitting(tariff_index="02")
TEN_MINUTES = timedelta(minutes=10)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_all_four_in_any_order_bring_the_new_key(order):
    meter = new_meter()
    tokens = sections(NEW)
    outcomes = [meter.type_token(tokens[which], START) for which in order]
    assert outcomes[:3] == [Outcome(Effect.KEY_SECTION, value=count) for count in (1, 2, 3)]
    assert outcomes[3] == Outcome(Effect.KEY_CHANGED)
    assert meter.fitting == NEW
    assert meter.display.text == "NEW KEY"
    assert meter.type_token(credit(10), START).refusal is Refusal.CRC
    assert meter.type_token(credit(10, of=NEW), START).accepted
    assert meter.sections == 0


def test_the_standard_s_own_key_change():
    meter = new_meter("00000000000")
    for token in ("19019128690902932218", "02791799436242461152", "67118070329353977190", "03854447086453451911"):
        assert meter.type_token(token, START).accepted
    assert meter.fitting == fitting("00000000000", tariff_index="02")


def test_a_section_typed_again_counts_once():
    meter = new_meter()
    tokens = sections(NEW)
    meter.type_token(tokens[2], START)
    assert meter.type_token(tokens[2], START) == Outcome(Effect.KEY_SECTION, value=1)
    assert meter.display.text == "KEY 1/4"
    assert meter.sections == 1


def test_half_a_set_is_forgotten_after_ten_minutes():
    meter = new_meter()
    tokens = sections(NEW)
    for token in tokens[:3]:
        meter.type_token(token, START)
    meter.pass_time(START + TEN_MINUTES - timedelta(seconds=1))
    assert meter.sections == 3
    meter.pass_time(START + TEN_MINUTES)
    assert meter.sections == 0
    assert meter.type_token(tokens[3], meter.at) == Outcome(Effect.KEY_SECTION, value=1)
    assert meter.fitting == fitting()


def test_the_ten_minutes_begin_with_the_first_section():
    meter = new_meter()
    tokens = sections(NEW)
    meter.type_token(tokens[0], START)
    meter.type_token(tokens[1], START + timedelta(minutes=6))
    meter.pass_time(START + TEN_MINUTES)
    assert meter.sections == 0


def test_a_section_of_another_set_is_refused_and_all_are_forgotten():
    meter = new_meter()
    one, other = sections(NEW), sections(fitting(tariff_index="03"))
    meter.type_token(one[0], START)
    meter.type_token(one[1], START)
    assert meter.type_token(other[1], START) == Outcome(refusal=Refusal.MIXED)
    assert meter.display.text == "KEY MIXED"
    assert meter.sections == 0
    for token in other[:3]:
        assert meter.type_token(token, START).effect is Effect.KEY_SECTION
    assert meter.type_token(other[3], START).effect is Effect.KEY_CHANGED


def test_halves_that_make_no_key_are_refused():
    meter = new_meter()
    high, low = replace(NEW, supply_group="999424"), replace(NEW, supply_group="000700")  # together above 999999
    mixed = [*sections(high)[:2], sections(low)[2], sections(high)[3]]
    for token in mixed[:3]:
        meter.type_token(token, START)
    assert meter.type_token(mixed[3], START) == Outcome(refusal=Refusal.MIXED)
    assert meter.fitting == fitting()
    assert meter.sections == 0


def test_a_key_change_keeps_what_is_remembered_and_a_rollover_forgets_it():
    meter = new_meter()
    meter.type_token(credit(256), START)
    remembered = meter.registers.memory.minutes
    for token in sections(NEW, key_expiry=200):
        meter.type_token(token, START)
    assert (meter.registers.memory.minutes, meter.registers.key_expiry) == (remembered, 200)
    credit_before = meter.credit
    later = replace(fitting(tariff_index="03"), base=2035)
    outcome = [meter.type_token(token, START) for token in sections(later, old=NEW, rollover=True)][-1]
    assert outcome == Outcome(Effect.KEY_ROLLED_OVER)
    assert meter.registers.memory.minutes == ()
    assert (meter.credit, meter.fitting.base, meter.registers.key_expiry) == (credit_before, 2035, 255)


def test_after_the_last_base_year_a_rollover_keeps_it():
    meter = new_meter()
    meter.registers.fitting = replace(meter.fitting, base=2035)
    for token in sections(NEW, rollover=True):
        meter.type_token(token, START)
    assert meter.fitting.base == 2035
    assert meter.fitting.meter_number == NUMBER


def change_key(meter: VirtualMeter, tokens: list[str]) -> Outcome:
    return [meter.type_token(token, meter.at) for token in tokens][-1]


@pytest.mark.parametrize(
    ("holds", "brings"), [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]
)
def test_a_default_or_a_unique_key_may_follow_any(holds, brings):
    meter = VirtualMeter.from_factory(replace(fitting(), key_type=holds), START)
    assert change_key(meter, sections(replace(NEW, key_type=brings))).effect is Effect.KEY_CHANGED
    assert meter.fitting.key_type == brings


@pytest.mark.parametrize(("holds", "brings"), [(0, 3), (1, 0), (1, 3), (2, 0), (2, 3), (3, 0), (3, 3)])
def test_a_keypad_meter_takes_no_common_key_and_never_goes_back_to_an_initial_one(holds, brings):
    before = replace(fitting(), key_type=holds)
    meter = VirtualMeter.from_factory(before, START)
    assert change_key(meter, sections(replace(NEW, key_type=brings))) == Outcome(refusal=Refusal.KEY_TYPE)
    assert meter.display.text == "KEY TYPE"
    assert (meter.fitting, meter.sections) == (before, 0)
    assert meter.type_token(credit(10), START).accepted


def test_a_rollover_without_a_new_key_would_make_used_tokens_good_again():
    meter = new_meter()
    meter.type_token(credit(100), START)
    tokens = sections(fitting())
    tokens[0] = as_rollover(tokens[0], fitting().key)
    assert change_key(meter, tokens) == Outcome(refusal=Refusal.SAME_KEY)
    assert meter.display.text == "SAME KEY"
    assert (meter.fitting, meter.sections) == (fitting(), 0)
    assert meter.type_token(credit(100), START) == Outcome(refusal=Refusal.USED)
    assert meter.credit == 100 * TENTH


def test_other_attributes_of_the_same_key_are_no_rollover_and_are_taken():
    meter = new_meter()
    assert change_key(meter, sections(fitting(), key_expiry=200)) == Outcome(Effect.KEY_CHANGED)
    assert meter.registers.key_expiry == 200
