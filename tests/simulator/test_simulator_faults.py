"""Each fault, by its magic meter and as a switch."""

from __future__ import annotations

import gzip
import json
import threading
import time
from typing import Any

import httpx
import pytest

from vendingdesk.simulator import behaviours
from vendingdesk.simulator.behaviours import FAULTS
from vendingdesk.simulator.delivery import Pace
from vendingdesk.simulator.ledger import LedgerEntry
from vendingdesk.simulator.magic import MAGIC_METERS
from vendingdesk.sts import split_tokens

RECHARGE = "/api/v1/meter-recharge/recharge-token/0"
MANAGE = "/api/v1/meter-recharge/meter-token/0"
NUMBER = {magic.name: magic.number for magic in MAGIC_METERS}
NOT_FOUND = "Get ElectricityMeterInformation Fail，\r\n ErrorInformation record not found"


def form_of(till: Any, answer: Any) -> Any:
    """Return the form, which must be the newest token of the ledger."""
    assert till.minted()[-1] == answer["data"]["form"]
    return answer["data"]["form"]


def only_token(till: Any) -> str:
    (token,) = till.minted()
    return str(token)


@pytest.mark.parametrize(("name", "status"), [("not-found", 200), ("refused-500", 500)])
def test_handler_refuses_in_the_long_shape(till: Any, name: str, status: int) -> None:
    response = till.charge(NUMBER[name], **{"X-Request-Id": "mine"})
    assert response.status_code == status
    assert response.json() == {"requestId": "mine", "code": 500, "msg": NOT_FOUND, "status": "error", "data": None}
    (entry,) = till.server.ledger.entries
    assert (entry.meter, entry.tokens, entry.fault, entry.request_id) == (NUMBER[name], (), name, "mine")


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("session-expired", {"code": 401, "msg": "token has invalid claims: token is expired"}),
        ("session-6401", {"code": 6401, "msg": "登录状态已过期"}),
        ("no-permission", {"code": 403, "msg": "对不起，您没有该接口访问权限，请联系管理员"}),
        ("quota", {"code": 500, "msg": "too many request; the quota used up!"}),
    ],
)
def test_refusals_before_the_handler_have_two_keys(till: Any, name: str, answer: dict[str, Any]) -> None:
    response = till.charge(NUMBER[name])
    assert (response.status_code, response.json()) == (200, answer)
    assert till.server.ledger.entries == ()
    goes_on = till.charge().json()["code"]
    assert goes_on == (401 if name.startswith("session") else 200)


@pytest.mark.parametrize(
    ("name", "status", "kind", "text", "mints"),
    [
        ("wrong-path", 404, "text/plain", "404 page not found", False),
        ("html", 200, "text/html", "<h1>Welcome</h1>", False),
        ("gateway-timeout", 504, "text/html", "<h1>504 Gateway Time-out</h1>", False),
        ("bad-gateway", 502, "text/html", "<h1>502 Bad Gateway</h1>", True),
    ],
)
def test_answers_that_are_no_json(till: Any, name: str, status: int, kind: str, text: str, mints: bool) -> None:
    response = till.charge(NUMBER[name])
    assert (response.status_code, response.headers["content-type"]) == (status, kind)
    assert text in response.text
    assert bool(till.minted()) is mints
    assert bool(till.server.ledger.entries) is mints


@pytest.mark.parametrize(("name", "mints"), [("lost-before", False), ("lost-after", True)])
@pytest.mark.parametrize("path", [RECHARGE, MANAGE])
def test_the_connection_closes_without_an_answer(till: Any, name: str, mints: bool, path: str) -> None:
    body = {"meterNo": NUMBER[name], "money": 10, "method": 1, "subClass": 1, "value": 0}
    headers = till.bearer
    with pytest.raises(httpx.RemoteProtocolError, match="disconnected without sending"):
        till.http.post(path, json=body, headers=headers)
    assert len(till.minted()) == mints
    assert till.charge().json()["code"] == 200


def test_the_connection_closes_in_the_middle_of_the_body(till: Any) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        till.charge(NUMBER["cut-connection"])
    assert only_token(till)


