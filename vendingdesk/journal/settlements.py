"""Settlements as they are written down, and back; also the JSON in the ``settlement`` column of a sale."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vendingdesk.domain.doubt import Proof, Settlement, Verdict
from vendingdesk.journal.outcomes import writable


class SettlementBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """``Settlement`` without its time, which is the entry's."""

    verdict: Verdict
    by: str
    source: str
    reference: str = ""
    supervisor: str = ""
    single_owner: bool = False
    proof: Proof | None = None
    tokens: tuple[str, ...] = ()
    flow_no: str = ""


DECODER = msgspec.json.Decoder(SettlementBody)


def body_of(settlement: Settlement) -> SettlementBody:
    """The written form of a settlement."""
    return SettlementBody(
        settlement.verdict,
        writable(settlement.by),
        writable(settlement.source),
        writable(settlement.reference),
        writable(settlement.supervisor),
        settlement.single_owner,
        settlement.proof,
        settlement.tokens,
        writable(settlement.flow_no),
    )


def settlement_of(body: SettlementBody, at: datetime) -> Settlement:
    """The settlement that was written."""
    return Settlement(
        verdict=body.verdict,
        by=body.by,
        at=at,
        source=body.source,
        reference=body.reference,
        supervisor=body.supervisor,
        single_owner=body.single_owner,
        proof=body.proof,
        tokens=body.tokens,
        flow_no=body.flow_no,
    )
