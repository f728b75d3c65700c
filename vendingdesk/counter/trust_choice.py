"""What a person may decide about a server's certificate that nobody known vouches for.

A person compares the fingerprint on the screen with one that came another way: on paper, by telephone. Whether a
server is trusted is never decided by the program.
"""

from __future__ import annotations

from datetime import datetime

from vendingdesk.domain.errors import Refused
from vendingdesk.domain.trust import ServerLook, Trust, TrustProblem, read_fingerprint

COMPARABLE = frozenset(
    {TrustProblem.UNKNOWN_ISSUER, TrustProblem.WRONG_NAME, TrustProblem.CHANGED, TrustProblem.OTHER}
)
"""What a comparison by a person can settle. A wrong date and a missing certificate it can't."""

COMPARE = "Compare the fingerprint first, letter by letter, or paste the one that you were given."


class StrangeFingerprint(Refused):
    """The fingerprint that came another way is not the one that the server shows."""

    def __init__(self) -> None:
        super().__init__(
            "That is another fingerprint than the server's. Do not go on: either it was copied wrongly, or somebody "
            "stands between this till and the server. Ask whoever runs the server."
        )


def may_compare(look: ServerLook, at: datetime) -> bool:
    """Whether the certificate can be trusted by its fingerprint: it is one, and in force ``at`` that time."""
    shown = look.certificate
    return look.problem in COMPARABLE and shown is not None and shown.not_before <= at <= shown.not_after


def compared_trust(look: ServerLook, *, at: datetime, given: str = "", compared: bool = False) -> Trust:
    """Trust for this one certificate, because a person ``compared`` it or pasted the fingerprint that was ``given``.

    Raises ``Refused`` for a fingerprint that is another or none, and where a comparison settles nothing.
    """
    shown = look.certificate
    if shown is None or not may_compare(look, at):
        raise Refused("This certificate can't be trusted, whoever compares it. Ask whoever runs the server.")
    if given.strip():
        if read_fingerprint(given) != shown.fingerprint:
            raise StrangeFingerprint
    elif not compared:
        raise Refused(COMPARE)
    return Trust(fingerprint=shown.fingerprint)
