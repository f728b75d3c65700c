"""Captcha and sign-in: what leaves, what success is, and what each refusal says."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from api.api_peers import CAPTCHA_PNG, NOW, SAMPLES, RawServer, answer, captcha_answer, http, replying, sample

from vendingdesk.api.client import VendingClient
from vendingdesk.api.errors import Unanswered
from vendingdesk.api.sessions import read_captcha, read_grant
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.outcome import DoubtCause
from vendingdesk.domain.session import Captcha

GOOD = {
    "username": "XXX",
    "password": "123456",
    "remember": False,
    "code": "6942",
    "captcha_id": "gfa8h8DzMBGvJ4mGGd9K",
}


def test_a_captcha_is_its_id_its_picture_and_ten_minutes() -> None:
    got = read_captcha(answer(captcha_answer(code="200")), NOW)
    assert got == Captcha("gfa8h8DzMBGvJ4mGGd9K", CAPTCHA_PNG, NOW + timedelta(seconds=600))


@pytest.mark.parametrize(
    ("body", "says", "text"),
    [
        (captcha_answer(code=500, msg="验证码获取失败"), "couldn't make", "验证码获取失败"),
        (captcha_answer(code=500, msg="too many request; the quota used up!"), "busy", None),
        (captcha_answer(id=""), "can't be shown", "success"),
        (captcha_answer(id=None), "can't be shown", "success"),
        (captcha_answer(data="x"), "can't be shown", "success"),
        (sample("inferred-captcha.response"), "can't be shown", "success"),
        (captcha_answer(code=403, msg="no"), "refused", "no"),
        (b"{}", "refused", ""),
    ],
)
def test_a_captcha_that_is_none_is_refused_in_plain_words(body: bytes, says: str, text: str | None) -> None:
    with pytest.raises(Refused, match=says) as refused:
        read_captcha(answer(body), NOW)
    assert text is None or refused.value.server_text == text


def test_the_manuals_sign_in_gives_its_token_until_2125() -> None:
    got = read_grant(answer(sample("login.response")))
    assert got.token == "UzI1NiIsInR5cCI6IkpXVCJ9._UNmZ5EY6ZA"
    assert got.expires_at == datetime.fromisoformat("2125-05-27T01:20:45+08:00")
    assert got.token not in repr(got)


@pytest.mark.parametrize(
    ("expire", "moment"),
    [
        ("2026-03-04T05:06:07.123456789+08:00", "2026-03-04T05:06:07.123456+08:00"),
        ("2026-03-04T05:06:07Z", "2026-03-04T05:06:07+00:00"),
        ("2026-03-04T05:06:07", None),
        ("0001-01-01T00:00:00Z", None),
        ("12125-03-04T05:06:07Z", None),
        ("soon", None),
        ("", None),
        (None, None),
        (1772600767, None),
    ],
)
def test_the_end_of_a_session_is_read_or_unknown(expire: object, moment: str | None) -> None:
    got = read_grant(answer(json.dumps({"code": 200, "token": "t", "expire": expire}).encode()))
    assert got.expires_at == (None if moment is None else datetime.fromisoformat(moment))


@pytest.mark.parametrize(
    ("body", "says", "text"),
    [
        ({"code": 400, "msg": "验证码错误"}, "picture was wrong", "验证码错误"),
        ({"code": 400, "msg": "incorrect Username or Password"}, "disabled", "incorrect Username or Password"),
        ({"code": 400, "msg": "missing Username or Password or Code"}, "Type user name", None),
        ({"code": 200, "msg": "failed to create JWT Token"}, "no session", "failed to create JWT Token"),
        ({"code": 200, "token": ""}, "no session", ""),
        ({"code": 200, "token": "a\r\nX-Evil: 1"}, "no session", ""),
        ({"code": 200, "token": "é"}, "no session", ""),
        ({"code": 500, "msg": "too many request; the quota used up!"}, "busy", None),
        ({"code": 400, "msg": "new words"}, "refused", "new words"),
        ({"code": 401, "token": "t"}, "refused", ""),
        ({}, "refused", ""),
    ],
)
def test_a_sign_in_that_failed_says_why(body: dict, says: str, text: str | None) -> None:
    with pytest.raises(Refused, match=says) as refused:
        read_grant(answer(json.dumps(body).encode()))
    assert text is None or refused.value.server_text == text


def test_the_first_of_two_documents_counts() -> None:
    body = b'{"code":400,"msg":"x"}{"code":200,"token":"t"}'
    with pytest.raises(Refused):
        read_grant(answer(body))
    assert read_grant(answer(b'{"code":200,"token":"t"}{"code":500}')).token == "t"


@pytest.mark.parametrize(
    ("body", "status", "cause"),
    [
        (b"<html>", 200, DoubtCause.NOT_JSON),
        (b"<html>", 502, DoubtCause.GATEWAY),
        (b"", 302, DoubtCause.GATEWAY),
        (b'{"code":200', 200, DoubtCause.CUT_SHORT),
    ],
)
def test_an_answer_that_is_not_understood_is_no_refusal(body: bytes, status: int, cause: DoubtCause) -> None:
    with pytest.raises(Unanswered) as unanswered:
        read_grant(answer(body, status))
    assert unanswered.value.cause is cause
    assert str(unanswered.value).endswith(".")


def test_a_sign_in_answer_that_broke_off_is_not_used() -> None:
    with pytest.raises(Unanswered) as unanswered:
        read_grant(answer(b'{"code":200,"token":"t"}', complete=False))
    assert unanswered.value.cause is DoubtCause.CUT_SHORT


def test_a_wrong_path_says_that_the_address_is_wrong() -> None:
    with pytest.raises(Refused, match="Check the address") as refused:
        read_grant(answer(b"404 page not found\n", 404))
    assert refused.value.server_text == "404 page not found"


async def test_sign_in_sends_what_the_manual_shows(serve: Callable, client_of: Callable) -> None:
    server: RawServer = await serve(replying(http(sample("login.response"))))
    client: VendingClient = client_of(server.address + "/api/v1/")
    await client.sign_in(**(GOOD | {"code": " 69\u00a042\n"}))
    (request,) = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/v1/login HTTP/1.1\r\n")
    assert b"\r\nContent-Type: application/json\r\n" in head + b"\r\n"
    assert b"authorization" not in head.lower()
    assert json.loads(body) == json.loads((SAMPLES / "login.request.json").read_text())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"code": ""}, "Type the code"),
        ({"code": " \t"}, "Type the code"),
        ({"code": "12a4"}, "digits"),
        ({"code": "١٢٣٤"}, "digits"),
        ({"username": " "}, "user name"),
        ({"password": ""}, "password"),
        ({"captcha_id": ""}, "picture"),
        ({"password": "a\ud800"}, "can't be sent"),
    ],
)
async def test_what_the_server_would_refuse_anyway_is_not_sent(
    serve: Callable, client_of: Callable, change: dict, says: str
) -> None:
    server = await serve(replying(http(sample("login.response"))))
    with pytest.raises(Refused, match=says):
        await client_of(server.address).sign_in(**(GOOD | change))
    assert server.received == []


@pytest.mark.parametrize("code", ["123", "12345", "0000"])
async def test_any_digits_are_sent_as_typed(serve: Callable, client_of: Callable, code: str) -> None:
    server = await serve(replying(http(sample("login.response"))))
    await client_of(server.address).sign_in(**(GOOD | {"code": code}))
    assert json.loads(server.requests[0].partition(b"\r\n\r\n")[2])["code"] == code


async def test_captcha_is_a_get_with_a_fresh_request_id_over_one_connection(
    serve: Callable, client_of: Callable
) -> None:
    server = await serve(replying(http(captcha_answer()), close=False))
    client = client_of(server.address)
    first, second = await client.captcha(), await client.captcha()
    assert first == second == Captcha("gfa8h8DzMBGvJ4mGGd9K", CAPTCHA_PNG, NOW + timedelta(seconds=600))
    assert all(one.startswith(b"GET /api/v1/captcha HTTP/1.1\r\n") for one in server.requests)
    ids = {line for one in server.requests for line in one.split(b"\r\n") if line.startswith(b"X-Request-Id: ")}
    assert len(ids) == 2
    assert len(server.requests) == 2
    assert server.connections == 1
