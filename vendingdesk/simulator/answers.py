"""What the server says: the documents in the shapes of the contract, and how an answer goes out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]

JSON_TYPE = "application/json; charset=utf-8"
TEXT_TYPE = "text/plain"
HTML_TYPE = "text/html"

CAPTCHA_WRONG = "验证码错误"
CAPTCHA_FAILED = "验证码获取失败"
USER_WRONG = "incorrect Username or Password"
FIELD_MISSING = "missing Username or Password or Code"
NO_JWT = "failed to create JWT Token"
TOKEN_EMPTY = "cookie token is empty"  # noqa: S105 - the server's words, not a secret
TOKEN_MALFORMED = "token is malformed: token contains an invalid number of segments"  # noqa: S105
TOKEN_UNSIGNED = "token signature is invalid: signature is invalid"  # noqa: S105
TOKEN_EXPIRED = "token has invalid claims: token is expired"  # noqa: S105
NO_PERMISSION = "对不起，您没有该接口访问权限，请联系管理员"
QUOTA = "too many request; the quota used up!"
PANIC = "runtime error: invalid memory address or nil pointer dereference"
NOT_FOUND = "Get ElectricityMeterInformation Fail，\r\n ErrorInformation record not found"
BAD_PARAMETER = "Get Parameter Fail，\r\n ErrorInformation "
LOGGED_OUT = "退出成功"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its document or raw body, and the manner of its delivery."""

    document: Document | None = None
    body: bytes = b""
    status: int = 200
    content_type: str = JSON_TYPE
    coding: str = ""
    wait: float = 0.0
    drip: float = 0.0
    cut: bool = False
    lost: bool = False

    def payload(self) -> bytes:
        """Return the bytes of the body: the document as JSON, or the raw body where there is no document."""
        return self.body if self.document is None else encoded(self.document)


def encoded(document: Document) -> bytes:
    """Return the document as the framework writes it: compact JSON, Chinese unescaped."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def text(body: str, status: int = 200, content_type: str = TEXT_TYPE) -> Answer:
    """Return an answer that is no JSON."""
    return Answer(body=body.encode(), status=status, content_type=content_type)


def page_not_found() -> Answer:
    """Return the framework's text for any path or method that it does not know (S)."""
    return text("404 page not found", 404)


def short(code: int, msg: str) -> Answer:
    """Return the two-key shape of sign-in failures and of refusals before the handler: always HTTP 200 (S)."""
    return Answer({"code": code, "msg": msg})


def long_refusal(request_id: str, msg: str, status: int = 200) -> Answer:
    """Return the five-key shape with which a handler refuses, as HTTP 200 or 500 (D)."""
    return Answer({"requestId": request_id, "code": 500, "msg": msg, "status": "error", "data": None}, status=status)


def success(request_id: str, data: Document, msg: str = "Success") -> Answer:
    """Return a handler's yes (D)."""
    return Answer({"requestId": request_id, "code": 200, "msg": msg, "data": data})


def captcha(request_id: str, captcha_id: str, picture: str) -> Answer:
    """Return a captcha: every key at the top level (S)."""
    return Answer({"code": 200, "data": picture, "id": captcha_id, "msg": "success", "requestId": request_id})


def signed_in(token: str, expire: str) -> Answer:
    """Return a successful sign-in; ``currentAuthority`` is the token once more (D)."""
    return Answer({"code": 200, "currentAuthority": token, "expire": expire, "success": True, "token": token})
