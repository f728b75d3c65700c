"""The meter's state as plain JSON, and what a damaged one is answered with."""

import hashlib
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sts.virtual_meter.meter_cases import (
    SECOND,
    START,
    credit,
    fitting,
    management,
    new_meter,
    sections,
    with_other_key,
)

from vendingdesk.sts import StsError
from vendingdesk.sts.virtual_meter import (
    LARGEST_LOAD,
    MeterStateError,
    Relay,
    StateReason,
    VirtualMeter,
    meter_from,
    state_of,
)

WRONG = credit(10, of=with_other_key(fitting()))


def lived() -> VirtualMeter:
    """A meter with something in every register."""
    meter = new_meter()
    meter.type_token(credit(256), START)
    meter.type_token(management(2, 5, 1), START)
    meter.type_token(management(6, 7, 2), START)
    meter.type_token(management(7, 3, 3), START)
    meter.connect_load(1000, START)
    meter.pass_time(START + 100 * SECOND)
    meter.type_token(management(0, 500, 4), meter.at)
    for token in sections(fitting(tariff_index="02"))[1:]:
        meter.type_token(token, meter.at)
    for _ in range(4):
        meter.type_token(WRONG, meter.at)
        meter.pass_time(meter.at + 10 * SECOND)
    meter.tamper(meter.at)
    return meter


def sealed(state: dict[str, object]) -> dict[str, object]:
    """The state with the digest that belongs to it: as somebody makes it who means to, no damage does."""
    told = {name: value for name, value in state.items() if name != "digest"}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return told | {"digest": hashlib.sha256(text.encode()).hexdigest()}


def test_a_meter_comes_back_as_it_was():
    before = lived()
    state = state_of(before)
    after = meter_from(json.loads(json.dumps(state)))
    assert state_of(after) == state
    assert after.locked_s == before.locked_s > 0
    assert (after.relay, after.sections, after.credit) == (Relay.TAMPER, 3, before.credit)
    after.pass_time(after.at + after.locked_s * SECOND)
    last = sections(fitting(tariff_index="02"))[0]
    assert after.type_token(last, after.at).accepted
    assert after.fitting == fitting(tariff_index="02")


def test_a_new_meter_comes_back_too():
    state = state_of(new_meter())
    assert state_of(meter_from(state)) == state


def test_no_part_of_the_energy_is_lost_on_the_way():
    meter = new_meter()
    meter.type_token(credit(256), START)
    meter.connect_load(7, START)
    meter.pass_time(START + timedelta(microseconds=333))
    assert meter_from(json.loads(json.dumps(state_of(meter)))).credit == meter.credit


