"""The verdict on an answer to a vend: pure, so that a stored answer is read again to the same end."""

from __future__ import annotations

from vendingdesk.api.answers import OK, REFUSALS, meaning, without_json
from vendingdesk.api.bodies import Body, parse_body
from vendingdesk.api.issues import issue, tokens_in
from vendingdesk.api.limits import LIMITS, SERVER_TEXT
from vendingdesk.api.texts import one_line
from vendingdesk.domain.outcome import Declined, DoubtCause, Outcome, RawAnswer, RefusalReason, Unclear
from vendingdesk.domain.sale import Order


def read_vend(order: Order, raw: RawAnswer, largest: int = LIMITS.body) -> Outcome:
    """What became of a vend, by the answer as it came; ``largest`` is the size at which reading it stopped.

    An answer that broke off is believed in one case only: when a whole JSON object with a token had already
    come. A token in hand is never thrown away, and a refusal is never taken from half an answer.
    """
    body = parse_body(raw)
    if isinstance(body, Body) and body.code == OK and (tokens := tokens_in(body)):
        return issue(order, body, tokens)
    if not raw.complete:
        return Unclear(DoubtCause.TOO_LARGE if len(raw.body) >= largest else DoubtCause.CUT_SHORT, _http(raw))
    if isinstance(body, Body):
        return _refusal(body, raw)
    found = without_json(raw.status, raw.body)
    if isinstance(found, RefusalReason):
        return Declined(found, one_line(raw.body.decode("ascii", "replace"), SERVER_TEXT))
    return Unclear(body if found is DoubtCause.NOT_JSON else found, _http(raw))


def _refusal(body: Body, raw: RawAnswer) -> Outcome:
    if body.code == OK:
        return Unclear(DoubtCause.NO_TOKEN, body.server_text)
    found = meaning(REFUSALS, body.code, body.shape, body.message)
    if isinstance(found, RefusalReason) and body.believable and not tokens_in(body):
        return Declined(found, body.server_text)
    gateway = without_json(raw.status, b"") is DoubtCause.GATEWAY
    return Unclear(DoubtCause.GATEWAY if gateway else DoubtCause.SERVER_FAULT, body.server_text or _http(raw))


def _http(raw: RawAnswer) -> str:
    return f"HTTP {raw.status} {one_line(raw.content_type, 60)}".strip()
