"""Captchas: four digits behind an id, good for one try within 600 seconds."""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable
from dataclasses import dataclass

from vendingdesk.simulator.captcha_picture import draw

VALIDITY = 600.0
_ID_LETTERS = string.ascii_letters + string.digits
_ID_LENGTH = 20
_MOST_OPEN = 10_240


@dataclass(frozen=True, slots=True)
class Captcha:
    """One captcha as it leaves the server: the id that sign-in calls ``uuid``, and the picture as data URL (S)."""

    id: str
    picture: str


class Captchas:
    """Issues captchas and judges codes; single use, right or wrong (S)."""

    def __init__(self, rng: random.Random, clock: Callable[[], float]) -> None:
        self._rng = rng
        self._clock = clock
        self._open: dict[str, tuple[str, float]] = {}

    def issue(self) -> Captcha:
        """Make a captcha, leading zeros possible (S)."""
        self._forget_old()
        code = "".join(self._rng.choices(string.digits, k=4))
        captcha_id = "".join(self._rng.choices(_ID_LETTERS, k=_ID_LENGTH))
        self._open[captcha_id] = (code, self._clock() + VALIDITY)
        picture = base64.b64encode(draw(code, self._rng)).decode()
        return Captcha(captcha_id, f"data:image/png;base64,{picture}")

    def answer(self, captcha_id: str) -> str | None:
        """Return the digits of an open captcha without using it up: for tests and the demo."""
        code, until = self._open.get(captcha_id, ("", 0.0))
        return code if self._clock() < until else None

    def judge(self, captcha_id: str, code: str) -> bool:
        """Use the captcha up and say whether the code is exactly its digits, in time (S)."""
        right = self.answer(captcha_id)
        self._open.pop(captcha_id, None)
        return right is not None and right == code

    def _forget_old(self) -> None:
        now = self._clock()
        for captcha_id in [key for key, (_, until) in self._open.items() if until <= now]:
            del self._open[captcha_id]
        while len(self._open) >= _MOST_OPEN:
            del self._open[next(iter(self._open))]
