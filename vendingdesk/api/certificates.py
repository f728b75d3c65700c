"""A server's certificate as it came in the handshake (DER): fingerprint, dates, and what a person reads of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vendingdesk.api.texts import one_line
from vendingdesk.domain.trust import Certificate

if TYPE_CHECKING:
    from cryptography.x509 import Name

_VERSION = 0xA0
_UTC_TIME = 0x17
_GENERALIZED_TIME = 0x18
_LONGEST_NAME = 120
_MOST_NAMES = 20


def fingerprint_of(der: bytes) -> str:
    """The SHA-256 of a certificate, as ``domain.trust`` keeps fingerprints."""
    return hashlib.sha256(der).hexdigest()


def validity(der: bytes) -> tuple[datetime, datetime]:
    """From when and until when a certificate is valid. Raises ``ValueError`` for what is no certificate.

    Read here, because Python's own reader gives nothing of a certificate that no authority vouches for, and a pinned
    one is checked in the handshake, where nothing heavy may be imported.
    """
    ((_, whole),) = _elements(der)
    (_, body), *_ = _elements(whole)
    _serial, _algorithm, _issuer, (_, dates), *_ = (part for part in _elements(body) if part[0] != _VERSION)
    begins, ends = (_moment(kind, text.decode("ascii")) for kind, text in _elements(dates))  # RFC 5280, 4.1.2.5
    return begins, ends


def read_certificate(der: bytes) -> Certificate:
    """What a person looks at; a name that can't be read is empty. Slow at first: for a thread.

    Raises ``ValueError`` when not even the dates can be read.
    """
    from cryptography import x509

    begins, ends = validity(der)
    subject = issuer = ""
    names: tuple[str, ...] = ()
    self_signed = False
    try:
        found = x509.load_der_x509_certificate(der)
        subject, issuer, self_signed = _name(found.subject), _name(found.issuer), found.subject == found.issuer
        said = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(one_line(str(name.value), _LONGEST_NAME) for name in said)[:_MOST_NAMES]
    except (ValueError, x509.ExtensionNotFound):
        pass  # servers show odd ones, and the fingerprint is all that is compared
    return Certificate(fingerprint_of(der), subject, issuer, names, begins, ends, self_signed)


def _name(name: Name) -> str:
    """Common name and organisation, as far as they are said; else all of it."""
    from cryptography.x509.oid import NameOID

    kinds = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    said = [str(one.value) for kind in kinds for one in name.get_attributes_for_oid(kind)]
    return one_line(", ".join(said) or name.rfc4514_string(), _LONGEST_NAME)


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The tag and the content of each DER element in ``data``; raises ``ValueError`` when they don't fit."""
    at = 0
    while at < len(data):
        tag, size, at = data[at], int.from_bytes(data[at + 1 : at + 2], "big"), at + 2
        if size & 0x80:
            octets = size & 0x7F
            size, at = int.from_bytes(data[at : at + octets], "big"), at + octets
        if at + size > len(data):
            raise ValueError("an element that is longer than what holds it")
        yield tag, data[at : at + size]
        at += size


def _moment(kind: int, text: str) -> datetime:
    if kind == _UTC_TIME:  # two digits of a year: 50 to 99 are of the last century
        text = ("19" if text >= "50" else "20") + text
    elif kind != _GENERALIZED_TIME:
        raise ValueError("a date of another kind")
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
