"""Signing in: what leaves for it, and what comes back for captcha and login."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from vendingdesk.api.answers import CAPTCHA, NO_PATH, OK, REFUSALS, SIGN_IN, Row, meaning, without_json
from vendingdesk.api.bodies import Body, parse_body
from vendingdesk.api.captcha import NoPicture, picture_bytes
from vendingdesk.api.errors import Unanswered
from vendingdesk.api.limits import CAPTCHA_SECONDS
from vendingdesk.api.numbers import JsonScalar, json_body
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.outcome import DoubtCause, RawAnswer, RefusalReason
from vendingdesk.domain.session import Captcha, Grant

_HEADER_SAFE = re.compile(r"[!-~]{1,8000}", re.ASCII)


def sign_in_body(*, username: str, password: str, remember: bool, code: str, captcha_id: str) -> bytes:
    """The body of a sign-in; raises ``Refused`` for what the server would refuse anyway."""
    typed = "".join(code.split())
    if not username.strip():
        raise Refused("Type your user name.")
    if not password:
        raise Refused("Type your password.")
    if not typed:
        raise Refused("Type the code from the picture.")
    if not (typed.isascii() and typed.isdigit()):
        raise Refused("The code from the picture consists of the digits 0 to 9 only.")
    if not captcha_id:
        raise Refused("Ask for a new verification picture first.")
    fields: dict[str, JsonScalar] = {
        "username": username,
        "password": password,
        "rememberMe": remember,
        "code": typed,
        "uuid": captcha_id,
    }
    try:
        return json_body(fields)
    except ValueError:
        raise Refused("User name or password has a character that can't be sent.") from None


def read_captcha(raw: RawAnswer, asked_at: datetime) -> Captcha:
    """The picture of an answer; raises ``Refused`` or ``Unanswered``. Its time counts from the asking: never late."""
    body = _understood(raw)
    captcha_id = body.json.text("id")
    if body.code != OK or not captcha_id:
        raise _refused(CAPTCHA, body)
    try:
        picture = picture_bytes(body.json.text("data"))
    except NoPicture:
        raise _refused(CAPTCHA, body) from None
    return Captcha(captcha_id, picture, asked_at + timedelta(seconds=CAPTCHA_SECONDS))


def read_grant(raw: RawAnswer) -> Grant:
    """The session of a sign-in's answer; raises ``Refused`` or ``Unanswered``."""
    body = _understood(raw)
    token = body.json.text("token")
    if body.code != OK or not is_header_safe(token):
        raise _refused(SIGN_IN, body)
    return Grant(token, _moment(body.json.text("expire")))


def read_session_good(raw: RawAnswer) -> bool | None:
    """Whether an answer to “whose session is this” says that it is good; None for whatever it doesn't say. Pure."""
    body = parse_body(raw)
    if not raw.complete or not isinstance(body, Body):
        return None
    if body.code == OK:
        return True if body.data.text("userName") or not body.data.is_null("roles") else None
    ended = meaning(REFUSALS, body.code, body.shape, body.message) is RefusalReason.SESSION_ENDED
    return False if ended and body.believable else None


def is_header_safe(text: str) -> bool:
    """Whether a text can stand in a header field as it is: visible ASCII, no space."""
    return _HEADER_SAFE.fullmatch(text) is not None


def _understood(raw: RawAnswer) -> Body:
    if not raw.complete:
        raise Unanswered(DoubtCause.CUT_SHORT)
    body = parse_body(raw)
    if isinstance(body, Body):
        return body
    found = without_json(raw.status, raw.body)
    if isinstance(found, RefusalReason):
        raise Refused(NO_PATH, raw.body.decode("ascii").strip())
    raise Unanswered(body if found is DoubtCause.NOT_JSON else found, f"HTTP {raw.status}")


def _refused(table: tuple[Row[str], ...], body: Body) -> Refused:
    return Refused(meaning(table, body.code, body.shape, body.message), body.server_text)


def _moment(text: str) -> datetime | None:
    """An RFC 3339 moment; None without an offset, for Go's zero time, and for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment.year > 1 else None