def test_half_of_the_json(till: Any) -> None:
    response = till.charge(NUMBER["cut-short"])
    assert response.status_code == 200
    assert response.text.startswith('{"requestId"')
    with pytest.raises(json.JSONDecodeError):
        response.json()
    assert only_token(till)


@pytest.mark.parametrize(
    ("name", "msg"),
    [
        ("panic", "runtime error: invalid memory address or nil pointer dereference"),
        ("unknown-text", "数据库连接失败"),
    ],
)
def test_short_shape_after_minting(till: Any, name: str, msg: str) -> None:
    assert till.charge(NUMBER[name]).json() == {"code": 500, "msg": msg}
    assert only_token(till)


def test_success_without_a_usable_form(till: Any) -> None:
    empty = till.charge(NUMBER["no-form"]).json()
    assert (empty["code"], empty["data"]["form"], empty["data"]["value"]) == (200, "", "10.00")
    none = till.charge(NUMBER["no-data"]).json()
    assert (none["code"], none["data"]) == (200, None)
    assert len(till.minted()) == 2


def test_a_small_gzip_body_is_huge(till: Any) -> None:
    headers = till.bearer
    body = {"meterNo": NUMBER["gzip-bomb"], "money": 10}
    with till.http.stream("POST", RECHARGE, json=body, headers=headers) as response:
        packed = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert len(packed) < 256 * 1024
    plain = gzip.decompress(packed)
    assert len(plain) > behaviours.BOMB_SIZE
    assert json.loads(plain)["data"]["form"] == only_token(till)


def test_a_huge_body(till: Any) -> None:
    response = till.charge(NUMBER["huge"])
    assert len(response.content) > 2 * 1024 * 1024
    assert form_of(till, response.json())


def test_deeply_nested_json_that_is_not_huge(till: Any) -> None:
    body = till.charge(NUMBER["nested"]).content
    assert body.count(b"[") == body.count(b"]") == 200_000
    assert len(body) < 1024 * 1024
    assert only_token(till)


def test_a_number_of_a_thousand_digits(till: Any) -> None:
    response = till.charge(NUMBER["thousand-digits"])
    assert f'"value":{"9" * 1000},' in response.text
    assert form_of(till, response.json())


def test_two_tokens_in_one_form(till: Any) -> None:
    form = till.charge(NUMBER["several-tokens"]).json()["data"]["form"]
    assert form.split(",") == till.minted() == list(split_tokens(form))
    assert len(till.minted()) == 2
    assert len(till.server.ledger.entries) == 1


def test_a_token_of_the_other_class(till: Any) -> None:
    charged = till.charge(NUMBER["wrong-class"]).json()
    assert int(form_of(till, charged)) >> 27 & 3 == 2
    managed = till.manage(meter=NUMBER["wrong-class"]).json()
    assert int(form_of(till, managed)) >> 27 & 3 == 0


def test_value_with_its_unit(till: Any) -> None:
    answer = till.charge(NUMBER["value-kwh"]).json()
    assert answer["data"]["value"] == "9.3 Kwh"
    assert form_of(till, answer)


def test_form_grouped_with_dashes(till: Any) -> None:
    form = till.charge(NUMBER["dashed-form"]).json()["data"]["form"]
    assert [len(group) for group in form.split("-")] == [4] * 5
    assert form.replace("-", "") == only_token(till)


def test_code_as_text(till: Any) -> None:
    answer = till.charge(NUMBER["code-text"]).json()
    assert answer["code"] == "200"
    assert form_of(till, answer)


def test_two_documents_back_to_back(till: Any) -> None:
    text = till.charge(NUMBER["two-documents"]).text
    first, end = json.JSONDecoder().raw_decode(text)
    assert form_of(till, first)
    assert json.loads(text[end:])["code"] == 500


def test_observed_keys_stand_in_for_the_documented(till: Any) -> None:
    answer = till.charge(NUMBER["observed-keys"], 12.35).json()
    data = answer["data"]
    assert data["money"] == 12.35
    assert data["buyTime"].startswith("20")
    assert not {"value", "clearTime"} & set(data)
    assert form_of(till, answer)


