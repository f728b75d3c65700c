from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.sts import vectors
from vendingdesk.sts import (
    FieldError,
    FieldReason,
    KeySection,
    TokenClass,
    decode,
    join_key_sections,
    key_change_tokens,
    token_class,
)

OLD = vectors.key()
NEW = vectors.key(tariff="02")
OF_NEW: dict[str, Any] = {"supply_group": "201457", "key_type": 2, "key_revision": 1, "tariff_index": "02"}


def sections(tokens: tuple[str, ...], key: bytes = OLD) -> list[KeySection]:
    found = [decode(key, token, base=2014).section for token in tokens]
    assert None not in found
    return [section for section in found if section is not None]


def test_the_published_set() -> None:
    assert key_change_tokens(OLD, NEW, **OF_NEW) == vectors.KEY_CHANGE
    assert {token_class(token) for token in vectors.KEY_CHANGE} == {TokenClass.MANAGEMENT}


def test_the_published_set_is_read_again_in_any_order() -> None:
    found = sections(vectors.KEY_CHANGE)
    assert [section.subclass for section in found] == [3, 4, 8, 9]
    for order in permutations(found):
        new = join_key_sections(order)
        assert new.key == NEW
        assert (new.supply_group, new.key_type, new.key_revision, new.tariff_index) == ("201457", 2, 1, "02")
        assert (new.key_expiry, new.rollover) == (255, False)


@given(
    old=st.binary(min_size=16, max_size=16),
    new=st.binary(min_size=16, max_size=16),
    group=st.integers(0, 999_999),
    key_type=st.integers(0, 3),
    revision=st.integers(1, 9),
    tariff=st.integers(0, 99),
    expiry=st.integers(0, 255),
    rollover=st.booleans(),
)
def test_every_attribute_arrives(
    old: bytes, new: bytes, group: int, key_type: int, revision: int, tariff: int, expiry: int, rollover: bool
) -> None:
    assume(not rollover or new != old)
    tokens = key_change_tokens(
        old,
        new,
        supply_group=f"{group:06d}",
        key_type=key_type,
        key_revision=revision,
        tariff_index=f"{tariff:02d}",
        key_expiry=expiry,
        rollover=rollover,
    )
    read = join_key_sections(sections(tokens, old))
    assert read.key == new
    assert (read.supply_group, read.key_type, read.key_revision) == (f"{group:06d}", key_type, revision)
    assert (read.tariff_index, read.key_expiry, read.rollover) == (f"{tariff:02d}", expiry, rollover)


@pytest.mark.parametrize("chosen", [(0, 1, 2), (0, 1, 2, 2), (0, 1, 2, 3, 3), ()])
def test_all_four_once_or_nothing(chosen: tuple[int, ...]) -> None:
    found = sections(vectors.KEY_CHANGE)
    with pytest.raises(FieldError, match="all four") as caught:
        join_key_sections(found[at] for at in chosen)
    assert caught.value.reason is FieldReason.SECTIONS


@pytest.mark.parametrize(
    ("at", "head", "reason"),
    [
        (0, 0xF02, FieldReason.KEY_REVISION),
        (0, 0xFA2, FieldReason.KEY_REVISION),
        (1, 0xF64, FieldReason.TARIFF_INDEX),
        (3, 0xFFF, FieldReason.SUPPLY_GROUP),
    ],
)
def test_sections_that_add_up_to_nonsense(at: int, head: int, reason: FieldReason) -> None:
    found = sections(vectors.KEY_CHANGE)
    found[at] = KeySection(found[at].subclass, head << 32)
    with pytest.raises(FieldError) as caught:
        join_key_sections(found)
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("supply_group", "1", FieldReason.SUPPLY_GROUP),
        ("key_type", 4, FieldReason.KEY_TYPE),
        ("key_revision", 10, FieldReason.KEY_REVISION),
        ("tariff_index", "2", FieldReason.TARIFF_INDEX),
        ("key_expiry", -1, FieldReason.KEY_EXPIRY),
        ("key_expiry", 256, FieldReason.KEY_EXPIRY),
    ],
)
def test_an_attribute_that_does_not_fit(name: str, value: object, reason: FieldReason) -> None:
    with pytest.raises(FieldError) as caught:
        key_change_tokens(OLD, NEW, **{**OF_NEW, name: value})
    assert caught.value.reason is reason


@pytest.mark.parametrize(("old", "new"), [(OLD[:-1], NEW), (OLD, NEW + b"\0"), (OLD, b"")])
def test_both_keys_have_sixteen_bytes(old: bytes, new: bytes) -> None:
    with pytest.raises(FieldError) as caught:
        key_change_tokens(old, new, **OF_NEW)
    assert caught.value.reason is FieldReason.KEY


def test_a_rollover_under_the_same_key_would_give_old_credit_again() -> None:
    with pytest.raises(FieldError, match="another key") as caught:
        key_change_tokens(OLD, OLD, **OF_NEW, rollover=True)
    assert caught.value.reason is FieldReason.ROLLOVER
    assert len(set(key_change_tokens(OLD, OLD, **OF_NEW))) == 4


@pytest.mark.parametrize("rollover", [0, 1, 2, -1, "", "2", None])
def test_a_rollover_is_wanted_or_not(rollover: Any) -> None:
    with pytest.raises(TypeError, match="True or False"):
        key_change_tokens(OLD, NEW, **OF_NEW, rollover=rollover)


@pytest.mark.parametrize("bits", [-1, 1 << 44, 1 << 60])
def test_a_section_has_44_bits(bits: int) -> None:
    found = sections(vectors.KEY_CHANGE)
    found[1] = KeySection(4, bits)
    with pytest.raises(FieldError) as caught:
        join_key_sections(found)
    assert caught.value.reason is FieldReason.SECTIONS


def test_a_section_is_nothing_else() -> None:
    with pytest.raises(TypeError, match="NoneType"):
        join_key_sections([None] * 4)  # type: ignore[list-item]


def test_no_text_of_a_section_shows_the_key() -> None:
    found = sections(vectors.KEY_CHANGE)
    assert all(str(section.bits) not in repr(section) for section in found)
    assert repr(NEW) not in repr(join_key_sections(found))
