"""The simulator's own paths, which the documented server has not: for tests and demonstrations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from vendingdesk.simulator.behaviours import FAULTS
from vendingdesk.simulator.captcha import Captchas
from vendingdesk.simulator.certificate import Identity
from vendingdesk.simulator.faults import ANY_PATH, Switches
from vendingdesk.simulator.ledger import Ledger
from vendingdesk.simulator.sessions import Sessions
from vendingdesk.simulator.traffic import Traffic


class Controls:
    """Shows ledger and traffic, gives captcha answers away, arms faults, ends sessions, changes the certificate."""

    def __init__(
        self,
        ledger: Ledger,
        traffic: Traffic,
        captchas: Captchas,
        switches: Switches,
        sessions: Sessions,
        *,
        identity: Identity | None,
    ) -> None:
        self._ledger = ledger
        self._traffic = traffic
        self._captchas = captchas
        self._switches = switches
        self._sessions = sessions
        self._identity = identity

    def routes(self) -> Sequence[Route]:
        """Return the paths under ``/simulator``."""
        return (
            Route("/simulator/ledger", self.ledger, methods=["GET"]),
            Route("/simulator/requests", self.requests, methods=["GET"]),
            Route("/simulator/captcha/{captcha_id}", self.captcha, methods=["GET"]),
            Route("/simulator/faults", self.faults, methods=["GET", "POST", "DELETE"]),
            Route("/simulator/sessions/expire", self.expire, methods=["POST"]),
            Route("/simulator/certificate", self.certificate, methods=["POST"]),
        )

    async def ledger(self, _: Request) -> JSONResponse:
        """Show every token minted and every POST that reached a vending handler."""
        entries = [asdict(entry) for entry in self._ledger.entries]
        return JSONResponse({"tokens": list(self._ledger.tokens), "entries": entries})

    async def requests(self, _: Request) -> JSONResponse:
        """Show every request received, with counts per path."""
        seen = [asdict(request) for request in self._traffic.seen]
        return JSONResponse({"counts": self._traffic.counts, "requests": seen})

    async def captcha(self, request: Request) -> JSONResponse:
        """Give the digits of an open captcha without using it up."""
        captcha_id = request.path_params["captcha_id"]
        answer = self._captchas.answer(captcha_id)
        if answer is None:
            return JSONResponse({"error": "no such captcha is open"}, 404)
        return JSONResponse({"id": captcha_id, "answer": answer})

    async def faults(self, request: Request) -> JSONResponse:
        """Arm a fault (POST ``{"name", "path", "times"}``), disarm all (DELETE), or show them (GET)."""
        if request.method == "DELETE":
            self._switches.clear()
        if request.method == "POST":
            try:
                self._switches.arm(**_order(await request.body()))
            except (ValueError, TypeError) as error:
                return JSONResponse({"error": str(error)}, 400)
            except RecursionError:
                return JSONResponse({"error": "a fault order is not nested"}, 400)
        armed = [
            {"name": switch.fault.name, "path": switch.path, "left": switch.left} for switch in self._switches.armed()
        ]
        return JSONResponse({"armed": armed, "names": sorted(FAULTS)})

    async def expire(self, _: Request) -> JSONResponse:
        """End every session opened so far."""
        self._sessions.expire_all()
        return JSONResponse({"expired": True})

    async def certificate(self, request: Request) -> JSONResponse:
        """Show a new certificate from the next handshake on (POST ``{"kind"}``)."""
        try:
            if self._identity is None:
                raise ValueError("this server speaks plain HTTP: it has no certificate")
            order = json.loads(await request.body())
            self._identity.show(str(order.get("kind")) if isinstance(order, dict) else "")
        except (ValueError, TypeError, RecursionError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({"kind": self._identity.kind, "fingerprint": self._identity.fingerprint})


def _order(body: bytes) -> dict[str, Any]:
    order = json.loads(body)
    if not isinstance(order, dict) or not isinstance(order.get("times", 1), int):
        raise ValueError("a fault order is an object with name, path and times")
    path = str(order.get("path", ANY_PATH))
    path.encode()  # half a character could be armed, and then never be shown
    return {
        "name": str(order.get("name", "")),
        "path": path,
        "times": order.get("times", 1),
    }
