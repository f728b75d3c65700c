"""The two vending calls behind sign-in: an order in, tokens minted and recorded, an answer out."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from vendingdesk.simulator import answers, contents, orders
from vendingdesk.simulator.answers import Answer
from vendingdesk.simulator.contents import TokenContents
from vendingdesk.simulator.faults import Fault
from vendingdesk.simulator.house import House
from vendingdesk.simulator.ledger import Ledger, LedgerEntry
from vendingdesk.simulator.magic import MAGIC_FAULTS, METERS
from vendingdesk.simulator.meters import SampleMeter
from vendingdesk.simulator.orders import Management, OrderRefused, Recharge
from vendingdesk.simulator.times import clear_time, flow_time, rfc3339, server_time
from vendingdesk.sts import FieldError

AccountKind = Literal["currency", "kwh"]
"""What ``money`` means to the account: currency at the meter's tariff, or kWh (O)."""

RECHARGE_PATH = "/api/v1/meter-recharge/recharge-token/0"
MANAGEMENT_PATH = "/api/v1/meter-recharge/meter-token/0"

_FIRST_ID = 149
_COMPANY = 4


@dataclass(frozen=True, slots=True)
class VendCall:
    """One POST to a vending path, its session already checked."""

    request_id: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class _Issue:
    """What an accepted order comes to; ``value`` is what the answer says."""

    meter: SampleMeter
    explain: str
    value: Decimal
    tokens: tuple[TokenContents, ...]


class Vending:
    """Answers vending calls. Equal calls are not recognised: each that gets here mints again (O).

    ``chance`` gives each entry of the ledger, by its number, a chance of its own: so a restart begins nothing anew.
    """

    def __init__(
        self,
        ledger: Ledger,
        house: House,
        chance: Callable[[int], random.Random],
        *,
        clock: Callable[[], float],
        kind: AccountKind,
        value_in_kwh: bool,
    ) -> None:
        self._ledger = ledger
        self._house = house
        self._chance = chance
        self._clock = clock
        self._kind = kind
        self._value_in_kwh = value_in_kwh or kind == "kwh"

    def fault_of(self, call: VendCall) -> Fault | None:
        """Return the behaviour that the call's meter number stands for, if it is a magic one."""
        return MAGIC_FAULTS.get(_meter_named(call.body))

    def answer(self, call: VendCall, fault: Fault | None) -> Answer:
        """Return the answer under the fault, with everything recorded that reached the handler."""
        now = server_time(self._clock())
        if fault is None:
            return self._handle(call, None, now)
        if fault.instead is not None and fault.reaches_handler:
            self._record(call, fault, now, meter=_meter_named(call.body))
        return fault.apply(call.request_id, lambda: self._handle(call, fault, now))

    def _handle(self, call: VendCall, fault: Fault | None, now: datetime) -> Answer:
        try:
            read = orders.document(call.body)
            order = orders.recharge(read) if call.path == RECHARGE_PATH else orders.management(read)
            meter = METERS.get(order.meter)
            if meter is None:
                self._record(call, fault, now, meter=order.meter)
                return answers.long_refusal(call.request_id, answers.NOT_FOUND)
            return self._vend(call, fault, now, self._issue(order, meter, fault.tokens if fault else 1))
        except (OrderRefused, FieldError) as refusal:
            self._record(call, fault, now, meter=_meter_named(call.body))
            return answers.long_refusal(call.request_id, f"{answers.BAD_PARAMETER}{refusal}")

    def _issue(self, order: Recharge | Management, meter: SampleMeter, count: int) -> _Issue:
        if isinstance(order, Management):
            tokens = contents.management(order.subclass, order.value, count)
            value = contents.value_of(tokens[0], order.value)
            return _Issue(meter, orders.MANAGEMENT_NAMES[order.subclass], value, tokens)
        kwh = Fraction(order.money) if self._kind == "kwh" else Fraction(order.money) / Fraction(meter.tariff)
        tokens = contents.credit(kwh, count)
        value = contents.energy_of(tokens) if self._value_in_kwh else order.money
        return _Issue(meter, "Recharge", value, tokens)

    def _vend(self, call: VendCall, fault: Fault | None, now: datetime, issue: _Issue) -> Answer:
        wanted = issue.tokens
        if fault is not None and fault.other_class:
            wanted = contents.of_the_other_class(wanted)
        chance = self._chance(self._ledger.next_number)
        flow_no = f"{flow_time(now)}{chance.randrange(10**10):010d}"
        tokens = self._house.mint(issue.meter.number, wanted, now, chance)
        number = self._record(
            call,
            fault,
            now,
            meter=issue.meter.number,
            tokens=tokens,
            flow_no=flow_no,
            kwh=contents.energy_text(wanted),
        )
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
        now: datetime,
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
                at=rfc3339(now),
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
