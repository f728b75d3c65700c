import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.sts import FieldError, FieldReason
from vendingdesk.sts.misty1 import decrypt_block, encrypt_block

KEY = bytes.fromhex("00112233445566778899aabbccddeeff")
PUBLISHED = [(0x0123456789ABCDEF, 0x8B1DA5F56AB3D07C), (0xFEDCBA9876543210, 0x04B68240B13BE95D)]
blocks = st.integers(0, 2**64 - 1)
keys = st.binary(min_size=16, max_size=16)


@pytest.mark.parametrize(("plain", "cipher"), PUBLISHED)
def test_the_published_blocks_both_ways(plain: int, cipher: int) -> None:
    assert encrypt_block(KEY, plain) == cipher
    assert decrypt_block(KEY, cipher) == plain


@given(keys, blocks)
def test_what_is_encrypted_is_decrypted_again(key: bytes, block: int) -> None:
    assert decrypt_block(key, encrypt_block(key, block)) == block
    assert encrypt_block(key, decrypt_block(key, block)) == block


@given(keys, blocks, st.integers(0, 127))
def test_every_bit_of_the_key_counts(key: bytes, block: int, bit: int) -> None:
    other = (int.from_bytes(key, "big") ^ 1 << bit).to_bytes(16, "big")
    assert encrypt_block(other, block) != encrypt_block(key, block)


def test_a_key_held_in_a_buffer_is_a_key() -> None:
    assert encrypt_block(bytearray(KEY), PUBLISHED[0][0]) == PUBLISHED[0][1]


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_key_of_another_length(length: int) -> None:
    for work in (encrypt_block, decrypt_block):
        with pytest.raises(FieldError, match=f"16 bytes.*{length} bytes") as caught:
            work(bytes(length), 0)
        assert caught.value.reason is FieldReason.KEY


@pytest.mark.parametrize("block", [-1, 2**64])
def test_a_block_has_64_bits(block: int) -> None:
    for work in (encrypt_block, decrypt_block):
        with pytest.raises(ValueError, match="64 bits"):
            work(KEY, block)
