"""The application: the contract's paths, each read, checked, answered and counted."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from vendingdesk.simulator import answers
from vendingdesk.simulator.answers import Answer
from vendingdesk.simulator.captcha import Captchas
from vendingdesk.simulator.controls import Controls
from vendingdesk.simulator.delivery import Delivery, Pace
from vendingdesk.simulator.faults import Fault, Switches
from vendingdesk.simulator.sessions import Session, SessionRefused, Sessions
from vendingdesk.simulator.signin import SignIn
from vendingdesk.simulator.times import rfc3339, server_time
from vendingdesk.simulator.traffic import SeenRequest, Traffic
from vendingdesk.simulator.vending import MANAGEMENT_PATH, RECHARGE_PATH, VendCall, Vending

CAPTCHA_PATH = "/api/v1/captcha"
LOGIN_PATH = "/api/v1/login"
LOGOUT_PATH = "/api/v1/logout"
GETINFO_PATH = "/api/v1/getinfo"
HEALTH_PATH = "/api/v1/health"
INFO_PATH = "/info"


class Desk:
    """Answers each path. One instance is one server's worth of state."""

    def __init__(
        self,
        *,
        captchas: Captchas,
        sessions: Sessions,
        sign_in: SignIn,
        vending: Vending,
        switches: Switches,
        traffic: Traffic,
        pace: Pace,
        clock: Callable[[], float],
    ) -> None:
        self._captchas = captchas
        self._sessions = sessions
        self._sign_in = sign_in
        self._vending = vending
        self._switches = switches
        self._traffic = traffic
        self._pace = pace
        self._clock = clock

    async def captcha(self, request: Request) -> ASGIApp:
        """Issue a captcha (D; its answer is S)."""
        request_id = _request_id(request)

        def issue() -> Answer:
            captcha = self._captchas.issue()
            return answers.captcha(request_id, captcha.id, captcha.picture)

        return self._open_call(request, request_id, issue)

    async def login(self, request: Request) -> ASGIApp:
        """Sign in (D)."""
        body = await request.body()
        content_type = request.headers.get("content-type", "")
        return self._open_call(request, _request_id(request), lambda: self._sign_in.answer(body, content_type))

    async def vend(self, request: Request) -> ASGIApp:
        """Charge, or issue a management token; the session is checked before anything else (S)."""
        call = VendCall(_request_id(request), request.url.path, await request.body())
        try:
            session = self._session(request)
        except SessionRefused as refusal:
            return self._leave(request, call.request_id, answers.short(401, str(refusal)))
        fault = self._switches.take(call.path) or self._vending.fault_of(call)
        if fault is not None and fault.ends_session:
            self._sessions.end(session)
        return self._leave(request, call.request_id, self._vending.answer(call, fault), fault)

    async def getinfo(self, request: Request) -> ASGIApp:
        """Say whose session it is (S)."""
        request_id = _request_id(request)

        def info() -> Answer:
            try:
                session = self._session(request)
            except SessionRefused as refusal:
                return answers.short(401, str(refusal))
            return answers.success(request_id, {"userName": session.user, "roles": ["vendor"]}, msg="")

        return self._open_call(request, request_id, info)

    async def logout(self, request: Request) -> ASGIApp:
        """Say goodbye, and revoke nothing (S)."""
        return self._open_call(request, _request_id(request), lambda: answers.short(200, answers.LOGGED_OUT))

    async def health(self, request: Request) -> ASGIApp:
        """Answer 200 and nothing else (S)."""
        return self._open_call(request, _request_id(request), lambda: Answer(content_type=""))

    async def info(self, request: Request) -> ASGIApp:
        """Answer the root's sign of life (S)."""
        return self._open_call(request, _request_id(request), lambda: Answer({"message": "ok"}))

    async def unknown(self, request: Request, _: Exception) -> Response:
        """Answer any other path or method (S)."""
        return self._leave(request, _request_id(request), answers.page_not_found())  # type: ignore[return-value]

    def _session(self, request: Request) -> Session:
        return self._sessions.check(request.headers.get("authorization"))

    def _open_call(self, request: Request, request_id: str, handler: Callable[[], Answer]) -> Delivery:
        fault = self._switches.take(request.url.path)
        answer = handler() if fault is None else fault.apply(request_id, handler)
        return self._leave(request, request_id, answer, fault)

    def _leave(self, request: Request, request_id: str, answer: Answer, fault: Fault | None = None) -> Delivery:
        self._traffic.note(
            SeenRequest(
                at=rfc3339(server_time(self._clock())),
                method=request.method,
                path=request.url.path,
                request_id=request_id,
                status=answer.status,
                code=(answer.document or {}).get("code"),
                fault=fault.name if fault else "",
            )
        )
        return Delivery(answer, self._pace)


def application(desk: Desk, controls: Controls) -> Starlette:
    """Return the ASGI application: the contract's paths, and the simulator's own for tests."""
    app = Starlette(
        routes=[
            Route(CAPTCHA_PATH, desk.captcha, methods=["GET"]),
            Route(LOGIN_PATH, desk.login, methods=["POST"]),
            Route(RECHARGE_PATH, desk.vend, methods=["POST"]),
            Route(MANAGEMENT_PATH, desk.vend, methods=["POST"]),
            Route(GETINFO_PATH, desk.getinfo, methods=["GET"]),
            Route(LOGOUT_PATH, desk.logout, methods=["POST"]),
            Route(HEALTH_PATH, desk.health, methods=["GET"]),
            Route(INFO_PATH, desk.info, methods=["GET"]),
            *controls.routes(),
        ],
        exception_handlers={404: desk.unknown, 405: desk.unknown},
    )
    app.router.redirect_slashes = False
    return app


def _request_id(request: Request) -> str:
    """Return the caller's ``X-Request-Id``, or a new one (S)."""
    return request.headers.get("x-request-id") or str(uuid.uuid4())
