"""What reports call states, slips and reasons, and the notes that stand below."""

from __future__ import annotations

from collections.abc import Iterator

from vendingdesk.counter.copies import CopyWhy
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.outcome import DoubtCause, Unclear
from vendingdesk.domain.people_flags import PeopleFlags
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.report_facts import HELD, Irregular, SalesSum, WentOn
from vendingdesk.domain.sale import Sale, SaleKind, VendState

STATES = {
    VendState.ISSUED: "Issued",
    VendState.RECOVERED: "Recovered",
    VendState.IN_DOUBT: "In doubt: held",
    VendState.SENDING: "Waiting for the server: held",
    VendState.PREPARED: "Not sent yet",
    VendState.NOT_ISSUED: "Not issued",
    VendState.LOST: "Token lost",
    VendState.REFUSED: "Refused",
    VendState.NOT_SENT: "Not sent",
}
"""In the order in which reports list them."""

CAUSES = {
    DoubtCause.NO_ANSWER: "no answer",
    DoubtCause.TIMED_OUT: "no answer in time",
    DoubtCause.CUT_SHORT: "answer broke off",
    DoubtCause.GATEWAY: "another machine answered",
    DoubtCause.NOT_JSON: "no server’s answer",
    DoubtCause.TOO_LARGE: "answer too large",
    DoubtCause.SERVER_FAULT: "the server failed",
    DoubtCause.NO_TOKEN: "answer without a token",
    DoubtCause.INTERRUPTED: "the program ended",
}

SLIPS = {
    "": "Slip",
    SlipKind.SALE.value: "Sale",
    SlipKind.MANAGEMENT.value: "Engineering token",
    SlipKind.HOLD.value: "Hold slip",
    SlipKind.RESOLUTION.value: "Settled doubt",
    SlipKind.KEY_CHANGE.value: "Key change",
    SlipKind.CANCELLED.value: "Not sold",
}
"""Reports say their own names."""

WHYS = {
    CopyWhy.LOST.value: "the customer lost it",
    CopyWhy.NOT_PRINTED.value: "it did not print",
    CopyWhy.SHOP.value: "for the shop",
    CopyWhy.ARCHIVE.value: "for the archive",
    CopyWhy.COMMAND_LINE.value: "by the command line",
    CopyWhy.OTHER.value: "another reason",
    "": "nobody was asked",
}
"""A person's own words stand as they are."""

_TIME = "%Y-%m-%d %H:%M"

CASH = "Cash"
"""Sales at which nobody was asked how they are paid."""


def cause(sale: Sale) -> str:
    """Why a sale is or was in doubt; a sale that is still awaited has no reason yet."""
    return CAUSES[sale.outcome.cause] if isinstance(sale.outcome, Unclear) else "still awaited"


def notes(setup: DeskSetup, irregular: Irregular, sums: tuple[SalesSum, ...] = ()) -> tuple[str, ...]:
    """What to know about a report, a sentence each."""
    said = []
    if setup.demo:
        said.append("Demo: nothing of this was sold for real.")
    if setup.single_owner:
        said.append("Single owner: one person sells and settles doubts here alone.")
    if irregular.alone:
        said.append(f"Doubts that were settled by the seller alone: {irregular.alone}.")
    if irregular.other_value:
        said.append(
            f"Answers that named another amount than was asked for: {irregular.other_value}. History marks each "
            "with both numbers."
        )
    held = sum(each.count for each in sums if each.held)
    if held:
        said.append(f"Sales in doubt: {held}. Their money is held until each is settled; it is not in what was sold.")
    open_tokens = sum(each.count for each in sums if each.kind is SaleKind.MANAGEMENT and each.state in HELD)
    if open_tokens:
        said.append(f"Engineering tokens in doubt: {open_tokens}.")
    unpriced = sum(each.unpriced for each in sums if each.sold)
    if unpriced:
        said.append(f"Sales of kWh without a price: {unpriced}. Their money is in no sum here.")
    if len({each.price.currency for each in sums if each.price is not None}) > 1:
        said.append("There is more than one currency: each has its own sums.")
    if irregular.set_back:
        said.append(
            f"The clock of this till was set back in this time, sales before which that shows: {irregular.set_back}. "
            "Receipt numbers tell the order."
        )
    said += map(_went_on, irregular.went_on)
    return (*said, *_of_people(irregular.people))


def _went_on(each: WentOn) -> str:
    said = f"The journal went on from a backup on {each.at:%Y-%m-%d %H:%M}."
    if not each.first:
        return f"{said} No receipt number is missing."
    if each.first == each.last:
        return f"{said} Receipt {each.first} is not in it; what was sold with it is in no sum."
    return f"{said} Receipts {each.first} to {each.last} are not in it; what was sold with them is in no sum."


def _of_people(people: PeopleFlags) -> Iterator[str]:
    """What an owner should hear of who worked here."""
    if people.single_owner:
        yield f"One person is everything here: {people.single_owner}. Nobody else looks at what is done."
    for off in people.off:
        until = f"until {off.end:{_TIME}}" if off.end else "and still are"
        yield f"People were switched off by {off.by} on {off.begin:{_TIME}}, {until}: no PIN was asked for."
    for name, at in people.named_anew:
        yield f"{name} was named a supervisor anew on {at:{_TIME}}: with the recovery code, or the PINs were gone."
