"""Where a second start knocks: the window that is open comes to the front."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

SILENCE_MS = 2000
"""Who connects and says nothing is sent away."""


class FrontDoor(QObject):
    """Listens for ``knock`` and nothing else, on a socket or pipe that is this user's alone.

    ``knocked`` tells of each; ``answer`` is sent back. Anything else that is said here does nothing.
    """

    knocked = Signal()

    def __init__(self, address: str, knock: bytes, answer: bytes) -> None:
        super().__init__()
        self._address = address
        self._knock = knock
        self._answer = answer
        self._lines: dict[QLocalSocket, QTimer] = {}
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def open(self) -> None:
        """Listen; to be called by who holds the journal's lock, for what lies at the address is then left over.

        Where it can't be listened the counter works all the same, and a second start finds the lock.
        """
        QLocalServer.removeServer(self._address)
        if not self._server.listen(self._address):
            log.warning("a second start can't reach this window: %s", self._server.errorString())

    def close(self) -> None:
        """Stop listening, and take the socket away."""
        self._server.close()
        for line in list(self._lines):
            self._on_gone(line)
        self.deleteLater()

    def _on_connection(self) -> None:
        while (line := self._server.nextPendingConnection()) is not None:
            line.setReadBufferSize(len(self._knock) + 1)
            silence = QTimer(self)
            silence.setSingleShot(True)
            self._lines[line] = silence
            line.readyRead.connect(lambda line=line: self._on_said(line))
            line.disconnected.connect(lambda line=line: self._on_gone(line))
            silence.timeout.connect(lambda line=line: line.abort())
            silence.start(SILENCE_MS)
            self._on_said(line)

    def _on_said(self, line: QLocalSocket) -> None:
        said = line.peek(len(self._knock) + 1).data()
        if said == self._knock:
            line.readAll()
            self.knocked.emit()
            line.write(self._answer)
            line.disconnectFromServer()
        elif not self._knock.startswith(said):
            line.abort()

    def _on_gone(self, line: QLocalSocket) -> None:
        silence = self._lines.pop(line, None)
        if silence is not None:
            silence.stop()
            silence.deleteLater()
            line.deleteLater()
