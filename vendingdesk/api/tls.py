"""TLS: the context that every connection shares, and plain words for why one was refused."""

from __future__ import annotations

import ssl

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.trust import Trust

_REASONS: dict[int, str] = {
    9: "Its certificate is not valid yet: check this machine's date and time.",
    10: "Its certificate has expired.",
    18: "Its certificate is from an unknown issuer.",
    19: "Its certificate is from an unknown issuer.",
    20: "Its certificate is from an unknown issuer.",
    21: "Its certificate is from an unknown issuer.",
    62: "Its certificate is for another name.",
    64: "Its certificate is for another name.",
}
"""By OpenSSL's verification code (``X509_V_ERR_…``), which is the same in all its versions."""


def tls_context(trust: Trust) -> ssl.SSLContext:
    """A verifying client context: what ``trust`` says. Slow: for a thread.

    Made without ``create_default_context``, which would write session keys to a file if the environment says so.
    Raises ``EnvironmentFault`` when the file can't be used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs()
    ca_file = trust.ca_file
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except ssl.SSLError:
            raise EnvironmentFault(f"The CA file {ca_file.name} holds no certificate. Choose a PEM file.") from None
        except OSError as fault:
            raise EnvironmentFault(f"The CA file {ca_file} can't be read: {fault.strerror}.") from None
    return context


def tls_fault(fault: BaseException) -> str | None:
    """Why TLS refused, as a sentence; None when no TLS error is behind ``fault``."""
    error = _behind(fault)
    if error is None:
        return None
    if isinstance(error, ssl.SSLCertVerificationError):
        return _REASONS.get(error.verify_code, f"Its certificate was refused: {error.verify_message}.")
    return f"It doesn't speak TLS as it should ({getattr(error, 'reason', None) or 'handshake failed'})."


def _behind(fault: BaseException) -> ssl.SSLError | None:
    """The TLS error among causes, contexts and wrapped arguments: each library on the way keeps it elsewhere."""
    seen: list[BaseException] = []
    waiting: list[object] = [fault]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ssl.SSLError):
            return one
        if isinstance(one, BaseException) and one not in seen:
            seen.append(one)
            waiting += [one.__cause__, one.__context__, *one.args]
    return None
