"""Signing in: fetches pictures, tries what was typed, says what went wrong, until it is done or given up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import TypeAlias

from vendingdesk.counter.ports import Captcha, Clock
from vendingdesk.counter.session import SignIn
from vendingdesk.domain.errors import NotSent, VendingDeskError
from vendingdesk.ui import words
from vendingdesk.ui.signin import SignInDialog

SPARE_S = 20.0
"""A picture is replaced this long before it ends: nobody should type a code that is spent by then."""


TrustAnew: TypeAlias = Callable[[SignInDialog], Awaitable[str]]


class _Wish(Enum):
    SUBMIT = auto()
    PICTURE = auto()
    TRUST = auto()
    CLOSE = auto()


class Entrance:
    """Drives one sign-in dialog; ``pass_through`` returns whether somebody is signed in.

    ``picture_id`` names the verification picture that is answered by what is typed; empty for none.

    ``early`` is a picture that the dialog shows already; ``trust_anew`` lets a supervisor decide about a certificate
    that is not believed, and gives what to say then: empty for nothing decided.
    """

    def __init__(
        self,
        dialog: SignInDialog,
        sign_in: SignIn,
        clock: Clock,
        early: Captcha | None = None,
        trust_anew: TrustAnew | None = None,
    ) -> None:
        self._dialog = dialog
        self._sign_in = sign_in
        self._clock = clock
        self._wishes: asyncio.Queue[_Wish] = asyncio.Queue()
        self.picture_id = ""
        self._early = early
        self._trust_anew = trust_anew
        dialog.submitted.connect(lambda: self._wishes.put_nowait(_Wish.SUBMIT))
        dialog.picture_wanted.connect(lambda: self._wishes.put_nowait(_Wish.PICTURE))
        dialog.trust_wanted.connect(lambda: self._wishes.put_nowait(_Wish.TRUST))
        dialog.rejected.connect(lambda: self._wishes.put_nowait(_Wish.CLOSE))

    async def pass_through(self) -> bool:
        """Run the dialog to its end; the dialog is shown by the caller and closed here."""
        if not self._dialog.isVisible():
            return False
        if self._early is not None and self._dialog.has_picture():
            self._count_on(self._early)
        else:
            await self._new_picture()
        try:
            return await self._serve()
        finally:
            self.picture_id = ""  # the dialog goes: a picture that ends later is nobody's

    async def _serve(self) -> bool:
        while True:
            match await self._wishes.get():
                case _Wish.CLOSE:
                    return False
                case _Wish.PICTURE:
                    self._dialog.error.clear()
                    await self._new_picture()
                case _Wish.TRUST if self._trust_anew is not None:
                    await self._ask_for_trust(self._trust_anew)
                case _Wish.SUBMIT:
                    if await self._try():
                        self._dialog.accept()
                        return True
            self._drop_repeated_presses()

    async def _new_picture(self) -> None:
        """Fetch a picture; without one the dialog says why and stays."""
        dialog = self._dialog
        dialog.refresh.setDisabled(True)
        dialog.trust.hide()
        dialog.hide_picture(dialog.tr("Loading the picture…"))
        self.picture_id = ""
        try:
            captcha = await self._sign_in.picture()
        except VendingDeskError as error:
            dialog.hide_picture(dialog.tr("No picture"))
            self._say(error)
            return
        finally:
            dialog.set_working(False)
        if dialog.show_picture(captcha.picture):
            self._count_on(captcha)
        dialog.ready_for_code()

    def _count_on(self, captcha: Captcha) -> None:
        """What is typed from now on answers this picture, as long as it is good."""
        self.picture_id = captcha.id
        left = (captcha.good_until - self._clock.now()).total_seconds() - SPARE_S
        asyncio.get_running_loop().call_later(max(left, SPARE_S), self._expire, captcha.id)

    def _expire(self, captcha_id: str) -> None:
        if captcha_id == self.picture_id:
            self._wishes.put_nowait(_Wish.PICTURE)

    async def _try(self) -> bool:
        dialog = self._dialog
        dialog.error.clear()
        dialog.set_working(True)
        try:
            await self._sign_in(
                username=dialog.username.text(),
                password=dialog.password.text(),
                remember=dialog.remember.isChecked(),
                code=dialog.code.text(),
                captcha_id=self.picture_id,
            )
        except NotSent as error:
            dialog.set_working(False)
            self._say(error)
            self._point_at_missing()
            return False
        except VendingDeskError as error:
            dialog.set_working(False)
            dialog.error.say(words.fault_text(error))
            await self._new_picture()
            return False
        dialog.password.clear()
        dialog.code.clear()
        return True

    def _say(self, error: VendingDeskError) -> None:
        """What went wrong; for a certificate that is not believed there is something to see."""
        self._dialog.error.say(words.fault_text(error))
        doubted = isinstance(error, NotSent) and error.problem is not None
        self._dialog.trust.setVisible(doubted and self._trust_anew is not None)

    async def _ask_for_trust(self, trust_anew: TrustAnew) -> None:
        dialog = self._dialog
        dialog.trust.setDisabled(True)
        try:
            said = await trust_anew(dialog)
        except VendingDeskError as error:
            dialog.error.say(words.fault_text(error))
            return
        finally:
            dialog.trust.setDisabled(False)
        if said:
            await self._new_picture()
            if dialog.has_picture():
                dialog.error.say(said, "good")

    def _point_at_missing(self) -> None:
        dialog = self._dialog
        lines = (dialog.username, dialog.password, dialog.code)
        next((line for line in lines if not line.text().strip()), dialog.code).setFocus()

    def _drop_repeated_presses(self) -> None:
        """What was pressed while the server was asked does not count twice; closing does."""
        closing = False
        while not self._wishes.empty():
            closing |= self._wishes.get_nowait() is _Wish.CLOSE
        if closing:
            self._wishes.put_nowait(_Wish.CLOSE)
