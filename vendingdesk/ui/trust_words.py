"""Why a server is not trusted, in words that say what to do next."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from vendingdesk.domain.trust import Certificate, ServerLook, TrustProblem
from vendingdesk.ui import dates
from vendingdesk.ui.fonts import drawable

GROUPS_A_LINE, GROUPS_A_SHORT_LINE = 8, 4
"""Of the sixteen groups of a fingerprint: lines that one finger can follow; on a small screen shorter ones."""


def problem_title(problem: TrustProblem) -> str:
    """The problem in a few words."""
    return {
        TrustProblem.UNKNOWN_ISSUER: _tr("Nobody known vouches for this server"),
        TrustProblem.WRONG_NAME: _tr("The certificate is for another name"),
        TrustProblem.EXPIRED: _tr("The certificate has expired"),
        TrustProblem.NOT_YET_VALID: _tr("The certificate is not valid yet"),
        TrustProblem.CHANGED: _tr("The server’s certificate has changed"),
        TrustProblem.NO_TLS: _tr("The connection is not encrypted"),
        TrustProblem.OTHER: _tr("The certificate was refused"),
    }[problem]


def problem_text(look: ServerLook, at: datetime) -> str:
    """What is the matter and what to do, in two or three sentences; ``at`` is now. Empty for a trusted server."""
    shown = look.certificate
    if look.problem is None:
        return ""
    if shown is not None and not shown.not_before <= at <= shown.not_after:
        return _out_of_time(shown, at)
    other = f"{drawable(look.said)} {_tr('Ask whoever runs the server.')}".strip()
    return {
        TrustProblem.UNKNOWN_ISSUER: _tr(
            "That is usual for a server of one’s own. Compare its fingerprint with the one that the utility gave "
            "you, on paper or by telephone. If they are the same, this is the right server."
        ),
        TrustProblem.WRONG_NAME: _tr(
            "You typed %1, the certificate is for %2. Check the address first. If it is right, compare the "
            "fingerprint with the one that the utility gave you."
        )
        .replace("%1", _host(look.address))
        .replace("%2", _names(shown)),
        TrustProblem.CHANGED: _tr(
            "It is not the one that was trusted here. The server may have a new one, or somebody stands between this "
            "till and the server. Ask the utility for the new fingerprint, and compare it, before you go on."
        ),
        TrustProblem.NO_TLS: _tr(
            "Something answers there, but not in the encrypted way. Check the port behind the last colon."
        ),
    }.get(look.problem, other)


def _out_of_time(shown: Certificate, at: datetime) -> str:
    if at < shown.not_before:
        text = _tr("It is good from %1 on, and this computer’s date is %2. Set the date right, then try again.")
        return text.replace("%1", _day(shown.not_before)).replace("%2", _day(at))
    text = _tr(
        "It was good until %1, and this computer’s date is %2. If that date is right, whoever runs the server has to "
        "renew the certificate: nobody can trust it any more."
    )
    return text.replace("%1", _day(shown.not_after)).replace("%2", _day(at))


def certificate_facts(shown: Certificate) -> list[tuple[str, str]]:
    """What the certificate says of itself, as captions and values."""
    issuer = _tr("itself (self-signed)") if shown.self_signed else drawable(shown.issuer)
    dates = _tr("%1 to %2").replace("%1", _day(shown.not_before)).replace("%2", _day(shown.not_after))
    return [(_tr("For"), _names(shown)), (_tr("Vouched for by"), issuer), (_tr("Good from"), dates)]


def in_lines(shown: str, *, narrow: bool = False) -> str:
    """The groups of a fingerprint in lines of eight, or of four."""
    groups, many = shown.split(" "), GROUPS_A_SHORT_LINE if narrow else GROUPS_A_LINE
    return "\n".join(" ".join(groups[at : at + many]) for at in range(0, len(groups), many))


def _names(shown: Certificate | None) -> str:
    if shown is None:
        return ""
    names = drawable(", ".join(shown.names[:4]) or shown.subject)
    return f"{names}, …" if len(shown.names) > 4 else names


def _host(address: str) -> str:
    return urlsplit(address).hostname or address


def _day(at: datetime) -> str:
    return dates.day(at.astimezone())


def _tr(text: str) -> str:
    return QCoreApplication.translate("trust", text)
