"""THE TABLE: every answer the contract knows, and what it means here. In each table the first row that fits decides.

A refusal is only believed when its HTTP status is 200 or the body's own code, when it carries no data, and when no
token stands in it; whatever else is not a token is unknown. A guess never decides about money.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, TypeVar

from vendingdesk.domain.outcome import DoubtCause, RefusalReason

OK = 200
PATH_UNKNOWN = b"404 page not found"

Meaning = TypeVar("Meaning")


class Shape(Enum):
    """The forms of a refusal: ``{"code","msg"}``; with requestId, status and null data; anything with data."""

    SHORT = auto()
    LONG = auto()
    ODD = auto()


@dataclass(frozen=True, slots=True)
class Row(Generic[Meaning]):
    """Body codes (None: any), shapes (empty: any), a part of ``msg`` in lower case (empty: any), the meaning."""

    codes: Container[int] | None
    shapes: tuple[Shape, ...]
    says: str
    means: Meaning


_ANY: tuple[Shape, ...] = ()
_PLAIN = (Shape.SHORT, Shape.LONG)
_LONG = (Shape.LONG,)
_HANDLER = range(400, 600)

HTTP: tuple[tuple[Container[int], bytes, RefusalReason | DoubtCause], ...] = (
    # status, the whole body (empty: any that is no JSON), means
    ((404,), PATH_UNKNOWN, RefusalReason.WRONG_ADDRESS),
    (range(300, 400), b"", DoubtCause.GATEWAY),
    ((502, 503, 504), b"", DoubtCause.GATEWAY),
    (range(1000), b"", DoubtCause.NOT_JSON),
)
"""Answers without a JSON object, by HTTP status."""

REFUSALS: tuple[Row[RefusalReason | DoubtCause], ...] = (
    # code, shapes, msg says, means
    Row(None, _ANY, "runtime error", DoubtCause.SERVER_FAULT),  # a panic, maybe after the token was minted
    Row((401, 6401), _PLAIN, "", RefusalReason.SESSION_ENDED),
    Row((403,), _PLAIN, "", RefusalReason.NOT_ALLOWED),
    Row((500,), _PLAIN, "too many request", RefusalReason.QUOTA_USED_UP),
    Row((500,), _LONG, "record not found", RefusalReason.NO_SUCH_METER),
    Row(_HANDLER, _LONG, "", RefusalReason.HANDLER_REFUSED),
    Row(None, _ANY, "", DoubtCause.SERVER_FAULT),  # the short shape, any unknown text
)
"""Answers to a vend whose ``code`` is not 200. With 200: issued when ``form`` is usable, else unknown (NO_TOKEN)."""

SIGN_IN: tuple[Row[str], ...] = (
    Row((400,), _ANY, "验证码", "The code from the picture was wrong or too old. Type the new one."),
    Row((400,), _ANY, "incorrect username", "User name or password is wrong, or the account is disabled."),
    Row((400,), _ANY, "missing username", "Type user name, password and the code from the picture."),
    Row((OK,), _ANY, "", "The server accepted the sign-in but gave no session. Ask the server's administrator."),
    Row((500,), _ANY, "too many request", "The server is busy. Wait a minute, then try again."),
    Row(None, _ANY, "", "The server refused the sign-in."),
)
"""Answers to a sign-in that are no success (``code`` 200 with a token)."""

CAPTCHA: tuple[Row[str], ...] = (
    Row((500,), _ANY, "too many request", "The server is busy. Wait a minute, then ask for a new picture."),
    Row((500,), _ANY, "", "The server couldn't make a verification picture. Ask for a new one."),
    Row((OK,), _ANY, "", "The server's verification picture can't be shown. Ask for a new one."),
    Row(None, _ANY, "", "The server refused to send a verification picture."),
)
"""Answers to a captcha request that are no success (``code`` 200 with a picture and an id)."""

NO_PATH = "The vending server isn't at this address: it knows no such path. Check the address in the settings."


def meaning(table: tuple[Row[Meaning], ...], code: int | None, shape: Shape, message: str) -> Meaning:
    """What the first fitting row of ``table`` means; every table ends with a row that fits all."""
    said = message.casefold()
    return next(
        row.means
        for row in table
        if (row.codes is None or (code is not None and code in row.codes))
        and (not row.shapes or shape in row.shapes)
        and row.says in said
    )


def without_json(status: int, body: bytes) -> RefusalReason | DoubtCause:
    """What an answer without a JSON object means."""
    return next(
        (means for codes, text, means in HTTP if status in codes and text in (b"", body.strip())),
        DoubtCause.NOT_JSON,
    )
