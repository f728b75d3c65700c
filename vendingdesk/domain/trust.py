"""Which server this till talks to, and what makes it believe that it is that one.

By default the system's trust store decides. Beside it stands one named authority's file, or one certificate that a
person compared by its SHA-256 fingerprint. Nothing switches verification off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from vendingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

_HEX = "[0-9a-f]{64}"
_BETWEEN = r"[\s:.-]+"


class TrustProblem(StrEnum):
    """Why a server's certificate is not believed."""

    UNKNOWN_ISSUER = "unknown_issuer"
    WRONG_NAME = "wrong_name"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    CHANGED = "changed"
    NO_TLS = "no_tls"
    OTHER = "other"


def read_fingerprint(text: str) -> str:
    """A SHA-256 fingerprint as it is compared: 64 lower-case hexadecimal digits.

    Colons, points, dashes and white space between them are taken off, and the words “SHA-256 Fingerprint=” before
    them. Raises ``Refused`` with what to type instead.
    """
    typed = text.strip().casefold()
    _, sign, behind = typed.rpartition("=")
    digits = re.sub(_BETWEEN, "", behind if sign else typed).removeprefix("sha256")
    if not re.fullmatch(_HEX, digits):
        raise Refused(
            "A SHA-256 fingerprint has 64 digits and letters from A to F. Copy it whole from whoever runs the server."
        )
    return digits


def shown_fingerprint(fingerprint: str) -> str:
    """A fingerprint as people compare it: sixteen groups of four, in capitals."""
    capitals = fingerprint.upper()
    return " ".join(capitals[at : at + 4] for at in range(0, len(capitals), 4))


@dataclass(frozen=True, slots=True)
class Trust:
    """What makes the server believed: nothing said means the system's trust store alone.

    ``ca_file`` is an authority's PEM file, trusted beside the system's store; ``fingerprint`` is the one
    certificate that a person compared (64 lower-case hexadecimal digits), trusted instead of any store, whatever
    name it is for. Raises ``Refused`` for both at once and for a fingerprint that is none.
    """

    ca_file: Path | None = None
    fingerprint: str = ""

    def __post_init__(self) -> None:
        """Refuse what could be read two ways."""
        if self.fingerprint and self.ca_file is not None:
            raise Refused("Name either a CA file or the fingerprint of one certificate, not both.")
        if self.fingerprint and read_fingerprint(self.fingerprint) != self.fingerprint:
            raise Refused("A fingerprint is kept as 64 lower-case hexadecimal digits.")


@dataclass(frozen=True, slots=True)
class Connection:
    """The server's address as ``api.address.parse_address`` gives it, the trust for it, and a proxy if one is set.

    ``proxy`` is ``http://host:port``, without a password: none may stand in a file.
    """

    address: str = ""
    trust: Trust = field(default_factory=Trust)
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as a server showed it, for a person to look at. Times are aware."""

    fingerprint: str
    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    self_signed: bool = False


@dataclass(frozen=True, slots=True)
class ServerLook:
    """What a look at a server found.

    ``problem`` says why its certificate is not believed; then nothing but the handshake went over the wire and
    ``vending`` is not known. ``vending``: it gave a verification picture as a vending server does; ``said`` is one
    sentence for a person either way. ``certificate`` is None for plain http.
    """

    address: str
    certificate: Certificate | None = None
    problem: TrustProblem | None = None
    vending: bool | None = None
    said: str = ""
