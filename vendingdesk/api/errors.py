"""What can go wrong on the way, and whether the request left this machine.

The sharp test is httpx's trace event ``http11.send_request_headers.started``, raised before the first byte (that of
a ``CONNECT`` to a proxy is not ours: the proxy gets the server's name and port, and no byte of the request). An
event that never came proves that nothing left, whatever the exception; after it nothing proves anything, whatever
the exception. The exception's class only says *why*:

=======================  ==================  ===================================================================
before the event         it becomes          because
=======================  ==================  ===================================================================
``ConnectError``         unreachable, tls    refused, no route, no such name; TLS when an ``SSLError`` is behind it
``ConnectTimeout``       timed_out           no connection, or no TLS handshake, in time
``TimeoutError``         timed_out           a proxy that took the connection and made no way to the server
``ProxyError``           unreachable         a proxy that refused to make a way to the server
``PoolTimeout``          busy                no free connection of our own
``UnsupportedProtocol``  bad_address         not a URL that can be called
``InvalidURL``           bad_address         the same
our own hook raising     journal             the step could not be written down first
anything else            unreachable         nothing left all the same
=======================  ==================  ===================================================================

=======================  ==================  ===================================================================
after the event          it becomes          because
=======================  ==================  ===================================================================
``TimeoutError``         timed_out           the hard limit: we closed the socket
``ReadTimeout``          timed_out           silence for as long as the hard limit
``WriteTimeout``         timed_out           part of the request may have arrived
``ReadError``            no_answer           reset: before or after the server read it looks the same
``WriteError``           no_answer           part of the request may have arrived
``CloseError``           no_answer           as above
``RemoteProtocolError``  no_answer           closed without an answer, or no HTTP
``LocalProtocolError``   no_answer           ours, but raised after the event: not provably unsent
``DecodingError``        no_answer           we decode nothing; here for completeness
anything else            no_answer           unknown is unknown
=======================  ==================  ===================================================================

``CancelledError`` is passed on: nobody cancels a vend, and start-up recovery turns what it leaves into a doubt.
An answer that breaks off after its status line is no error here: what came is kept and judged as cut short.
"""

from __future__ import annotations

from vendingdesk.domain.errors import NotSent, OutcomeUnknown
from vendingdesk.domain.outcome import DoubtCause, NotSentCause
from vendingdesk.domain.trust import TrustProblem

NEVER_LEFT: dict[str, NotSentCause] = {
    "ConnectError": NotSentCause.UNREACHABLE,
    "ConnectTimeout": NotSentCause.TIMED_OUT,
    "TimeoutError": NotSentCause.TIMED_OUT,
    "PoolTimeout": NotSentCause.BUSY,
    "UnsupportedProtocol": NotSentCause.BAD_ADDRESS,
    "InvalidURL": NotSentCause.BAD_ADDRESS,
}
"""The first table by class name, so that only ``transport`` needs to know the HTTP library."""

UNKNOWN: dict[str, DoubtCause] = {
    "TimeoutError": DoubtCause.TIMED_OUT,
    "ReadTimeout": DoubtCause.TIMED_OUT,
    "WriteTimeout": DoubtCause.TIMED_OUT,
    "ReadError": DoubtCause.NO_ANSWER,
    "WriteError": DoubtCause.NO_ANSWER,
    "CloseError": DoubtCause.NO_ANSWER,
    "RemoteProtocolError": DoubtCause.NO_ANSWER,
    "LocalProtocolError": DoubtCause.NO_ANSWER,
    "DecodingError": DoubtCause.NO_ANSWER,
}
"""The second table by class name."""

PROXY = "The proxy refused"
"""How a detail begins that tells of the proxy: a person can do something about that."""

_UNSENT_SENTENCES: dict[NotSentCause, str] = {
    NotSentCause.UNREACHABLE: "The server can't be reached. Check the network and the server's address.",
    NotSentCause.TIMED_OUT: "The server didn't take the connection in time. Check the network, then try again.",
    NotSentCause.TLS: "The connection to the server is not secure, so nothing was sent.",
    NotSentCause.BUSY: "Too many requests are waiting on this till. Try again in a moment.",
    NotSentCause.JOURNAL: "The journal could not be written, so nothing was sent.",
    NotSentCause.BAD_ADDRESS: "The server's address can't be called. Check it in the settings.",
}

_DOUBT_SENTENCES: dict[DoubtCause, str] = {
    DoubtCause.NO_ANSWER: "The server closed the connection without an answer. Try again.",
    DoubtCause.TIMED_OUT: "The server didn't answer in time. Try again.",
    DoubtCause.CUT_SHORT: "The server's answer broke off. Try again.",
    DoubtCause.GATEWAY: "A gateway answered in the server's place. Check the server's address, or try again later.",
    DoubtCause.NOT_JSON: "That address doesn't answer like a vending server. Check it in the settings.",
    DoubtCause.TOO_LARGE: "The server's answer was too large to be one. Check the server's address.",
}


class Unsent(NotSent):
    """Nothing left this machine: ``cause`` for screens to translate, ``detail`` beside it on one line.

    ``problem`` says why TLS refused the server; None when it was not TLS, and for a CA file that can't be used.
    """

    def __init__(self, cause: NotSentCause, detail: str = "", problem: TrustProblem | None = None) -> None:
        sentence = _UNSENT_SENTENCES.get(cause, "Nothing was sent. Try again.")
        told = cause is NotSentCause.TLS or detail.startswith(PROXY)
        super().__init__(f"{sentence} {detail}".strip() if told else sentence)
        self.cause = cause
        self.detail = detail
        self.problem = problem


class Unanswered(OutcomeUnknown):
    """The request left, no understood answer came: ``cause`` and ``detail`` as for ``Unsent``."""

    def __init__(self, cause: DoubtCause, detail: str = "") -> None:
        super().__init__(_DOUBT_SENTENCES.get(cause, "The server's answer could not be understood. Try again."))
        self.cause = cause
        self.detail = detail


def unsent_cause(fault: BaseException) -> NotSentCause:
    """The first table, for an exception before the event."""
    return next((NEVER_LEFT[name] for name in _names(fault) if name in NEVER_LEFT), NotSentCause.UNREACHABLE)


def doubt_cause(fault: BaseException) -> DoubtCause:
    """The second table, for an exception after the event."""
    return next((UNKNOWN[name] for name in _names(fault) if name in UNKNOWN), DoubtCause.NO_ANSWER)


def _names(fault: BaseException) -> list[str]:
    return [kind.__name__ for kind in type(fault).__mro__]
