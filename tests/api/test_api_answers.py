"""Every row of the contract's table of answers to a vend: the manual's samples, and constructed bodies."""

import json
from dataclasses import replace

import pytest
from api.api_peers import (
    CREDIT_TOKEN,
    ISSUED_BODY,
    MANAGEMENT_TOKEN,
    answer,
    credit,
    management,
    sample,
)
from hypothesis import given
from hypothesis import strategies as st

from vendingdesk.api.answers import CAPTCHA, REFUSALS, SIGN_IN, Shape, meaning
from vendingdesk.api.verdicts import read_vend
from vendingdesk.domain.outcome import Declined, DoubtCause, Issued, Outcome, RawAnswer, RefusalReason, Unclear

SESSION_ENDED = RefusalReason.SESSION_ENDED
CASBIN = "对不起，您没有该接口访问权限，请联系管理员"
QUOTA = "too many request; the quota used up!"


def short(code: object, message: object = "x", **more: object) -> bytes:
    return json.dumps({"code": code, "msg": message, **more}, ensure_ascii=False).encode()


def long(code: object = 500, message: object = "meter is locked", **more: object) -> bytes:
    document = {"requestId": "r-1", "code": code, "msg": message, "status": "error", "data": None, **more}
    return json.dumps(document, ensure_ascii=False).encode()


def verdict(body: bytes, status: int = 200, *, complete: bool = True) -> Outcome:
    return read_vend(credit(), answer(body, status, complete=complete))


def test_the_manuals_management_token_is_issued_as_the_manual_shows_it() -> None:
    assert read_vend(management(), answer(sample("meter-token.response"))) == Issued(
        tokens=(MANAGEMENT_TOKEN,),
        flow_no="202507301626523205800003",
        value_text="0.00",
        server_time="2025-07-30 16:26",
    )


def test_the_inferred_recharge_is_issued() -> None:
    assert verdict(ISSUED_BODY) == Issued(
        tokens=(CREDIT_TOKEN,), flow_no="202507301637429553840272", value_text="10.00", server_time="2025-07-30 16:37"
    )


@pytest.mark.parametrize("status", [200, 500])
def test_the_manuals_refusal_reads_well_under_both_of_its_http_statuses(status: int) -> None:
    assert verdict(sample("recharge.refused.response"), status) == Declined(
        RefusalReason.NO_SUCH_METER, "Get ElectricityMeterInformation Fail, ErrorInformation record not found"
    )


@pytest.mark.parametrize(
    ("body", "reason", "text"),
    [
        (short(401, "cookie token is empty"), SESSION_ENDED, "cookie token is empty"),
        (short(401, "token is malformed: x"), SESSION_ENDED, "token is malformed: x"),
        (short(401, "token signature is invalid: y"), SESSION_ENDED, "token signature is invalid: y"),
        (short(401, "token has invalid claims: token is expired"), SESSION_ENDED, None),
        (short("401", "anything"), SESSION_ENDED, "anything"),
        (b'{"code":401}', SESSION_ENDED, ""),
        (short(6401, "x"), SESSION_ENDED, "x"),
        (short(403, CASBIN), RefusalReason.NOT_ALLOWED, CASBIN.replace("，", ", ")),
        (short(500, QUOTA), RefusalReason.QUOTA_USED_UP, QUOTA),
        (short("500", QUOTA.upper()), RefusalReason.QUOTA_USED_UP, QUOTA.upper()),
        (long(message="Record Not Found"), RefusalReason.NO_SUCH_METER, "Record Not Found"),
        (long(), RefusalReason.HANDLER_REFUSED, "meter is locked"),
        (long(msg=None), RefusalReason.HANDLER_REFUSED, ""),
        (b'{"requestId":"r","code":500,"status":"error"}', RefusalReason.HANDLER_REFUSED, ""),
        (b'{"requestId":"r","code":500,"data":null}', RefusalReason.HANDLER_REFUSED, ""),
        (long(400), RefusalReason.HANDLER_REFUSED, "meter is locked"),
        (long(599), RefusalReason.HANDLER_REFUSED, "meter is locked"),
        (long(401), SESSION_ENDED, "meter is locked"),
        (long() + short(200, data={"form": CREDIT_TOKEN}), RefusalReason.HANDLER_REFUSED, "meter is locked"),
    ],
)
def test_a_definite_no_is_a_refusal(body: bytes, reason: RefusalReason, text: str | None) -> None:
    got = verdict(body)
    assert isinstance(got, Declined)
    assert got.reason is reason
    assert text is None or got.server_text == text


