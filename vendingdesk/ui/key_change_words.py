"""What is said of a key change: its four tokens with the rule for entering them, or what is missing and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from vendingdesk import sts
from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.key_change import PARTS, KeyChangeSet, part_of
from vendingdesk.domain.outcome import TokenWarning
from vendingdesk.domain.sale import VendState
from vendingdesk.ui import words


@dataclass(frozen=True, slots=True)
class Said:
    """What the result of a key change shows: like a sale's, with the state of the last part that was asked for."""

    state: VendState
    headline: str
    mood: str
    buttons: tuple[str, ...]
    token: str = ""
    detail: str = ""
    server: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("key_change", text)


def sections(parts: Iterable[int]) -> str:
    """Sections by their numbers: ``section 3``, ``sections 1, 2``."""
    numbers = [str(part) for part in parts]
    text = _tr("section %1") if len(numbers) == 1 else _tr("sections %1")
    return text.replace("%1", ", ".join(numbers))


def order_rule() -> str:
    """How a meter wants the four."""
    return _tr("Enter 1, 2, 3, 4, all within ten minutes. Old credit tokens before these, new credit after.")


def numbered(change: KeyChangeSet) -> str:
    """The tokens in the order of entry, one a line with its number; empty while one is missing."""
    return "\n".join(f"{place}  {sts.group_token(token)}" for place, token in enumerate(change.tokens, 1))


def saved(change: KeyChangeSet) -> str:
    """Which sections are in the journal, under which numbers."""
    held = change.held
    if not held:
        return _tr("No section is saved yet.")
    text = _tr("Saved: %1 (%2). None may be entered before all four are there.")
    receipts = ", ".join(sale.receipt_no for sale in held.values())
    return text.replace("%1", sections(held)).replace("%2", receipts)


def missing(change: KeyChangeSet) -> str:
    """Which sections are not in the journal."""
    return _tr("Missing: %1.").replace("%1", sections(part for part in PARTS if part not in change.held))


def unfinished(change: KeyChangeSet) -> str:
    """One line for a meter: which key change is unfinished, and how far it came."""
    text = _tr("Key change %1 is unfinished: %2 of 4 sections saved. Enter none of them yet.")
    return text.replace("%1", change.name).replace("%2", str(len(change.held)))


def warned(change: KeyChangeSet) -> str:
    """What has to stand beside a token of a set that is not complete; empty for a complete one."""
    return "" if change.complete else f"{unfinished(change)} {missing(change)}"


def where_to_go_on(change: KeyChangeSet) -> str:
    """Where the rest of an unfinished set is asked for, as one says it on another page than that."""
    if not change.missing:
        return _tr("Settle %1 first.").replace("%1", sections(change.unknown))
    return _tr("To ask for %1: Tokens (F3), the meter number, then “Continue the key change”.").replace(
        "%1", sections(change.missing)
    )


def place_in(change: KeyChangeSet, part: int) -> str:
    """Which section of which key change a sale is."""
    text = _tr("Section %1 of 4 of the key change %2")
    return text.replace("%1", str(part)).replace("%2", change.name)


def asked_for(change: KeyChangeSet | None, parts: Iterable[int]) -> str:
    """What a press asks for: the whole, or the rest of one."""
    if change is None:
        return _tr("Key change – all four sections")
    return _tr("Key change %1: %2").replace("%1", change.name).replace("%2", sections(parts))


def said_of(
    result: VendResult, change: KeyChangeSet, error: VendingDeskError | None = None, *, here: bool = True
) -> Said:
    """What is said of a key change that was begun. ``error`` is why its next section was not asked for.

    ``here`` says that the rest can be asked for where this is said.
    """
    if change.complete:
        return _complete(result, change)
    return _incomplete(result, change, error, here=here)


def _complete(result: VendResult, change: KeyChangeSet) -> Said:
    notes = _warnings(change)
    if result.fault:
        text = _tr("Write these tokens down: the journal could not save the last one. %1")
        notes.insert(0, text.replace("%1", result.fault))
    headline = _tr("Key change issued – PLEASE VERIFY") if notes else _tr("Key change issued")
    asked = _tr("value %1").replace("%1", str(change.asked.value))
    return Said(
        result.sale.state,
        f"{headline} · {change.name} · {asked}",
        "warning" if notes else "",
        ("print", "preview", "pdf", "copy", "next"),
        token=numbered(change),
        detail="\n".join([*notes, order_rule()]),
    )


def _warnings(change: KeyChangeSet) -> list[str]:
    """What to look at, by section."""
    found = []
    for part, sale in change.held.items():
        for kind in sale.issued.warnings if sale.issued is not None else ():
            text = words.warning(kind)
            if kind is TokenWarning.SEVERAL:
                text = _tr("It came as %1 tokens: enter all, in this order.").replace("%1", str(len(sale.tokens)))
            found.append(_tr("Section %1: %2").replace("%1", str(part)).replace("%2", text))
    return found


def _incomplete(result: VendResult, change: KeyChangeSet, error: VendingDeskError | None, *, here: bool) -> Said:
    """How far it came, what happened to the section where it stopped, and what may be done."""
    sale, part = result.sale, part_of(result.sale.order)
    wanting = [each for each in PARTS if each not in change.held]
    reason, server = words.explanation(sale)
    state, lines = sale.state, [saved(change)]
    if error is not None:
        state, part = VendState.NOT_SENT, next(each for each in wanting if each > part)
        happened, server = f"{_not_sent()} {words.fault_text(error)}", ""
    elif sale.state is VendState.IN_DOUBT:
        happened = _tr("The token may have been issued. Do not ask for another token for this meter.")
        server = f"{reason} {server}".strip()
    elif sale.state is VendState.REFUSED:
        happened = reason
        server = _tr("The server said: %1").replace("%1", server) if server else ""
    elif sale.state is VendState.NOT_SENT:
        happened = f"{_not_sent()} {reason}"
    else:
        happened = _tr("Its token is saved.")
    text = _tr("Section %1 (%2): %3") if error is None else _tr("Section %1: %3")
    lines.append(text.replace("%1", str(part)).replace("%2", sale.receipt_no).replace("%3", happened))
    if result.fault and sale.tokens:
        text = _tr("Write the token of section %1 down: %2. The journal could not save it. %3")
        tokens = ", ".join(sts.group_token(token) for token in sale.tokens)
        lines.append(text.replace("%1", str(part)).replace("%2", tokens).replace("%3", result.fault))
    lines.append(_way_on(change, result, wanting, here=here))
    headline = _tr("Result unknown.") if state is VendState.IN_DOUBT else _tr("The key change is not complete.")
    mood = "danger" if state in {VendState.IN_DOUBT, VendState.REFUSED} else "warning"
    safe = not (change.unknown or result.fault)
    print_it = ("print",) if state is VendState.IN_DOUBT else ()
    buttons = (*(("rest",) if safe and here else ()), *print_it, "next")
    return Said(state, f"{headline} {missing(change)}", mood, buttons, detail="\n".join(lines), server=server)


def _way_on(change: KeyChangeSet, result: VendResult, wanting: list[int], *, here: bool) -> str:
    if result.fault:
        return _tr("Then start Vending Desk again: it settles what can be known, and the rest can be asked for.")
    if change.unknown:
        return _tr("Settle that first. Then look the meter up under Tokens (F3) and ask for what is missing.")
    if not here:
        return where_to_go_on(change)
    text = _tr("Ask for %1 now, or later when the meter is looked up under Tokens.")
    return text.replace("%1", sections(wanting))


def _not_sent() -> str:
    return _tr("Nothing was sent.")
