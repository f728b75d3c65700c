"""What each fault must come to, written down by hand: for the two vending calls, the picture, and the sign-in.

Nothing here is worked out by the program. A fault of the simulator without its row fails the proof.
"""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.domain.sale import VendState

ANSWERED = ("prepared", "sending", "answered", "concluded")
UNANSWERED = ("prepared", "sending", "concluded")
UNSENT = ("prepared", "concluded")


@dataclass(frozen=True)
class Vend:
    """One vend: its state, POSTs that reached the server, tokens minted, the journal's entries, words on the screen.

    ``signs_in`` is whether the window asks for a new sign-in behind it.
    """

    state: VendState
    posts: int
    minted: int
    entries: tuple[str, ...]
    says: tuple[str, ...]
    signs_in: bool = False


@dataclass(frozen=True)
class Call:
    """A picture or a sign-in: whether it succeeds, requests that reach the server, words in ``signin.error``."""

    done: bool
    requests: int
    says: str = ""


@dataclass(frozen=True)
class Expected:
    """One fault at each call. ``management`` is given where it differs from a sale of credit."""

    vend: Vend
    captcha: Call
    sign_in: Call
    management: Vend | None = None


def _refused(*says: str, signs_in: bool = False) -> Vend:
    return Vend(VendState.REFUSED, 1, 0, ANSWERED, (*says, "Nothing was sold"), signs_in)


def _doubt(says: str, minted: int, entries: tuple[str, ...] = ANSWERED, posts: int = 1) -> Vend:
    said = ("Result unknown.", "may have been issued. Do not sell to this meter again. Keep the money.", says)
    return Vend(VendState.IN_DOUBT, posts, minted, entries, said)


def _issued(*says: str, minted: int = 1) -> Vend:
    return Vend(VendState.ISSUED, 1, minted, ANSWERED, says or ("Token issued",))


def _unsent(says: str) -> Vend:
    said = ("Not sold.", "Nothing was sent. The customer has not been charged.", says)
    return Vend(VendState.NOT_SENT, 0, 0, UNSENT, said)


WELL = Call(True, 1)
_ODD = "doesn't answer like a vending server"
_STRANGER = "not one of a vending server"
_GATEWAY = "A gateway answered in the server's place"
_BETWEEN = "A machine between here and the server answered"
_BROKE = "The server's answer broke off"
_CLOSED = "closed the connection without an answer"
_NO_PICTURE = "couldn't make a verification picture"
_NOT_SHOWN = "verification picture can't be shown"
_SIGN_IN_NO = "The server refused the sign-in."
_NO_SESSION = "accepted the sign-in but gave no session"
_NO_PATH = "isn't at this address"


def _no(says: str, requests: int = 1) -> Call:
    return Call(False, requests, says)


def _both(says: str, requests: int = 1) -> tuple[Call, Call]:
    return _no(says, requests), _no(says, requests)


