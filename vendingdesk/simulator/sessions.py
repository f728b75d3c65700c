"""Sessions: signed tokens with a life, and the words with which the server turns them down."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import jwt

from vendingdesk.simulator import answers
from vendingdesk.simulator.times import rfc3339, server_time

DEFAULT_LIFE = 8 * 3600.0
DEVELOPMENT_LIFE = 100 * 365.25 * 86400.0
_ALGORITHM = "HS256"
_SCHEME = "Bearer"


class SessionRefused(Exception):
    """The ``Authorization`` header opens nothing; the text is the server's ``msg`` (S)."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in."""

    user: str
    serial: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened: the token, and when it ends as RFC 3339 with offset (D)."""

    token: str
    expire: str


class Sessions:
    """Opens sessions and checks them; signing out revokes nothing (S), so only time and `expire_all` end one."""

    def __init__(self, life: float, clock: Callable[[], float]) -> None:
        self._life = life
        self._clock = clock
        self._key = secrets.token_bytes(48)
        self._serial = 0
        self._ended: set[int] = set()

    def open(self, user: str) -> Opened:
        """Sign a token for the user."""
        self._serial += 1
        now = int(self._clock())
        ends = int(self._clock() + self._life)
        claims = {
            "identity": self._serial,
            "nice": user,
            "rolekey": "vendor",
            "rolename": "Vendor",
            "orig_iat": now,
            "exp": ends,
        }
        return Opened(jwt.encode(claims, self._key, _ALGORITHM), rfc3339(server_time(ends)))

    def check(self, header: str | None) -> Session:
        """Return the session behind an ``Authorization`` header: the exact word, one space (D), or refuse (S)."""
        scheme, _, token = (header or "").partition(" ")
        if scheme != _SCHEME or not token:
            raise SessionRefused(answers.TOKEN_EMPTY)
        try:
            claims = jwt.decode(token, self._key, [_ALGORITHM], options={"verify_exp": False})
        except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError):
            raise SessionRefused(answers.TOKEN_UNSIGNED) from None
        except jwt.InvalidTokenError:
            raise SessionRefused(answers.TOKEN_MALFORMED) from None
        if self._clock() >= claims["exp"] or claims["identity"] in self._ended:
            raise SessionRefused(answers.TOKEN_EXPIRED)
        return Session(claims["nice"], claims["identity"])

    def end(self, session: Session) -> None:
        """End one session as if its time were up."""
        self._ended.add(session.serial)

    def expire_all(self) -> None:
        """End every session opened so far as if its time were up."""
        self._ended.update(range(1, self._serial + 1))
