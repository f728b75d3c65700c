"""The table of faults: every way of going wrong that the contract names, and some that only a till would notice."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

from vendingdesk.simulator import answers
from vendingdesk.simulator.answers import HTML_TYPE, Answer, Document
from vendingdesk.simulator.faults import Fault

SLOW = 5.0
VERY_SLOW = 25.0
DRIP = 0.25
BOMB_SIZE = 64 * 1024 * 1024
HUGE = 2 * 1024 * 1024
DEPTH = 200_000

_UNKNOWN = "Result unknown: in doubt, never asked again"
_ISSUED = "The token, as usual"
_SIGN_IN = "Sign in again; the form stays as typed"


def _page(title: str) -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"


def _vended(answer: Answer) -> Document | None:
    """Return the ``data`` of an answer that vends; no other answer has a form."""
    data: Any = (answer.document or {}).get("data")
    return data if isinstance(data, dict) and "form" in data else None


def _with_data(answer: Answer, changes: Document, without: tuple[str, ...] = ()) -> Answer:
    """Change keys of ``data`` where the answer vends; leave any other answer as it is."""
    data = _vended(answer)
    if data is None:
        return answer
    kept = {key: value for key, value in {**data, **changes}.items() if key not in without}
    return replace(answer, document={**(answer.document or {}), "data": kept})


def _raw(answer: Answer, body: bytes) -> Answer:
    return replace(answer, document=None, body=body)


def _gzip_bomb(answer: Answer) -> Answer:
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(answer.payload()) + packer.compress(bytes(BOMB_SIZE).replace(b"\0", b" "))
    return replace(_raw(answer, packed + packer.flush()), coding="gzip")


def _padded(answer: Answer) -> Answer:
    return replace(answer, document={**(answer.document or {}), "padding": "x" * HUGE})


def _nested(answer: Answer) -> Answer:
    return _raw(answer, b'{"code":200,"msg":"Success","data":' + b"[" * DEPTH + b"]" * DEPTH + b"}")


def _cut_text(answer: Answer) -> Answer:
    return _raw(answer, answer.payload()[: len(answer.payload()) // 2])


def _two_documents(answer: Answer) -> Answer:
    return _raw(answer, answer.payload() + answers.encoded({"code": 500, "msg": "write: broken pipe"}))


def _code_as_text(answer: Answer) -> Answer:
    document = answer.document or {}
    return replace(answer, document={**document, "code": str(document.get("code", ""))})


def _other_value(answer: Answer) -> Answer:
    data = _vended(answer) or {"value": 0}
    return _with_data(answer, {"value": f"{float(data['value']) + 1:.2f}"})


def _observed_keys(answer: Answer) -> Answer:
    data = _vended(answer) or {"value": 0, "clearTime": ""}
    changes = {"money": float(data["value"]), "buyTime": data["clearTime"]}
    return _with_data(answer, changes, without=("value", "clearTime"))


def _dashed(answer: Answer) -> Answer:
    form = str((_vended(answer) or {"form": ""})["form"])
    return _with_data(answer, {"form": "-".join(form[at : at + 4] for at in range(0, len(form), 4))})


def _picture(data: str) -> Answer:
    return Answer({"code": 200, "data": data, "id": "x" * 20, "msg": "success", "requestId": ""})


_ALL = (
    Fault(
        "not-found",
        "refuses in the handler, long shape, HTTP 200 (D)",
        "Refused: no such meter; nothing issued",
        instead=lambda request_id: answers.long_refusal(request_id, answers.NOT_FOUND),
    ),
    Fault(
        "refused-500",
        "refuses in the handler, long shape, HTTP 500 (D)",
        "Refused: no such meter; nothing issued",
        instead=lambda request_id: answers.long_refusal(request_id, answers.NOT_FOUND, 500),
    ),
    Fault(
        "session-expired",
        "ends the session and answers 401 in the body",
        _SIGN_IN,
        instead=lambda _: answers.short(401, answers.TOKEN_EXPIRED),
        reaches_handler=False,
        ends_session=True,
    ),
    Fault(
        "session-6401",
        "ends the session and answers 6401 in the body",
        _SIGN_IN,
        instead=lambda _: answers.short(6401, "登录状态已过期"),
        reaches_handler=False,
        ends_session=True,
    ),
    Fault(
        "no-permission",
        "answers 403 in the body",
        "Refused: this account may not; nothing issued",
        instead=lambda _: answers.short(403, answers.NO_PERMISSION),
        reaches_handler=False,
    ),
    Fault(
        "quota",
        "answers that the server-wide quota is used up",
        "Refused: the server is busy; nothing issued",
        instead=lambda _: answers.short(500, answers.QUOTA),
        reaches_handler=False,
    ),
    Fault(
        "wrong-path",
        "answers HTTP 404 as for an unknown path",
        "Refused: wrong address in the settings; nothing issued",
        instead=lambda _: answers.page_not_found(),
        reaches_handler=False,
    ),
    Fault(
        "html",
        "answers HTTP 200 with a web page, nothing minted",
        _UNKNOWN,
        instead=lambda _: answers.text(_page("Welcome"), 200, HTML_TYPE),
        reaches_handler=False,
    ),
    Fault(
        "gateway-timeout",
        "answers HTTP 504 with a web page, nothing minted",
        _UNKNOWN,
        instead=lambda _: answers.text(_page("504 Gateway Time-out"), 504, HTML_TYPE),
        reaches_handler=False,
    ),
    Fault(
        "lost-before",
        "closes the connection without an answer, nothing minted",
        _UNKNOWN,
        instead=lambda _: Answer(lost=True),
        reaches_handler=False,
    ),
    Fault(
        "lost-after",
        "mints, then closes the connection without an answer",
        _UNKNOWN,
        alter=lambda answer: replace(answer, lost=True),
    ),
    Fault(
        "bad-gateway",
        "mints, then answers HTTP 502 with a web page",
        _UNKNOWN,
        alter=lambda _: answers.text(_page("502 Bad Gateway"), 502, HTML_TYPE),
    ),
    Fault("cut-short", "mints, then sends half of the JSON", _UNKNOWN, alter=_cut_text),
    Fault(
        "cut-connection",
        "mints, then closes the connection in the middle of the body",
        _UNKNOWN,
        alter=lambda answer: replace(answer, cut=True),
    ),
    Fault(
        "panic",
        "mints, then answers with a runtime error, short shape",
        _UNKNOWN,
        alter=lambda _: answers.short(500, answers.PANIC),
    ),
    Fault(
        "unknown-text",
        "mints, then answers 500 with a text nobody knows",
        _UNKNOWN,
        alter=lambda _: answers.short(500, "数据库连接失败"),
    ),
    Fault(
        "no-form",
        "mints, then answers 200 with an empty form",
        _UNKNOWN,
        alter=lambda answer: _with_data(answer, {"form": ""}),
    ),
    Fault(
        "no-data",
        "mints, then answers 200 with data null",
        _UNKNOWN,
        alter=lambda answer: replace(answer, document={**(answer.document or {}), "data": None}),
    ),
    Fault("gzip-bomb", "mints, then sends a small gzip body that is 64 MiB", _UNKNOWN, alter=_gzip_bomb),
    Fault("huge", "mints, then sends a body over 1 MiB", _UNKNOWN, alter=_padded),
    Fault("nested", "mints, then sends JSON 200,000 levels deep", _UNKNOWN, alter=_nested),
    Fault(
        "wrong-class",
        "mints a token of the other class",
        "The token, with a loud “please verify”",
        other_class=True,
    ),
    Fault(
        "slow",
        "mints, then answers after 5 s",
        _ISSUED,
        alter=lambda answer: replace(answer, wait=SLOW),
    ),
    Fault(
        "very-slow",
        "mints, then answers after 25 s",
        "Still waiting; then the late token with a sign that can't be missed",
        alter=lambda answer: replace(answer, wait=VERY_SLOW),
    ),
    Fault(
        "drip",
        "mints, then sends the answer in small pieces over 10 s",
        _ISSUED,
        alter=lambda answer: replace(answer, drip=DRIP),
    ),
    Fault(
        "thousand-digits",
        "mints; value is a number with a thousand digits",
        "The token, and that the value can't be read",
        alter=lambda answer: _with_data(answer, {"value": 10**1000 - 1}),
    ),
    Fault(
        "value-kwh",
        'mints; value is "9.3 Kwh" (O)',
        "The token and its 9.3 kWh",
        alter=lambda answer: _with_data(answer, {"value": "9.3 Kwh"}),
    ),
    Fault(
        "other-value",
        "mints; value names one more than was asked for",
        "The token, flagged with both numbers",
        alter=_other_value,
    ),
    Fault("several-tokens", "mints two tokens into one form (I)", "Both tokens, numbered in order", tokens=2),
    Fault("dashed-form", "mints; the form is grouped with dashes (I)", _ISSUED, alter=_dashed),
    Fault("code-text", 'mints; code is "200" as text', _ISSUED, alter=_code_as_text),
    Fault("two-documents", "mints, then sends two JSON documents back to back", _ISSUED, alter=_two_documents),
    Fault(
        "observed-keys", "mints; money and buyTime in place of value and clearTime (O)", _ISSUED, alter=_observed_keys
    ),
    Fault(
        "captcha-failed",
        "answers that no captcha could be made (S)",
        "One sentence in place, New picture stays usable",
        instead=lambda _: answers.short(500, answers.CAPTCHA_FAILED),
    ),
    Fault(
        "captcha-empty",
        "answers a captcha without a picture",
        "One sentence in place, New picture stays usable",
        instead=lambda _: _picture(""),
    ),
    Fault(
        "captcha-broken",
        "answers a captcha whose picture is none",
        "One sentence in place, New picture stays usable",
        instead=lambda _: _picture("data:image/png;base64,iVBORw0KGgo="),
    ),
    Fault(
        "no-jwt",
        "answers a sign-in with 200 and no token (S)",
        "Sign-in failed on the server's side",
        instead=lambda _: answers.short(200, answers.NO_JWT),
    ),
)

FAULTS: dict[str, Fault] = {fault.name: fault for fault in _ALL}
"""Every fault by its name."""
