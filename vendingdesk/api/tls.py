"""TLS: the context that every connection shares, and plain words for why one was refused."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from vendingdesk.api.authorities import load_file, load_system
from vendingdesk.api.pinning import PinRefused, pinned_context
from vendingdesk.domain.trust import Trust, TrustProblem

_PROBLEMS: dict[int, TrustProblem] = {
    9: TrustProblem.NOT_YET_VALID,
    10: TrustProblem.EXPIRED,
    18: TrustProblem.UNKNOWN_ISSUER,
    19: TrustProblem.UNKNOWN_ISSUER,
    20: TrustProblem.UNKNOWN_ISSUER,
    21: TrustProblem.UNKNOWN_ISSUER,
    62: TrustProblem.WRONG_NAME,
    64: TrustProblem.WRONG_NAME,
}
"""By OpenSSL's verification code (``X509_V_ERR_…``), which is the same in all its versions."""

_NO_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG"}
)
"""OpenSSL's reasons when what came back is no TLS record at all."""

_WAITING = (ssl.SSLWantReadError, ssl.SSLWantWriteError)

SENTENCES: dict[TrustProblem, str] = {
    TrustProblem.UNKNOWN_ISSUER: "Its certificate is from an unknown issuer.",
    TrustProblem.WRONG_NAME: "Its certificate is for another name.",
    TrustProblem.EXPIRED: "Its certificate has expired.",
    TrustProblem.NOT_YET_VALID: "Its certificate is not valid yet: check this machine's date and time.",
    TrustProblem.CHANGED: "Its certificate is not the one that this till trusts. Call a supervisor.",
    TrustProblem.NO_TLS: "It doesn't speak TLS: check the address and its port.",
    TrustProblem.OTHER: "Its certificate can't be used.",
}
"""Each problem in a sentence about the server."""


@dataclass(frozen=True, slots=True)
class TlsFault:
    """Why TLS refused: the problem by name, and a sentence about the server."""

    problem: TrustProblem
    said: str


def tls_context(trust: Trust) -> ssl.SSLContext:
    """A client context that believes what ``trust`` says and nothing else. Slow: for a thread.

    Made without ``create_default_context``, which would write session keys to a file if the environment says so, and
    without ``load_default_certs``, which would believe whom the environment says.
    Raises ``EnvironmentFault`` when the file can't be used.
    """
    if trust.fingerprint:
        return pinned_context(trust.fingerprint)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    load_system(context)
    if trust.ca_file is not None:
        load_file(context, trust.ca_file)
        # Whoever is named is trusted: a root, one that a root stands behind, or the server's own certificate.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def tls_fault(fault: BaseException) -> TlsFault | None:
    """Why TLS refused; None when no TLS error is behind ``fault``."""
    error = tls_error(fault)
    if error is None:
        return None
    if isinstance(error, PinRefused):
        return TlsFault(error.problem, SENTENCES[error.problem])
    if isinstance(error, ssl.SSLCertVerificationError):
        problem = _PROBLEMS.get(getattr(error, "verify_code", 0))  # only OpenSSL's own have one
        if problem is None:
            why = getattr(error, "verify_message", "it can't be judged")
            return TlsFault(TrustProblem.OTHER, f"Its certificate was refused: {why}.")
        return TlsFault(problem, SENTENCES[problem])
    reason = getattr(error, "reason", None) or "handshake failed"
    if reason in _NO_TLS:
        return TlsFault(TrustProblem.NO_TLS, SENTENCES[TrustProblem.NO_TLS])
    return TlsFault(TrustProblem.OTHER, f"It doesn't speak TLS as it should ({reason}).")


def tls_error(fault: BaseException) -> ssl.SSLError | None:
    """The TLS error among causes, contexts and wrapped arguments: each library on the way keeps it elsewhere.

    “More bytes wanted” is none: it stands behind whatever ended a handshake that waited, such as a time-out.
    """
    seen: list[BaseException] = []
    waiting: list[object] = [fault]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ssl.SSLError) and not isinstance(one, _WAITING):
            return one
        if isinstance(one, BaseException) and one not in seen:
            seen.append(one)
            waiting += [one.__cause__, one.__context__, *one.args]
    return None
