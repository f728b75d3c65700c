"""The checksum at the end of every token: CRC-16/MODBUS, written low byte first."""

_POLYNOMIAL = 0xA001  # 0x8005 with its bits reversed
_START = 0xFFFF


def _remainder(byte: int) -> int:
    for _bit in range(8):
        byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_REMAINDERS = tuple(map(_remainder, range(256)))


def crc16(data: bytes) -> int:
    """Return the CRC-16/MODBUS of ``data``, 16 bits, as a plain number (bytes not swapped).

    Raises nothing. Rule: IEC 62055-41, 6.3.7: reflected polynomial ``A001``, start value ``FFFF``.
    """
    register = _START
    for byte in data:
        register = register >> 8 ^ _REMAINDERS[(register ^ byte) & 0xFF]
    return register


def token_crc(fields: int) -> int:
    """Return the 16 bits that end a token block, as they stand there (bytes swapped).

    ``fields`` are the 50 bits from the class to the last bit before the CRC, 48 and 49 being the class; they
    are padded on the left to seven bytes. Raises ``ValueError`` when they do not fit 50 bits. Rule:
    IEC 62055-41, 6.3.7.
    """
    if not 0 <= fields < 1 << 50:
        raise ValueError("The checksum of a token covers a whole number of 50 bits.")
    return int.from_bytes(crc16(fields.to_bytes(7, "big")).to_bytes(2, "little"), "big")