@pytest.mark.parametrize(("code", "status"), [(401, 401), (403, 403), (500, 500)])
def test_a_refusal_is_believed_under_its_own_http_status(code: int, status: int) -> None:
    assert isinstance(verdict(short(code, QUOTA), status), Declined)


def test_the_wrong_path_is_a_refusal() -> None:
    assert verdict(b"404 page not found", 404) == Declined(RefusalReason.WRONG_ADDRESS, "404 page not found")
    assert verdict(b"404 page not found\n", 404) == Declined(RefusalReason.WRONG_ADDRESS, "404 page not found")


@pytest.mark.parametrize(
    ("body", "status", "cause"),
    [
        (short(500, "runtime error: index out of range [0] with length 0"), 200, DoubtCause.SERVER_FAULT),
        (long(message="Runtime Error: invalid memory address"), 200, DoubtCause.SERVER_FAULT),
        (short(401, "runtime error: x"), 200, DoubtCause.SERVER_FAULT),
        (short(500, "something new"), 200, DoubtCause.SERVER_FAULT),
        (short(500, "record not found"), 200, DoubtCause.SERVER_FAULT),
        (short(500, "record not found", data=None, status="error"), 200, DoubtCause.SERVER_FAULT),
        (short(500, "x", requestId="r"), 200, DoubtCause.SERVER_FAULT),
        (short(400, "x"), 200, DoubtCause.SERVER_FAULT),
        (short(0, "x"), 200, DoubtCause.SERVER_FAULT),
        (short(True), 200, DoubtCause.SERVER_FAULT),
        (short(None), 200, DoubtCause.SERVER_FAULT),
        (short("5e999"), 200, DoubtCause.SERVER_FAULT),
        (b"{}", 200, DoubtCause.SERVER_FAULT),
        (long(data={}), 200, DoubtCause.SERVER_FAULT),
        (long(data=[]), 200, DoubtCause.SERVER_FAULT),
        (long(data={"id": 1}), 200, DoubtCause.SERVER_FAULT),
        (long(status="success"), 200, DoubtCause.SERVER_FAULT),
        (long(code=399), 200, DoubtCause.SERVER_FAULT),
        (long(code=600), 200, DoubtCause.SERVER_FAULT),
        (long(code=201), 200, DoubtCause.SERVER_FAULT),
        (short(401, data={"id": 1}), 200, DoubtCause.SERVER_FAULT),
        (long(form=CREDIT_TOKEN), 200, DoubtCause.SERVER_FAULT),
        (short(401, form=CREDIT_TOKEN), 200, DoubtCause.SERVER_FAULT),
        (short(401), 500, DoubtCause.SERVER_FAULT),
        (short(401), 502, DoubtCause.GATEWAY),
        (long(502), 502, RefusalReason.HANDLER_REFUSED),
        (long(500), 502, DoubtCause.GATEWAY),
        (short(403), 302, DoubtCause.GATEWAY),
        (short(502), 502, DoubtCause.GATEWAY),
        (b"", 301, DoubtCause.GATEWAY),
        (b"<html>moved", 307, DoubtCause.GATEWAY),
        (b"Bad Gateway", 502, DoubtCause.GATEWAY),
        (b"", 503, DoubtCause.GATEWAY),
        (b"<html>", 504, DoubtCause.GATEWAY),
        (b"<!DOCTYPE html>", 200, DoubtCause.NOT_JSON),
        (b"<html>", 401, DoubtCause.NOT_JSON),
        (b"<html>", 403, DoubtCause.NOT_JSON),
        (b"<html>404 page not found", 404, DoubtCause.NOT_JSON),
        (b"404 page not found", 200, DoubtCause.NOT_JSON),
        (b"", 200, DoubtCause.NOT_JSON),
        (b"\x1f\x8b\x08\x00" + bytes(20), 200, DoubtCause.NOT_JSON),
        (b'{"a":' * 200_000, 200, DoubtCause.NOT_JSON),
        (b"null", 500, DoubtCause.NOT_JSON),
        (b"x", 1234, DoubtCause.NOT_JSON),
        (long()[:-1], 200, DoubtCause.CUT_SHORT),
        (ISSUED_BODY[:300], 200, DoubtCause.CUT_SHORT),
        (b'{"code":401', 504, DoubtCause.GATEWAY),
        (short(200, "Success"), 200, DoubtCause.NO_TOKEN),
        (short(200, "Success", data=None), 200, DoubtCause.NO_TOKEN),
        (short(200, "Success", data={"form": ""}), 200, DoubtCause.NO_TOKEN),
        (short(200, "Success", data={"form": None}), 200, DoubtCause.NO_TOKEN),
        (short(200, "Success", data={"form": CREDIT_TOKEN[:-1]}), 200, DoubtCause.NO_TOKEN),
        (short(200, "Success", data={"form": CREDIT_TOKEN + "1"}), 200, DoubtCause.NO_TOKEN),
        (short(200, "Success", data={"form": "99999999999999999999"}), 200, DoubtCause.NO_TOKEN),
        (short(200, "Success", data={"form": "1" * 2_020}), 200, DoubtCause.NO_TOKEN),
        (short(200, "Success", data={"form": 1234567890123456789}), 200, DoubtCause.NO_TOKEN),
        (short(200, "Success", data={"form": 3.3780999395404780065e19}), 200, DoubtCause.NO_TOKEN),
        (short(200, "Success", data=CREDIT_TOKEN), 200, DoubtCause.NO_TOKEN),
        (short(200, "runtime error"), 200, DoubtCause.NO_TOKEN),
        (long(200), 200, DoubtCause.NO_TOKEN),
    ],
)
def test_everything_else_is_unknown(body: bytes, status: int, cause: DoubtCause | RefusalReason) -> None:
    got = verdict(body, status)
    if isinstance(cause, RefusalReason):
        assert isinstance(got, Declined)
    else:
        assert isinstance(got, Unclear)
        assert got.cause is cause


