"""The paths around the vending calls."""

from __future__ import annotations

import uuid
from typing import Any

import pytest


def test_signs_of_life(till: Any) -> None:
    info = till.http.get("/info")
    assert (info.status_code, info.json()) == (200, {"message": "ok"})
    health = till.http.get("/api/v1/health")
    assert (health.status_code, health.content) == (200, b"")
    assert "content-type" not in health.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/api/v1"),
        ("GET", "/api/v2/captcha"),
        ("GET", "/info/"),
        ("GET", "/api/v1/login"),
        ("POST", "/api/v1/captcha"),
        ("GET", "/api/v1/meter-recharge/recharge-token/0"),
        ("POST", "/api/v1/meter-recharge/recharge-token/1"),
        ("POST", "/api/v1/refresh_token"),
        ("GET", "/simulator/nothing"),
    ],
)
def test_anything_else_is_a_text_404(shared_till: Any, method: str, path: str) -> None:
    response = shared_till.http.request(method, path)
    assert (response.status_code, response.text) == (404, "404 page not found")
    assert response.headers["content-type"] == "text/plain"


def test_request_id_comes_back_or_is_made(till: Any) -> None:
    own = str(uuid.uuid4())
    assert till.charge(**{"X-Request-Id": own}).json()["requestId"] == own
    assert till.charge("01", **{"X-Request-Id": own}).json()["requestId"] == own
    made = till.charge().json()["requestId"]
    assert uuid.UUID(made).version == 4
    assert made != till.charge().json()["requestId"]


def test_every_request_is_counted_refused_ones_too(till: Any) -> None:
    till.http.post("/api/v1/meter-recharge/recharge-token/0", json={}, headers={"X-Request-Id": "first"})
    till.charge("0128244400032")
    till.http.get("/elsewhere")
    seen = till.http.get("/simulator/requests").json()
    assert seen["counts"] == {
        "/api/v1/meter-recharge/recharge-token/0": 2,
        "/api/v1/captcha": 1,
        "/api/v1/login": 1,
        "/elsewhere": 1,
    }
    first, *_, last = seen["requests"]
    assert (first["request_id"], first["method"], first["status"], first["code"]) == ("first", "POST", 200, 401)
    assert (last["path"], last["status"], last["code"]) == ("/elsewhere", 404, None)


def test_neither_password_nor_session_is_kept(till: Any) -> None:
    token = till.sign_in()["token"]
    till.charge()
    shown = till.http.get("/simulator/requests").text + till.http.get("/simulator/ledger").text
    assert till.server.password not in shown
    assert token not in shown


def test_equal_posts_mint_again(till: Any) -> None:
    forms = [till.charge(**{"X-Request-Id": "same"}).json()["data"]["form"] for _ in range(3)]
    assert len(set(forms)) == 3
    assert till.minted() == forms