BAD = [
    ("version", 3),
    ("version", 0),
    ("version", "1"),
    ("at", None),
    ("at", "yesterday"),
    ("at", 5),
    ("at", "2026-03-01T08:00:00+00:00"),
    ("at", "9999-12-31T23:59:59"),
    ("meter_number", "012824440003"),
    ("meter_number", 128244400031),
    ("base", 1994),
    ("base", 3000),
    ("supply_group", "20145"),
    ("key_type", 4),
    ("key_revision", 0),
    ("tariff_index", "1"),
    ("key", "00"),
    ("key", "G" * 32),
    ("key_expiry", 256),
    ("credit", -1),
    ("credit", 1.5),
    ("credit", True),
    ("credit", 10**30),
    ("total", "7"),
    ("load", 20_001),
    ("power_limit", 18_201_625),
    ("unbalance_limit", None),
    ("tampered", 1),
    ("retry_at", "2026-03-01T09:00:00"),
    ("minutes", [5, 5]),
    ("minutes", [6, 5]),
    ("minutes", list(range(51))),
    ("minutes", [0x1000000]),
    ("minutes", "5"),
    ("wrong_entries", -1),
    ("locked_until", "2026-03-02T09:00:00"),
    ("locked_until", 5),
    ("sections", []),
    ("sections", ["1" * 19]),
    ("sections", [WRONG]),
    ("sections", [credit(1)]),
    ("sections", [sections(fitting(tariff_index="02"))[0]] * 2),
    ("sections", sections(fitting(tariff_index="02"))),
    ("sections_since", None),
    ("sections_since", "2026-03-01T23:00:00"),
    ("meter_number", "0128244400032"),  # its check digit
    ("at", "2026-03-01T08:02:40.000000"),  # the meter's own moments are written in one way
    ("at", "20260301T080240"),
    ("sections_since", "2026-03-01 08:01:40"),
    ("sections_since", "2026-03-01T07:52:20"),  # ten minutes ago
    ("wrong_entries", 2),  # and yet it is locked
    ("locked_until", None),  # after four wrong entries
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_damaged_part_is_named_and_not_repeated(name, value):
    state = sealed(state_of(lived()) | {name: value})
    with pytest.raises(MeterStateError) as damaged:
        meter_from(state)
    assert damaged.value.where in {name, "sections_since", "locked_until"}
    assert "new meter" in str(damaged.value)
    assert WRONG not in str(damaged.value)


@pytest.mark.parametrize("state", [None, [], "x", {}, {"version": 1}])
def test_what_is_no_state_at_all(state):
    with pytest.raises(MeterStateError):
        meter_from(state)


def test_nothing_may_be_missing_and_nothing_left_over():
    whole = state_of(lived())
    for name in whole:
        with pytest.raises(MeterStateError):
            meter_from({other: value for other, value in whole.items() if other != name})
    with pytest.raises(MeterStateError):
        meter_from({**whole, "more": 1})


def test_a_load_above_the_limit_is_about_to_be_tried_again():
    meter = new_meter()
    meter.type_token(credit(256), START)
    with pytest.raises(MeterStateError) as damaged:
        meter_from(sealed(state_of(meter) | {"load": LARGEST_LOAD}))
    assert damaged.value.where == "retry_at"


def test_a_value_that_could_be_but_is_not_the_kept_one_is_found():
    state = state_of(lived())
    with pytest.raises(MeterStateError) as damaged:
        meter_from(state | {"credit": 1})
    assert (damaged.value.where, damaged.value.reason) == ("digest", StateReason.DAMAGED)
    assert sealed(state) == state  # how the digest is made, by another hand


@pytest.mark.parametrize("digest", [None, "", "0" * 64, 5])
def test_another_digest(digest):
    with pytest.raises(MeterStateError) as damaged:
        meter_from(state_of(lived()) | {"digest": digest})
    assert damaged.value.where == "digest"


def test_no_single_wrong_byte_makes_another_meter():
    state = state_of(lived())
    text = json.dumps(state).encode()
    for place, byte in enumerate(text):
        for other in {byte ^ 1, byte ^ 4, byte ^ 0x20, ord("0"), ord(" ")} - {byte}:
            try:
                read = json.loads(text[:place] + bytes([other]) + text[place + 1 :])
            except ValueError:
                continue
            if read != state:
                with pytest.raises(MeterStateError):
                    meter_from(read)


def test_a_state_of_an_older_form_is_called_so_and_not_damaged():
    older = {name: value for name, value in state_of(lived()).items() if name != "digest"} | {"version": 1}
    with pytest.raises(MeterStateError) as other:
        meter_from(older)
    assert (other.value.reason, other.value.where) == (StateReason.OTHER_FORM, "version")
    assert str(other.value) == "The meter's kept state was written by another version. Begin with a new meter."
    assert isinstance(other.value, StsError)


def test_what_was_typed_of_a_key_change_and_the_key_are_not_in_a_repr():
    meter = lived()
    assert meter.sections == 3
    shown = repr(meter.registers)
    assert not any(token in shown for token in meter.registers.sections.tokens.values())
    assert meter.fitting.key.hex() not in shown
    assert repr(meter.fitting.key) not in shown


Json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(set(state_of(new_meter())) - {"digest"})), Json)
def test_whatever_stands_in_a_state_it_is_a_meter_or_a_clear_error(name, value):
    try:
        meter = meter_from(sealed(state_of(new_meter()) | {name: value}))
    except MeterStateError:
        return
    assert state_of(meter)[name] == value
    meter.pass_time(meter.at + timedelta(days=1))
    assert meter.display.text