@pytest.mark.parametrize(
    ("body", "complete", "cause"),
    [
        (b"", False, DoubtCause.CUT_SHORT),
        (short(401), False, DoubtCause.CUT_SHORT),
        (long(), False, DoubtCause.CUT_SHORT),
        (b"404 page not found", False, DoubtCause.CUT_SHORT),
        (ISSUED_BODY[:300], False, DoubtCause.CUT_SHORT),
        (b"<" * 1024 * 1024, False, DoubtCause.TOO_LARGE),
    ],
)
def test_a_refusal_is_never_taken_from_an_answer_that_broke_off(
    body: bytes, complete: bool, cause: DoubtCause
) -> None:
    got = verdict(body, complete=complete)
    assert isinstance(got, Unclear)
    assert got.cause is cause


def test_a_token_that_came_in_whole_is_kept_although_the_answer_broke_off() -> None:
    assert isinstance(verdict(ISSUED_BODY, complete=False), Issued)
    assert isinstance(verdict(ISSUED_BODY, 502), Issued)


def test_the_detail_of_a_doubt_is_the_servers_text_or_the_http_status() -> None:
    assert verdict(short(500, "a\r\nb\x00")) == Unclear(DoubtCause.SERVER_FAULT, "a b")
    assert read_vend(credit(), replace(answer(b"<html>"), content_type="text/html")) == Unclear(
        DoubtCause.NOT_JSON, "HTTP 200 text/html"
    )
    assert verdict(b"{}") == Unclear(DoubtCause.SERVER_FAULT, "HTTP 200")


def test_the_servers_words_are_cut_to_length() -> None:
    got = verdict(long(message="界" * 100_000))
    assert isinstance(got, Declined)
    assert got.server_text == "界" * 299 + "…"


@pytest.mark.parametrize("table", [REFUSALS, SIGN_IN, CAPTCHA])
@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("code", [None, -1, 0, 200, 10**39])
def test_every_table_has_a_last_word(table: tuple, shape: Shape, code: int | None) -> None:
    assert meaning(table, code, shape, "") is not None


documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["code", "msg", "data", "form", "status", "requestId", "value", "money", "meterNo", "flowNo"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@given(
    body=st.binary(max_size=300)
    | documents.map(lambda one: json.dumps(one).encode())
    | st.tuples(st.integers(0, len(ISSUED_BODY) - 1), st.integers(0, 255)).map(
        lambda edit: ISSUED_BODY[: edit[0]] + bytes([edit[1]]) + ISSUED_BODY[edit[0] + 1 :]
    ),
    status=st.integers(0, 1200),
    complete=st.booleans(),
    order=st.sampled_from([credit(), management()]),
)
def test_reading_never_raises_and_gives_the_same_again(
    body: bytes, status: int, complete: bool, order: object
) -> None:
    raw = RawAnswer(status, body, answer(b"").received_at, complete)
    got = read_vend(order, raw)  # type: ignore[arg-type]
    assert isinstance(got, Issued | Declined | Unclear)
    assert read_vend(order, raw) == got  # type: ignore[arg-type]
