"""The two tables of what an exception means: complete for this httpx, and never a guess."""

import inspect

import httpx
import pytest

from vendingdesk.api.errors import NEVER_LEFT, UNKNOWN, Unanswered, Unsent, doubt_cause, unsent_cause
from vendingdesk.domain.errors import NotSent, OutcomeUnknown
from vendingdesk.domain.outcome import DoubtCause, NotSentCause

BASES = {"RequestError", "TransportError", "TimeoutException", "NetworkError", "ProtocolError"}
NOT_ON_THE_WAY = {"TooManyRedirects", "ProxyError"}


def test_every_exception_that_httpx_raises_for_a_request_has_its_row() -> None:
    kinds = {
        name
        for name, kind in inspect.getmembers(httpx, inspect.isclass)
        if issubclass(kind, httpx.RequestError | httpx.InvalidURL)
    }
    assert kinds - BASES - NOT_ON_THE_WAY == (set(NEVER_LEFT) | set(UNKNOWN)) - {"TimeoutError"}


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (httpx.ConnectError("x"), NotSentCause.UNREACHABLE),
        (httpx.ConnectTimeout("x"), NotSentCause.TIMED_OUT),
        (httpx.PoolTimeout("x"), NotSentCause.BUSY),
        (httpx.UnsupportedProtocol("x"), NotSentCause.BAD_ADDRESS),
        (httpx.InvalidURL("x"), NotSentCause.BAD_ADDRESS),
        (ValueError("x"), NotSentCause.UNREACHABLE),
    ],
)
def test_before_the_first_byte_the_class_says_why(fault: Exception, cause: NotSentCause) -> None:
    assert unsent_cause(fault) is cause


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (TimeoutError(), DoubtCause.TIMED_OUT),
        (httpx.ReadTimeout("x"), DoubtCause.TIMED_OUT),
        (httpx.WriteTimeout("x"), DoubtCause.TIMED_OUT),
        (httpx.ReadError("x"), DoubtCause.NO_ANSWER),
        (httpx.RemoteProtocolError("x"), DoubtCause.NO_ANSWER),
        (httpx.ConnectError("x"), DoubtCause.NO_ANSWER),
        (ValueError("x"), DoubtCause.NO_ANSWER),
    ],
)
def test_after_it_the_class_says_only_why_it_is_unknown(fault: Exception, cause: DoubtCause) -> None:
    assert doubt_cause(fault) is cause


@pytest.mark.parametrize("cause", list(NotSentCause))
def test_each_cause_of_not_sent_has_a_sentence(cause: NotSentCause) -> None:
    fault = Unsent(cause, "why")
    assert isinstance(fault, NotSent)
    assert str(fault)[0].isupper()
    assert (fault.cause, fault.detail) == (cause, "why")
    assert ("why" in str(fault)) is (cause is NotSentCause.TLS)


@pytest.mark.parametrize("cause", list(DoubtCause))
def test_each_cause_of_unknown_has_a_sentence(cause: DoubtCause) -> None:
    fault = Unanswered(cause, "why")
    assert isinstance(fault, OutcomeUnknown)
    assert str(fault).endswith(".")
    assert (fault.cause, fault.detail) == (cause, "why")
