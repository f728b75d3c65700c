"""Sign-in: user, password and captcha against one account."""

from __future__ import annotations

import json
import secrets

from vendingdesk.simulator import answers
from vendingdesk.simulator.answers import Answer
from vendingdesk.simulator.captcha import Captchas
from vendingdesk.simulator.sessions import Sessions

_FIELDS = ("username", "password", "code", "uuid")


class SignIn:
    """Judges sign-ins in the framework's order: fields, captcha, user (S)."""

    def __init__(
        self, captchas: Captchas, sessions: Sessions, user: str, password: str, *, development: bool
    ) -> None:
        self._captchas = captchas
        self._sessions = sessions
        self._user = user
        self._password = password
        self._development = development

    def answer(self, body: bytes, content_type: str) -> Answer:
        """Return success, or HTTP 200 with two keys (S). A server in development mode checks no code (S)."""
        fields = _fields(body) if content_type.partition(";")[0].strip() == "application/json" else None
        if fields is None:
            return answers.short(400, answers.FIELD_MISSING)
        if not self._captchas.judge(fields["uuid"], fields["code"]) and not self._development:
            return answers.short(400, answers.CAPTCHA_WRONG)
        if not (_same(fields["username"], self._user) and _same(fields["password"], self._password)):
            return answers.short(400, answers.USER_WRONG)
        opened = self._sessions.open(self._user)
        return answers.signed_in(opened.token, opened.expire)


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(errors="replace"), expected.encode())


def _fields(body: bytes) -> dict[str, str] | None:
    """Return the four strings, or nothing when one is missing, empty or no string (S)."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    fields: dict[str, str] = {}
    for name in _FIELDS:
        value = document.get(name)
        if not isinstance(value, str) or not value:
            return None
        fields[name] = value
    return fields
