"""Sales that were: one by its receipt number with its slips, what came after it, doubts."""

from __future__ import annotations

from vendingdesk.counter.key_change import set_of
from vendingdesk.counter.ports import Journal
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.domain.slips import SlipMade

LATER = 100
"""Of a meter's newest sales, among which later ones are looked for."""


class History:
    """Reads the journal; nothing here writes."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def sale(self, receipt_no: str) -> Sale:
        """One sale; raises ``Refused`` when there is none of that number."""
        wanted = receipt_no.strip().upper()
        sale = await self._journal.sale(wanted)
        if sale is None:
            raise Refused(
                f"There is no receipt {wanted or '(empty)'} in this journal. History and the export list them all."
            )
        return sale

    async def slips(self, sale: Sale) -> tuple[SlipMade, ...]:
        """The slips that were made of a sale, oldest first; of a key change those that stand for all its sections."""
        change = await set_of(self._journal, sale)
        owner = change.held.get(1, sale) if change is not None else sale
        made = await self._journal.slips_of(owner.uid)
        return made if owner.uid == sale.uid else (*await self._journal.slips_of(sale.uid), *made)

    async def after(self, sale: Sale) -> tuple[Sale, ...]:
        """Later sales to the same meter that gave a token, newest first, among its last ``LATER``."""
        found = await self._journal.sales(meter=sale.order.meter, limit=LATER)
        return tuple(each for each in found if each.number > sale.number and each.tokens)

    async def doubts(self) -> tuple[Sale, ...]:
        """Sales whose result is unknown, newest first (at most a thousand)."""
        return await self._journal.sales(states=(VendState.IN_DOUBT,), limit=1000)
