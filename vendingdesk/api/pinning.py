"""Handshakes that are judged by us: by one certificate's fingerprint, or never let pass because we only look.

The certificate is given to a check at the end of the handshake, inside of it, before the first byte of any request.
What the check raises ends the connection; after the request it would be too late.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime

from vendingdesk.api.certificates import fingerprint_of, validity
from vendingdesk.domain.trust import TrustProblem


class PinRefused(ssl.SSLCertVerificationError):
    """A handshake with a certificate that is not the one we know, or whose time is not now."""

    def __init__(self, problem: TrustProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class CertificateShown(ssl.SSLCertVerificationError):
    """The end of every handshake that was made to look at a certificate: ``der`` is what the server showed."""

    def __init__(self, der: bytes) -> None:
        super().__init__("only looked at")
        self.der = der


def pinned_context(fingerprint: str) -> ssl.SSLContext:
    """A context that takes the one certificate with this SHA-256, whatever name and issuer it has."""

    def check(der: bytes) -> None:
        if fingerprint_of(der) != fingerprint:
            raise PinRefused(TrustProblem.CHANGED)
        try:
            begins, ends = validity(der)
        except ValueError:
            raise PinRefused(TrustProblem.OTHER) from None
        now = datetime.now(UTC)
        if now > ends:
            raise PinRefused(TrustProblem.EXPIRED)
        if now < begins:
            raise PinRefused(TrustProblem.NOT_YET_VALID)

    return _judged(check)


def looking_context() -> ssl.SSLContext:
    """A context over which nothing can ever be sent: each handshake ends in ``CertificateShown``."""

    def show(der: bytes) -> None:
        raise CertificateShown(der)

    return _judged(show)


def _judged(check: Callable[[bytes], None]) -> ssl.SSLContext:
    """A context without OpenSSL's verdict, which is about authorities and names, and with ``check`` in its place."""

    class JudgedObject(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            check(self.getpeercert(binary_form=True) or b"")

    class JudgedSocket(ssl.SSLSocket):
        def do_handshake(self, block: bool = False) -> None:
            super().do_handshake(block)
            check(self.getpeercert(binary_form=True) or b"")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Not unverified: ``check`` stands in every handshake below and lets one certificate pass, or none. OpenSSL's own
    # verdict would refuse the pinned certificate for its issuer or its name, which a person has answered for.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.sslobject_class = JudgedObject
    context.sslsocket_class = JudgedSocket
    return context
