"""The two vending calls behind sign-in: an order in, tokens minted and recorded, an answer out."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from vendingdesk.simulator import answers, orders
from vendingdesk.simulator.answers import Answer
from vendingdesk.simulator.faults import Fault
from vendingdesk.simulator.ledger import Ledger, LedgerEntry
from vendingdesk.simulator.magic import MAGIC_FAULTS, METERS
from vendingdesk.simulator.meters import SampleMeter
from vendingdesk.simulator.orders import OrderRefused, Recharge
from vendingdesk.simulator.times import clear_time, flow_time, rfc3339, server_time
from vendingdesk.simulator.tokens import CREDIT_CLASS, MANAGEMENT_CLASS, TokenMint

AccountKind = Literal["currency", "kwh"]
"""What ``money`` means to the account: currency at the meter's tariff, or kWh (O)."""

RECHARGE_PATH = "/api/v1/meter-recharge/recharge-token/0"
MANAGEMENT_PATH = "/api/v1/meter-recharge/meter-token/0"

_FIRST_ID = 149
_COMPANY = 4
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class VendCall:
    """One POST to a vending path, its session already checked."""

    request_id: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class _Issue:
    """What an accepted order comes to."""

    meter: SampleMeter
    explain: str
    value: Decimal
    kwh: str
    token_class: int


class Vending:
    """Answers vending calls. Equal calls are not recognised: each that gets here mints again (O)."""

    def __init__(
        self,
        ledger: Ledger,
        mint: TokenMint,
        rng: random.Random,
        *,
        clock: Callable[[], float],
        kind: AccountKind,
        value_in_kwh: bool,
    ) -> None:
        self._ledger = ledger
        self._mint = mint
        self._rng = rng
        self._clock = clock
        self._kind = kind
        self._value_in_kwh = value_in_kwh

    def fault_of(self, call: VendCall) -> Fault | None:
        """Return the behaviour that the call's meter number stands for, if it is a magic one."""
        return MAGIC_FAULTS.get(_meter_named(call.body))

    def answer(self, call: VendCall, fault: Fault | None) -> Answer:
        """Return the answer under the fault, with everything recorded that reached the handler."""
        if fault is None:
            return self._handle(call, None)
        if fault.instead is not None and fault.reaches_handler:
            self._record(call, fault, meter=_meter_named(call.body))
        return fault.apply(call.request_id, lambda: self._handle(call, fault))

    def _handle(self, call: VendCall, fault: Fault | None) -> Answer:
        try:
            read = orders.document(call.body)
            order = orders.recharge(read) if call.path == RECHARGE_PATH else orders.management(read)
        except OrderRefused as refusal:
            self._record(call, fault, meter=_meter_named(call.body))
            return answers.long_refusal(call.request_id, f"{answers.BAD_PARAMETER}{refusal}")
        meter = METERS.get(order.meter)
        if meter is None:
            self._record(call, fault, meter=order.meter)
            return answers.long_refusal(call.request_id, answers.NOT_FOUND)
        if isinstance(order, Recharge):
            kwh = self._energy(order, meter)
            value = kwh if self._value_in_kwh else order.money
            return self._vend(call, fault, _Issue(meter, "Recharge", value, f"{kwh:.2f}", CREDIT_CLASS))
        explain = orders.MANAGEMENT_NAMES[order.subclass]
        return self._vend(call, fault, _Issue(meter, explain, order.value, "", MANAGEMENT_CLASS))

    def _energy(self, order: Recharge, meter: SampleMeter) -> Decimal:
        if self._kind == "kwh":
            return order.money
        return (order.money / meter.tariff).quantize(_CENT)

    def _vend(self, call: VendCall, fault: Fault | None, issue: _Issue) -> Answer:
        count, token_class = 1, issue.token_class
        if fault is not None:
            count = fault.tokens
            token_class = MANAGEMENT_CLASS - token_class if fault.other_class else token_class
        tokens = tuple(self._mint.mint(token_class) for _ in range(count))
        now = server_time(self._clock())
        flow_no = f"{flow_time(now)}{self._rng.randrange(10**10):010d}"
        number = self._record(call, fault, meter=issue.meter.number, tokens=tokens, flow_no=flow_no, kwh=issue.kwh)
        return answers.success(
            call.request_id,
            {
                "id": _FIRST_ID + number,
                "AreaName": "",
                "RoomName": "",
                "clearTime": clear_time(now),
                "meterNo": issue.meter.number,
                "flowNo": flow_no,
                "explain": issue.explain,
                "state": "2",
                "form": ",".join(tokens),
                "lastTotal": "0.00",
                "value": f"{issue.value:.2f}",
                "style": "",
                "generationValue": "0.00",
                "generationLastTotal": "0.00",
                "energyStyle": 0,
                "companyId": _COMPANY,
                "method": 1,
                "createdAt": rfc3339(now),
                "updatedAt": rfc3339(now),
                "createBy": 0,
                "updateBy": 0,
            },
        )

    def _record(
        self,
        call: VendCall,
        fault: Fault | None,
        *,
        meter: str,
        tokens: tuple[str, ...] = (),
        flow_no: str = "",
        kwh: str = "",
    ) -> int:
        number = self._ledger.next_number
        self._ledger.add(
            LedgerEntry(
                number=number,
                at=rfc3339(server_time(self._clock())),
                request_id=call.request_id,
                path=call.path,
                meter=meter,
                body=call.body.decode(errors="replace"),
                tokens=tokens,
                flow_no=flow_no,
                kwh=kwh,
                fault=fault.name if fault else "",
            )
        )
        return number


def _meter_named(body: bytes) -> str:
    """Return the meter number of the body, or nothing where there is none to read."""
    try:
        return orders.meter_in(orders.document(body))
    except OrderRefused:
        return ""
