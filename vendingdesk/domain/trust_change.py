"""That a till believes another certificate from now on than it did, and who answers for that."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.domain.trust import Trust

NOBODY = "first start"
"""Who stands in the journal for answers of a till that has no supervisor: nobody has signed in there yet."""


@dataclass(frozen=True, slots=True)
class TrustChange:
    """Whom the till trusted at an address and whom it trusts from now on; ``allowed_by`` is the supervisor.

    ``moved_from`` is the address before, where that is another one now. ``lost`` says what was kept before and could
    not be used, as it stood.
    """

    address: str
    before: Trust
    after: Trust
    by: str
    allowed_by: str
    moved_from: str = ""
    lost: str = ""
