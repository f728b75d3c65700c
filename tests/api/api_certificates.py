"""Certificates of every kind that a server may show, and the contexts to show them with."""

from __future__ import annotations

import datetime
import hashlib
import ssl
from functools import cache

import trustme

CA = trustme.CA()
OTHER_CA = trustme.CA()
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
FAR_OFF = datetime.datetime(2090, 1, 1, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class Shown:
    """A certificate, a server context that shows it, and its fingerprint."""

    def __init__(self, leaf: trustme.LeafCert) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.show_in = leaf.configure_cert
        self.show_in(self.context)
        self.der = ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())
        self.fingerprint = hashlib.sha256(self.der).hexdigest()


@cache
def shown(kind: str) -> Shown:
    """Made once each: a key costs time."""
    here = "127.0.0.1"
    match kind:
        case "good":
            return Shown(CA.issue_cert(here))
        case "unknown":
            return Shown(OTHER_CA.issue_cert(here))
        case "other name":
            return Shown(CA.issue_cert("vending.example"))
        case "expired":
            return Shown(CA.issue_cert(here, not_before=LONG_AGO, not_after=LONG_AGO + DAY))
        case "early":
            return Shown(CA.issue_cert(here, not_before=FAR_OFF, not_after=FAR_OFF + DAY))
        case "unknown and expired":
            return Shown(OTHER_CA.issue_cert(here, not_before=LONG_AGO, not_after=LONG_AGO + DAY))
        case "unknown and early":
            return Shown(OTHER_CA.issue_cert(here, not_before=FAR_OFF, not_after=FAR_OFF + DAY))
        case "undated":
            return Shown(_undated(OTHER_CA.issue_cert(here, not_before=LONG_AGO)))
    raise ValueError(kind)


def _undated(leaf: trustme.LeafCert) -> trustme.LeafCert:
    """The same with a first day that no calendar has; nobody who verifies signatures would take it."""
    der = ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())
    odd = ssl.DER_cert_to_PEM_cert(der.replace(b"200101000000Z", b"209901000000Z"))
    return trustme.LeafCert(leaf.private_key_pem.bytes(), odd.encode(), [])
