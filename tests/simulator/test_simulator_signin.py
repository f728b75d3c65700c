"""Sign-in and sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest

MISSING = {"code": 400, "msg": "missing Username or Password or Code"}
WRONG_USER = {"code": 400, "msg": "incorrect Username or Password"}
EMPTY = {"code": 401, "msg": "cookie token is empty"}
EXPIRED = {"code": 401, "msg": "token has invalid claims: token is expired"}
LOGIN = "/api/v1/login"
GETINFO = "/api/v1/getinfo"


def test_success_has_the_keys_of_the_manual(open_till: Any, clock: Any) -> None:
    answer = open_till(clock=clock).sign_in()
    assert set(answer) == {"code", "success", "token", "currentAuthority", "expire"}
    assert answer["code"] == 200
    assert answer["success"] is True
    assert answer["token"] == answer["currentAuthority"]
    assert answer["token"].count(".") == 2
    assert answer["expire"] == "2025-07-31T00:37:42+08:00"


def test_life_of_a_session_is_settable(open_till: Any, clock: Any) -> None:
    till = open_till(clock=clock, session_life=60.0)
    assert datetime.fromisoformat(till.sign_in()["expire"]).timestamp() == int(clock.now + 60)
    assert till.charge().json()["code"] == 200
    clock.now += 60
    assert till.charge().json() == EXPIRED


@pytest.mark.parametrize("field", ["username", "password", "code", "uuid"])
@pytest.mark.parametrize("value", ["", 1234, None, True, ["x"]])
def test_every_field_must_be_a_string_with_something_in_it(shared_till: Any, field: str, value: object) -> None:
    assert shared_till.sign_in(**{field: value}) == MISSING


def test_a_missing_field_leaves_the_captcha_usable(till: Any) -> None:
    uuid = till.captcha()["id"]
    code = till.server.captcha_answer(uuid)
    assert till.sign_in(uuid=uuid, code=code, password="") == MISSING
    assert till.sign_in(uuid=uuid, code=code)["code"] == 200


@pytest.mark.parametrize("change", [{"password": "demo-12345"}, {"username": "Demo"}, {"username": "\ud800"}])
def test_wrong_user_or_password(till: Any, change: dict[str, str]) -> None:
    uuid = till.captcha()["id"]
    code = till.server.captcha_answer(uuid)
    assert till.sign_in(uuid=uuid, code=code, **change) == WRONG_USER
    assert till.sign_in(uuid=uuid, code=code)["msg"] == "验证码错误"


def test_captcha_is_judged_before_the_user(till: Any) -> None:
    assert till.sign_in(code="wrong", password="wrong")["msg"] == "验证码错误"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 100_000, b'"text"'])
def test_a_body_that_is_no_object_misses_its_fields(shared_till: Any, body: bytes) -> None:
    response = shared_till.http.post(LOGIN, content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()) == (200, MISSING)


def test_content_type_is_required(till: Any) -> None:
    uuid = till.captcha()["id"]
    fields = (
        f'{{"username":"demo","password":"demo-1234","code":"{till.server.captcha_answer(uuid)}","uuid":"{uuid}"}}'
    )
    assert till.http.post(LOGIN, content=fields).json() == MISSING
    plain = till.http.post(LOGIN, content=fields, headers={"Content-Type": "text/plain"})
    assert plain.json() == MISSING
    typed = till.http.post(LOGIN, content=fields, headers={"Content-Type": "application/json; charset=utf-8"})
    assert typed.json()["code"] == 200


def test_development_mode_checks_no_captcha_and_lasts_a_century(open_till: Any, clock: Any) -> None:
    till = open_till(clock=clock, development=True)
    answer = till.sign_in(code="nonsense")
    assert answer["expire"].startswith("2125-")
    assert till.sign_in(code="nonsense", password="wrong") == WRONG_USER


def test_own_user_and_password(open_till: Any) -> None:
    till = open_till(user="амина", password="пароль")
    assert till.sign_in()["code"] == 200
    assert till.sign_in(password="demo-1234") == WRONG_USER


@pytest.mark.parametrize(
    ("header", "msg"),
    [
        (None, "cookie token is empty"),
        ("", "cookie token is empty"),
        ("Bearer", "cookie token is empty"),
        ("{token}", "cookie token is empty"),
        ("bearer {token}", "cookie token is empty"),
        ("Token {token}", "cookie token is empty"),
        ("Bearer  {token}", "token is malformed: token contains an invalid number of segments"),
        ("Bearer x{token}", "token is malformed: token contains an invalid number of segments"),
        ("Bearer nonsense", "token is malformed: token contains an invalid number of segments"),
        ("Bearer {foreign}", "token signature is invalid: signature is invalid"),
        ("Bearer {unsigned}", "token signature is invalid: signature is invalid"),
    ],
)
def test_what_opens_no_session(shared_till: Any, header: str | None, msg: str) -> None:
    token = shared_till.sign_in()["token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    values = {
        "token": token,
        "foreign": jwt.encode(claims, "another server's key, long enough", "HS256"),
        "unsigned": jwt.encode(claims, None, "none"),
    }
    headers = {} if header is None else {"Authorization": header.format(**values)}
    for path in ("recharge-token/0", "meter-token/0"):
        response = shared_till.http.post(f"/api/v1/meter-recharge/{path}", json={}, headers=headers)
        assert (response.status_code, response.json()) == (200, {"code": 401, "msg": msg})
    assert shared_till.http.get(GETINFO, headers=headers).json() == {"code": 401, "msg": msg}
    assert shared_till.server.ledger.entries == ()


def test_sessions_can_be_expired_at_once(till: Any) -> None:
    assert till.charge().json()["code"] == 200
    assert till.http.post("/simulator/sessions/expire").json() == {"expired": True}
    assert till.charge().json() == EXPIRED
    till.forget()
    assert till.charge().json()["code"] == 200


def test_signing_out_revokes_nothing(till: Any) -> None:
    assert till.http.post("/api/v1/logout", headers=till.bearer).json()["code"] == 200
    assert till.charge().json()["code"] == 200


def test_getinfo_says_whose_session_it_is(till: Any) -> None:
    answer = till.http.get(GETINFO, headers=till.bearer).json()
    assert answer["code"] == 200
    assert answer["data"]["userName"] == "demo"
    assert answer["data"]["roles"] == ["vendor"]


def test_two_sessions_live_side_by_side_and_end_alone(till: Any) -> None:
    first, second = (f"Bearer {till.sign_in()['token']}" for _ in range(2))
    till.server.faults.arm("session-expired")
    body = {"meterNo": "0128244400031", "money": 1}
    path = "/api/v1/meter-recharge/recharge-token/0"
    assert till.http.post(path, json=body, headers={"Authorization": first}).json() == EXPIRED
    assert till.http.post(path, json=body, headers={"Authorization": first}).json() == EXPIRED
    assert till.http.post(path, json=body, headers={"Authorization": second}).json()["code"] == 200


def test_expire_keeps_the_server_zone(open_till: Any) -> None:
    offset = datetime.fromisoformat(open_till().sign_in()["expire"]).utcoffset()
    assert offset == timedelta(hours=8)