@pytest.mark.parametrize(("name", "nominal"), [("slow", 5.0), ("very-slow", 25.0)])
def test_slow_answers_wait_their_time_after_minting(open_till: Any, name: str, nominal: float) -> None:
    till = open_till(slow_factor=0.01)
    headers = till.bearer
    began = time.perf_counter()
    answer = till.http.post(RECHARGE, json={"meterNo": NUMBER[name], "money": 1}, headers=headers).json()
    assert time.perf_counter() - began >= nominal * 0.01 * 0.95
    assert form_of(till, answer)


def test_very_slow_is_past_the_soft_limit() -> None:
    assert behaviours.VERY_SLOW > 20 > behaviours.SLOW


def test_drip_sends_many_small_pieces(open_till: Any) -> None:
    till = open_till(slow_factor=0.01)
    headers = till.bearer
    body = {"meterNo": NUMBER["drip"], "money": 1}
    began = time.perf_counter()
    with till.http.stream("POST", RECHARGE, json=body, headers=headers) as response:
        pieces = list(response.iter_raw())
    assert time.perf_counter() - began >= behaviours.DRIP * 0.01 * 20
    assert len(pieces) > 10
    assert form_of(till, json.loads(b"".join(pieces)))


def test_a_delay_for_every_answer(open_till: Any) -> None:
    till = open_till(delay=0.05)
    began = time.perf_counter()
    till.http.get("/info")
    assert time.perf_counter() - began >= 0.045


def test_stopping_does_not_wait_for_slow_answers(open_till: Any) -> None:
    till = open_till(slow_factor=1000.0)
    headers = till.bearer
    with pytest.raises(httpx.ReadTimeout):
        till.http.post(RECHARGE, json={"meterNo": NUMBER["slow"], "money": 1}, headers=headers, timeout=0.2)
    began = time.perf_counter()
    till.server.stop()
    assert time.perf_counter() - began < 3


def test_an_answer_that_still_waits_is_lost_when_the_server_stops(
    open_till: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = open_till(slow_factor=1000.0)
    headers = till.bearer

    minted = threading.Event()
    add = till.server.ledger.add

    def add_and_tell(entry: LedgerEntry) -> None:
        add(entry)
        minted.set()

    def stop_when_minted() -> None:
        minted.wait(30)
        till.server.stop()

    monkeypatch.setattr(till.server.ledger, "add", add_and_tell)
    stopper = threading.Thread(target=stop_when_minted)
    stopper.start()
    with pytest.raises(httpx.RemoteProtocolError):
        till.http.post(RECHARGE, json={"meterNo": NUMBER["slow"], "money": 1}, headers=headers, timeout=30)
    stopper.join()


async def test_pace_waits_no_longer_than_the_server_runs() -> None:
    pace = Pace()
    await pace.wait(0.001)
    pace.closing.set()
    await pace.wait(3600)


# Switches


def arm(till: Any, **order: Any) -> Any:
    return till.http.post("/simulator/faults", json=order)


def test_a_switch_acts_for_its_calls_and_path_only(till: Any) -> None:
    armed = arm(till, name="panic", path=RECHARGE, times=2).json()
    assert armed["armed"] == [{"name": "panic", "path": RECHARGE, "left": 2}]
    assert armed["names"] == sorted(FAULTS)
    assert till.manage().json()["code"] == 200
    codes = [till.charge().json()["code"] for _ in range(3)]
    assert codes == [500, 500, 200]
    assert till.http.get("/simulator/faults").json()["armed"] == []
    seen = till.http.get("/simulator/requests").json()["requests"]
    assert [request["fault"] for request in seen if request["path"] == RECHARGE] == ["panic", "panic", ""]


def test_a_switch_for_any_path_acts_on_the_next_call(till: Any) -> None:
    assert arm(till, name="quota").status_code == 200
    assert till.http.get("/api/v1/health").json()["msg"] == "too many request; the quota used up!"
    assert till.http.get("/api/v1/health").content == b""


def test_switches_act_in_order_and_before_magic_meters(till: Any) -> None:
    till.server.faults.arm("no-form", RECHARGE)
    till.server.faults.arm("code-text", RECHARGE)
    assert till.charge(NUMBER["not-found"]).json()["data"]["form"] == ""
    assert till.charge(NUMBER["not-found"]).json()["code"] == "200"
    assert till.charge(NUMBER["not-found"]).json()["msg"] == NOT_FOUND


def test_a_switch_waits_for_a_call_with_a_session(till: Any) -> None:
    till.server.faults.arm("panic", RECHARGE)
    assert till.http.post(RECHARGE, json={}).json()["code"] == 401
    assert till.charge().json()["code"] == 500


def test_switches_can_be_cleared(till: Any) -> None:
    arm(till, name="panic")
    assert till.http.delete("/simulator/faults").json()["armed"] == []
    assert till.charge().json()["code"] == 200


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"name": "no-such"},
        {"name": "\ud800"},
        {"name": "panic", "times": 0},
        {"name": "panic", "times": "2"},
        {"name": "panic", "path": "\ud800"},
        [],
        "panic",
    ],
)
def test_bad_orders_arm_nothing(shared_till: Any, order: Any) -> None:
    response = shared_till.http.post("/simulator/faults", content=json.dumps(order))
    assert response.status_code == 400
    assert response.json()["error"]
    assert shared_till.http.get("/simulator/faults").json()["armed"] == []
    for nonsense in (b"{", b"[" * 100_000, b"\xff", b"9" * 10_000):
        response = shared_till.http.post("/simulator/faults", content=nonsense)
        assert response.status_code == 400
        assert response.json()["error"]