EXPECTED: dict[str, Expected] = {
    # A definite no: nothing was minted.
    "not-found": Expected(
        _refused("does not know this meter", "record not found"), _no(_NO_PICTURE), _no(_SIGN_IN_NO)
    ),
    "refused-500": Expected(
        _refused("does not know this meter", "record not found"), _no(_NO_PICTURE), _no(_SIGN_IN_NO)
    ),
    "session-expired": Expected(
        _refused("wants you to sign in again", signs_in=True),
        _no("refused to send a verification picture"),
        _no(_SIGN_IN_NO),
    ),
    "session-6401": Expected(
        _refused("wants you to sign in again", signs_in=True),
        _no("refused to send a verification picture"),
        _no(_SIGN_IN_NO),
    ),
    "no-permission": Expected(
        _refused("may not issue tokens"), _no("refused to send a verification picture"), _no(_SIGN_IN_NO)
    ),
    "quota": Expected(_refused("too busy"), _no("The server is busy"), _no("The server is busy")),
    "wrong-path": Expected(_refused("leads to no vending server"), *_both(_NO_PATH)),
    # Nothing was minted, but nobody here can know that.
    "html": Expected(_doubt(_STRANGER, 0), *_both(_ODD)),
    "gateway-timeout": Expected(_doubt(_BETWEEN, 0), *_both(_GATEWAY)),
    "lost-before": Expected(_doubt("closed without an answer", 0, UNANSWERED), *_both(_CLOSED)),
    "captcha-failed": Expected(_doubt("failed while it worked", 0), _no(_NO_PICTURE), _no(_SIGN_IN_NO)),
    "captcha-empty": Expected(_doubt("no usable token", 0), _no(_NOT_SHOWN), _no(_NO_SESSION)),
    "captcha-broken": Expected(_doubt("no usable token", 0), _no(_NOT_SHOWN), _no(_NO_SESSION)),
    "no-jwt": Expected(_doubt("no usable token", 0), _no(_NOT_SHOWN), _no(_NO_SESSION)),
    # A token was minted that never came.
    "lost-after": Expected(_doubt("closed without an answer", 1, UNANSWERED), *_both(_CLOSED)),
    "bad-gateway": Expected(_doubt(_BETWEEN, 1), *_both(_GATEWAY)),
    "cut-short": Expected(_doubt("broke off in the middle", 1), *_both(_BROKE)),
    "cut-connection": Expected(_doubt("broke off in the middle", 1), *_both(_BROKE)),
    "panic": Expected(_doubt("failed while it worked", 1), _no(_NO_PICTURE), _no(_SIGN_IN_NO)),
    "unknown-text": Expected(_doubt("failed while it worked", 1), _no(_NO_PICTURE), _no(_SIGN_IN_NO)),
    "no-form": Expected(_doubt("no usable token", 1), WELL, WELL),
    "no-data": Expected(_doubt("no usable token", 1), _no(_NOT_SHOWN), WELL),
    "gzip-bomb": Expected(_doubt(_STRANGER, 1), *_both(_ODD)),
    "huge": Expected(_doubt("too large", 1), *_both(_BROKE)),
    "nested": Expected(_doubt(_STRANGER, 1), *_both(_ODD)),
    # A token came, in whatever wrapping.
    "wrong-class": Expected(_issued("PLEASE VERIFY", "not of the kind that was asked for"), WELL, WELL),
    "slow": Expected(_issued(), WELL, WELL),
    "very-slow": Expected(_issued(), WELL, WELL),
    "drip": Expected(_issued(), WELL, WELL),
    "thousand-digits": Expected(_issued("PLEASE VERIFY", "can't be read"), WELL, WELL, _issued()),
    "other-value": Expected(_issued("PLEASE VERIFY", "was asked for"), WELL, WELL, _issued()),
    "value-kwh": Expected(_issued("Token issued", "9.3 kWh"), WELL, WELL, _issued()),
    "several-tokens": Expected(_issued("Token issued", "Several tokens", minted=2), WELL, WELL),
    "dashed-form": Expected(_issued(), WELL, WELL),
    "code-text": Expected(_issued(), WELL, WELL),
    "two-documents": Expected(_issued(), WELL, WELL),
    "observed-keys": Expected(_issued(), WELL, WELL),
}
"""Every fault of the simulator, at each call."""

_UNREACHED = "The server can't be reached"

CONNECTIONS: dict[str, Expected] = {
    "nothing listens": Expected(_unsent("could not be reached"), *_both(_UNREACHED, 0)),
    "nobody accepts": Expected(
        _unsent("could not be reached in time"), *_both("didn't take the connection in time", 0)
    ),
    "an unknown issuer": Expected(
        _unsent("certificate is not trusted"), *_both("The connection to the server is not secure", 0)
    ),
    "accepts and closes": Expected(_doubt("closed without an answer", 0, UNANSWERED, posts=0), *_both(_CLOSED, 0)),
    "never answers": Expected(
        _doubt("No answer came in time", 0, UNANSWERED, posts=0), *_both("didn't answer in time", 0)
    ),
}
"""What a network does, and a server that never says a word; requests are those that the simulator saw: none."""
