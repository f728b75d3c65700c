import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.sts import crc16, extract_class, insert_class, token_crc


def test_the_displaced_bits_go_to_the_top() -> None:
    assert insert_class(0b10 << 27, 0) == 0b10 << 64
    assert insert_class(0b01 << 27, 0) == 0b01 << 64
    assert insert_class(0, 0b10) == 1 << 28
    assert insert_class(2**64 - 1, 0) == 2**66 - 1 - (0b11 << 27)


def test_a_published_token_comes_apart() -> None:
    assert extract_class(18446744073843772416) == (1, 0x0000_0000_0800_0C00)
    assert extract_class(1152921539100838034) == (1, 0x1000_0008_0000_8892)


@pytest.mark.parametrize(("block", "kind"), [(-1, 0), (2**64, 0), (0, -1), (0, 4)])
def test_only_64_bits_and_a_class_go_in(block: int, kind: int) -> None:
    with pytest.raises(ValueError, match=r"64 bits|class is"):
        insert_class(block, kind)


@pytest.mark.parametrize("number", [-1, 2**66])
def test_only_66_bits_come_apart(number: int) -> None:
    with pytest.raises(ValueError, match="66 bits"):
        extract_class(number)


@given(st.integers(0, 2**64 - 1), st.integers(0, 3))
def test_a_class_comes_out_as_it_went_in(block: int, kind: int) -> None:
    number = insert_class(block, kind)
    assert 0 <= number < 2**66
    assert number >> 27 & 3 == kind
    assert extract_class(number) == (kind, block)


@given(st.integers(0, 2**66 - 1))
def test_every_number_is_made_of_one_block_and_one_class(number: int) -> None:
    kind, block = extract_class(number)
    assert insert_class(block, kind) == number


def test_the_checksum_is_the_catalogued_modbus_one() -> None:
    assert crc16(b"123456789") == 0x4B37
    assert crc16(b"") == 0xFFFF


@pytest.mark.parametrize(("fields", "stored"), [("00004A2D900FF2", 0x0FFA), ("000B19EB230100", 0xC207)])
def test_published_checksums_are_stored_low_byte_first(fields: str, stored: int) -> None:
    assert token_crc(int(fields, 16)) == stored
    assert crc16(bytes.fromhex(fields)).to_bytes(2, "little") == stored.to_bytes(2, "big")


@pytest.mark.parametrize("fields", [-1, 2**50])
def test_a_checksum_covers_50_bits(fields: int) -> None:
    with pytest.raises(ValueError, match="50 bits"):
        token_crc(fields)


def test_all_50_bits_may_be_set() -> None:
    assert 0 <= token_crc(2**50 - 1) < 2**16


@given(st.integers(0, 2**50 - 1), st.integers(0, 49))
def test_one_turned_bit_changes_the_checksum(fields: int, place: int) -> None:
    assert token_crc(fields) != token_crc(fields ^ 1 << place)