def test_captcha_faults(till: Any) -> None:
    answers = {}
    for name in ("captcha-failed", "captcha-empty", "captcha-broken", "two-documents", "html"):
        till.server.faults.arm(name, "/api/v1/captcha")
        answers[name] = till.http.get("/api/v1/captcha")
        assert answers[name].status_code == 200
    assert answers["captcha-failed"].json() == {"code": 500, "msg": "验证码获取失败"}
    assert answers["captcha-empty"].json()["data"] == ""
    assert answers["captcha-broken"].json()["data"] == "data:image/png;base64,iVBORw0KGgo="
    assert json.JSONDecoder().raw_decode(answers["two-documents"].text)[0]["code"] == 200
    assert "<html>" in answers["html"].text
    assert till.captcha()["code"] == 200


def test_login_faults(till: Any) -> None:
    till.server.faults.arm("no-jwt", "/api/v1/login")
    assert till.sign_in() == {"code": 200, "msg": "failed to create JWT Token"}
    till.server.faults.arm("lost-after", "/api/v1/login")
    with pytest.raises(httpx.RemoteProtocolError):
        till.sign_in()
    assert till.sign_in()["code"] == 200


@pytest.mark.parametrize("name", ["value-kwh", "no-form", "thousand-digits", "observed-keys", "dashed-form"])
def test_faults_of_data_leave_answers_without_it_alone(till: Any, name: str) -> None:
    till.server.faults.arm(name, "/api/v1/captcha")
    answer = till.captcha()
    assert answer["data"].startswith("data:image/png")
    till.server.faults.arm(name, "/api/v1/getinfo")
    info = till.http.get("/api/v1/getinfo", headers=till.bearer).json()
    assert info["data"] == {"userName": "demo", "roles": ["vendor"]}
    till.server.faults.arm(name, "/api/v1/health")
    assert till.http.get("/api/v1/health").content == b""


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_any_fault_can_meet_any_path(shared_till: Any, name: str) -> None:
    shared_till.server.faults.clear()
    headers = {**shared_till.bearer, "Connection": "close"}  # nobody asks again over a connection that was cut
    for path in ("/api/v1/health", "/api/v1/captcha", "/api/v1/getinfo", "/info"):
        shared_till.server.faults.arm(name, path)
        try:
            with shared_till.http.stream("GET", path, headers=headers) as response:
                body = b"".join(response.iter_raw())
        except (httpx.RemoteProtocolError, httpx.ReadError):  # a reset overtakes what was read, on a busy machine
            assert name in {"lost-before", "lost-after", "cut-connection"}
        else:
            assert response.status_code in {200, 404, 502, 504} or name == "refused-500"
            assert len(body) == int(response.headers["content-length"])
    assert shared_till.http.get("/simulator/faults").json()["armed"] == []
