"""The sign-in dialog. It is painted before asyncio is loaded, so it only shows and tells; ``entrance`` acts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QPixmap
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vendingdesk.ui.by_number import centred, without_keyboard
from vendingdesk.ui.compact import RoomyDialog
from vendingdesk.ui.parts import MessageLine, button, captioned, field, label, spaced
from vendingdesk.ui.theme import SIZES

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

PICTURE_WIDTH, PICTURE_HEIGHT = 480, 160
"""Twice the server's 240×80 [S]: read from arm's length."""


class SignInDialog(RoomyDialog):
    """Asks for user, password and what the picture says.

    ``remembered`` is the user name that stands there already. ``submitted`` and ``picture_wanted`` tell what the
    person wants; ``first_painted`` comes once. ``held``: no person closes it; ``leave_wanted`` tells of who tries.
    """

    submitted = Signal()
    picture_wanted = Signal()
    trust_wanted = Signal()
    leave_wanted = Signal()
    first_painted = Signal()

    def __init__(
        self,
        server: str,
        parent: QWidget | None = None,
        *,
        demo: tuple[str, str] | None = None,
        remembered: str = "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName("signin")
        self.setAccessibleName(self.tr("Sign in"))
        self.setWindowTitle(self.tr("Sign in"))
        self._painted = False
        self._given_up = False
        self.held = False
        self.server = field("signin.server", self.tr("Server"))
        self.server.setText(server)
        self.server.setReadOnly(True)
        without_keyboard(self.server)
        self.username = field("signin.username", self.tr("User name"))
        self.password = field("signin.password", self.tr("Password"), limit=256)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.picture = label(self.tr("Loading the picture…"), "captcha")
        self.picture.setObjectName("signin.captcha")
        self.picture.setFixedSize(PICTURE_WIDTH, PICTURE_HEIGHT)
        centred(self.picture)
        self.refresh = button("signin.refresh", self.tr("New picture"), self.tr("&New picture"))
        self.code = field("signin.code", self.tr("Verification code"), large=True, limit=12)
        self.remember = QCheckBox(self.tr("&Remember me"))
        self.remember.setObjectName("signin.remember")
        self.remember.setAccessibleName(self.tr("Remember me"))
        self.tokens = button("signin.tokens", self.tr("Meter test tokens"), self.tr("Meter &test tokens"))
        self.ok = button("signin.ok", self.tr("Sign in"), role="primary")
        self.ok.setDefault(True)
        self.error = MessageLine("signin.error")
        self.trust = button("signin.trust", self.tr("See the certificate"), self.tr("See the certi&ficate…"))
        self.trust.hide()
        self.caps = label("", "warning")
        self._lay_out(demo)
        self.ok.clicked.connect(self._on_ok)
        self.refresh.clicked.connect(self.picture_wanted)
        self.trust.clicked.connect(self.trust_wanted)
        self.tokens.clicked.connect(self._on_tokens)
        self.password.installEventFilter(self)
        self.username.setText(remembered)
        self.remember.setChecked(bool(remembered))
        if demo:
            self.username.setText(demo[0])
            self.password.setText(demo[1])
        self._first_empty().setFocus()

    def _lay_out(self, demo: tuple[str, str] | None) -> None:
        grid = QGridLayout()
        spaced(grid)
        captions = (
            (label(self.tr("Server"), "muted", buddy=self.server), self.server),
            (label(self.tr("&User name"), "muted", buddy=self.username), self.username),
            (label(self.tr("&Password"), "muted", buddy=self.password), self.password),
        )
        for (caption, line), place in zip(captions, ((0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)), strict=True):
            grid.addLayout(captioned(caption, line), *place)
        beside = QVBoxLayout()
        spaced(beside, gap=4)
        beside.addLayout(captioned(label(self.tr("&Code in the picture"), "muted", buddy=self.code), self.code))
        beside.addStretch(1)
        beside.addWidget(self.refresh)
        self._row = row = QHBoxLayout()
        spaced(row)
        row.addWidget(self.picture)
        row.addLayout(beside, 1)
        last = QHBoxLayout()
        spaced(last)
        last.addWidget(self.remember)
        last.addWidget(self.caps, 1)
        self.ok.setMinimumWidth(PICTURE_WIDTH // 3)
        last.addWidget(self.tokens)
        last.addWidget(self.ok)
        self._whole = whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gutter)
        whole.addWidget(label(self.tr("Sign in to the vending server"), "title"))
        if demo:
            hint = self.tr("DEMO – user %1, password %2. Type the code of the picture.")
            whole.addWidget(label(hint.replace("%1", demo[0]).replace("%2", demo[1]), "banner"))
        whole.addLayout(grid)
        whole.addLayout(row)
        said = QHBoxLayout()
        spaced(said)
        said.addWidget(self.error, 1)
        said.addWidget(self.trust)
        whole.addLayout(said)
        whole.addLayout(last)
        in_order: list[QWidget] = [
            self.username,
            self.password,
            self.code,
            self.refresh,
            self.trust,
            self.remember,
            self.tokens,
            self.ok,
        ]
        for before, after in pairwise(in_order):
            self.setTabOrder(before, after)

    def narrow(self) -> None:
        """The picture a little smaller, and the code below it."""
        self.picture.setFixedSize(PICTURE_WIDTH * 7 // 8, PICTURE_HEIGHT * 7 // 8)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom)
        self.ok.setMinimumWidth(0)
        spaced(self._whole, margin=SIZES.gap)

    def show_picture(self, data: bytes) -> bool:
        """Show a verification picture on white; False (and a sentence) when it can't be read.

        The server's picture has dark digits on a transparent ground that is stored as black [S].
        """
        if self._given_up:
            return False
        from PySide6.QtGui import QImage  # behind the first paint

        drawn = QImage.fromData(data)
        if drawn.isNull():
            self.hide_picture(self.tr("The picture could not be read. Press “New picture”."))
            return False
        on_white = QPixmap(drawn.size())
        on_white.fill(QtCore.Qt.GlobalColor.white)
        paint_over(on_white, drawn)
        self.picture.setPixmap(
            on_white.scaled(
                self.picture.width() - 4,
                self.picture.height() - 4,
                QtCore.Qt.AspectRatioMode.KeepAspectRatio,
                QtCore.Qt.TransformationMode.SmoothTransformation,
            )
        )
        return True

    def show_early(self, data: bytes) -> None:
        """Show a picture that came before the rest of the program."""
        if self.show_picture(data):
            self.ready_for_code()

    def has_picture(self) -> bool:
        """Whether a picture stands there."""
        return not self.picture.pixmap().isNull()

    def hide_picture(self, text: str) -> None:
        """Take the picture away: it is spent, or none came."""
        self.picture.setPixmap(QPixmap())
        self.picture.setText(text)

    def set_working(self, working: bool) -> None:
        """While the server is asked, nothing can be changed or pressed."""
        for widget in (self.username, self.password, self.code, self.refresh, self.trust, self.remember, self.ok):
            widget.setDisabled(working or self._given_up)
        self.ok.setText(self.tr("Signing in…") if working else self.tr("Sign in"))

    def give_up(self, text: str) -> None:
        """Say why nobody can sign in here at all; only closing is left."""
        self.set_working(True)
        self.ok.setText(self.tr("Sign in"))
        self.hide_picture("")
        self.error.say(text)
        self._given_up = True

    def ready_for_code(self) -> None:
        """Put the cursor where the next thing is to be typed."""
        self.code.clear()
        self._first_empty().setFocus()

    def _first_empty(self) -> QLineEdit:
        return next((line for line in (self.username, self.password) if not line.text()), self.code)

    def _on_ok(self) -> None:
        self.submitted.emit()

    def _on_tokens(self) -> None:
        from vendingdesk.ui.local_tokens_dialog import LocalTokensDialog  # behind the first paint

        LocalTokensDialog(self).open()

    def reject(self) -> None:
        """Close it, unless it is held."""
        if self.held:
            self.leave_wanted.emit()
        else:
            super().reject()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the dialog stands on the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Guess Caps Lock from what is typed: a capital without Shift (Qt has no portable way to ask)."""
        if watched is self.password and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            typed = event.text()
            if typed.isalpha():
                shifted = bool(event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier)
                self.caps.setText(self.tr("Caps Lock is on") if typed.isupper() != shifted else "")
        return super().eventFilter(watched, event)


def paint_over(ground: QPixmap, drawn: QImage) -> None:
    """Draw a picture over a ground, so that what is transparent shows the ground."""
    from PySide6.QtGui import QPainter  # behind the first paint

    painter = QPainter(ground)
    painter.drawImage(0, 0, drawn)
    painter.end()
