"""The words for what the counter knows as states and causes: one place to translate and to get right."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from vendingdesk import sts
from vendingdesk.counter.copies import CopyWhy
from vendingdesk.domain.doubt import Proof, Settlement, Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import Refused, VendingDeskError
from vendingdesk.domain.management import RULES, ManagementKind
from vendingdesk.domain.outcome import (
    Declined,
    DoubtCause,
    NothingSent,
    NotSentCause,
    RefusalReason,
    TokenWarning,
    Unclear,
)
from vendingdesk.domain.sale import Amount, Order, Sale, VendState
from vendingdesk.domain.slips import SlipMade
from vendingdesk.ui import dates
from vendingdesk.ui.fonts import drawable


def _tr(text: str) -> str:
    return QCoreApplication.translate("words", text)


def state_word(state: VendState) -> str:
    """A state in one or two words, for tables."""
    return {
        VendState.PREPARED: _tr("Preparing"),
        VendState.SENDING: _tr("Waiting for the server"),
        VendState.ISSUED: _tr("Issued"),
        VendState.REFUSED: _tr("Refused"),
        VendState.NOT_SENT: _tr("Not sent"),
        VendState.IN_DOUBT: _tr("In doubt"),
        VendState.RECOVERED: _tr("Recovered"),
        VendState.NOT_ISSUED: _tr("Not issued"),
        VendState.LOST: _tr("Lost"),
    }[state]


def loud_warnings(sale: Sale) -> list[str]:
    """What to look at before a token is handed over or typed in; that a sale has several tokens is no warning."""
    given = sale.issued.warnings if sale.issued is not None else ()
    return [warning_of(sale, kind) for kind in given if kind is not TokenWarning.SEVERAL]


def result_word(sale: Sale) -> str:
    """What became of a sale, for tables; a sign says that its token is to be verified."""
    word = state_word(sale.state)
    return f"{word} ⚠" if loud_warnings(sale) else word


def refusal(reason: RefusalReason) -> str:
    """Why the server said no, in plain words."""
    return {
        RefusalReason.SESSION_ENDED: _tr("The server wants you to sign in again. Nothing was sold."),
        RefusalReason.NOT_ALLOWED: _tr("This account may not issue tokens of this kind. Ask the utility."),
        RefusalReason.QUOTA_USED_UP: _tr("The server is too busy for every shop right now. Try again in a minute."),
        RefusalReason.NO_SUCH_METER: _tr("The server does not know this meter. Compare the number with the meter."),
        RefusalReason.HANDLER_REFUSED: _tr("The server refused this. Its reason stands below."),
        RefusalReason.WRONG_ADDRESS: _tr("The address leads to no vending server. Check the server's address."),
    }[reason]


def not_sent(cause: NotSentCause) -> str:
    """Why nothing left this machine."""
    return {
        NotSentCause.UNREACHABLE: _tr("The server could not be reached. Check the network."),
        NotSentCause.TIMED_OUT: _tr("The server could not be reached in time. Check the network."),
        NotSentCause.TLS: _tr("The server's certificate is not trusted by this till."),
        NotSentCause.BUSY: _tr("This till has too many requests under way. Wait a moment."),
        NotSentCause.JOURNAL: _tr("The journal could not be written, so nothing was sent. Check the disk."),
        NotSentCause.BAD_ADDRESS: _tr("The server's address can't be used. Check it."),
        NotSentCause.INTERRUPTED: _tr("The program ended before anything was sent."),
    }[cause]


def doubt(cause: DoubtCause) -> str:
    """Why the result is unknown."""
    return {
        DoubtCause.NO_ANSWER: _tr("The connection closed without an answer."),
        DoubtCause.TIMED_OUT: _tr("No answer came in time."),
        DoubtCause.CUT_SHORT: _tr("The answer broke off in the middle."),
        DoubtCause.GATEWAY: _tr("A machine between here and the server answered in its place."),
        DoubtCause.NOT_JSON: _tr("The answer was not one of a vending server."),
        DoubtCause.TOO_LARGE: _tr("The answer was too large to be one."),
        DoubtCause.SERVER_FAULT: _tr("The server failed while it worked on the request."),
        DoubtCause.NO_TOKEN: _tr("The server said yes but its answer holds no usable token."),
        DoubtCause.INTERRUPTED: _tr("The program ended while the server was asked."),
    }[cause]


def verdict(ended: Verdict) -> str:
    """How a doubt ended, in a few words."""
    return {
        Verdict.RECOVERED: _tr("token recovered"),
        Verdict.NOT_ISSUED: _tr("no token was issued"),
        Verdict.LOST: _tr("issued but lost"),
    }[ended]


def proof(kind: Proof) -> str:
    """What proves that the server minted nothing, as one would say it."""
    return {
        Proof.SERVER_RECORDS: _tr("The server's records do not have this request"),
        Proof.ACCOUNT_LIST: _tr("The account's list of tokens has none for it"),
        Proof.WRITTEN_WORD: _tr("The utility wrote that none was issued"),
    }[kind]


def ending(settled: Settlement) -> list[tuple[str, str]]:
    """Who ended a doubt and on what ground, as captions and values; an empty value is nothing to show."""
    alone = _tr("%1 – the seller, alone").replace("%1", settled.supervisor)
    return [
        (_tr("Settled"), moment(settled.at)),
        (_tr("Settled by"), settled.by),
        (_tr("Supervisor"), alone if settled.single_owner else settled.supervisor),
        (_tr("Proof"), proof(settled.proof) if settled.proof is not None else ""),
        (_tr("Source"), settled.source),
        (_tr("Reference"), settled.reference),
    ]


def unit(amount: Amount) -> str:
    """The unit of an amount, spelled out."""
    text = _tr("%1 (energy, not money)") if isinstance(amount, Energy) else _tr("%1 (money)")
    return text.replace("%1", amount.unit)


def age(since: timedelta) -> str:
    """How long ago, for a table: ``4 min``, ``2 h 10``, ``3 days``."""
    minutes = max(0, int(since.total_seconds() // 60))
    hours, days = minutes // 60, minutes // 1440
    if minutes < 60:
        return _tr("%1 min").replace("%1", str(minutes))
    if hours < 24:
        return _tr("%1 h %2").replace("%1", str(hours)).replace("%2", f"{minutes % 60:02d}")
    return (_tr("%1 day") if days == 1 else _tr("%1 days")).replace("%1", str(days))


def warning(kind: TokenWarning) -> str:
    """What to look at before the token is handed over."""
    return {
        TokenWarning.WRONG_CLASS: _tr(
            "Please verify: this token is not of the kind that was asked for. What it does to the meter nobody here "
            "knows: it is not to be typed in before the utility has said so. Keep the money, and do not sell again."
        ),
        TokenWarning.OTHER_METER: _tr("Please verify: the server's answer names another meter."),
        TokenWarning.OTHER_VALUE: _tr("Please verify: the server's answer names another amount."),
        TokenWarning.UNREADABLE_VALUE: _tr("Please verify: the amount in the server's answer can't be read."),
        TokenWarning.SEVERAL: _tr("Several tokens: enter all of them, in this order."),
    }[kind]


def warning_of(sale: Sale, kind: TokenWarning) -> str:
    """What to look at before a sale's token is handed over; of another amount both numbers."""
    issued, amount = sale.issued, sale.order.amount
    if kind is not TokenWarning.OTHER_VALUE or issued is None or amount is None:
        return warning(kind)
    text = _tr("Please verify: %1 was asked for, the server's answer says %2. Ask the utility what the token holds.")
    return text.replace("%1", str(amount)).replace("%2", drawable(issued.value_text))


def kind_name(kind: ManagementKind) -> str:
    """A kind of management token as an engineer would say it, its subclass behind: lists are searched by name."""
    return _tr("%1 · %2").replace("%1", plain_kind(kind)).replace("%2", str(int(kind)))


def plain_kind(kind: ManagementKind) -> str:
    """The name alone."""
    return {
        ManagementKind.MAXIMUM_POWER_LIMIT: _tr("Maximum power limit"),
        ManagementKind.CLEAR_CREDIT: _tr("Clear credit"),
        ManagementKind.TARIFF_RATE: _tr("Tariff rate"),
        ManagementKind.KEY_SECTION_1: _tr("Key change, section 1 alone"),
        ManagementKind.KEY_SECTION_2: _tr("Key change, section 2 alone"),
        ManagementKind.CLEAR_TAMPER: _tr("Clear tamper condition"),
        ManagementKind.MAXIMUM_PHASE_UNBALANCE: _tr("Maximum phase power unbalance"),
        ManagementKind.WATER_METER_FACTOR: _tr("Water meter factor"),
        ManagementKind.KEY_SECTION_3: _tr("Key change, section 3 alone"),
        ManagementKind.KEY_SECTION_4: _tr("Key change, section 4 alone"),
        ManagementKind.EXTENDED_TOKEN_SET: _tr("Extended token set"),
        ManagementKind.PROPRIETARY: _tr("Proprietary use"),
    }[kind]


def ordered(order: Order) -> str:
    """What an order asks for: ``10.00 USD`` or ``Maximum power limit 5000 W``."""
    if order.amount is not None:
        return str(order.amount)
    if order.management is None:  # an order always has one of the two
        return ""
    value = _tr("value %1").replace("%1", str(order.management.value))
    if order.key_change is not None:
        name = _tr("Key change, section %1 of 4").replace("%1", str(order.key_change.part))
        return f"{name}, {value}"
    name = plain_kind(order.management.kind)
    if RULES[order.management.kind].key_change:
        return f"{name}, {value}"
    return f"{name} {order.management.parameter}".strip()


def in_short(order: Order) -> str:
    """What an order asks for, in a column: a section of a key change by its number, which must not be cut off."""
    if order.key_change is None:
        return ordered(order)
    return _tr("Key change %1/4").replace("%1", str(order.key_change.part))


def token_text(sale: Sale) -> str:
    """Every token of a sale, grouped by four, one a line."""
    return "\n".join(sts.group_token(token) for token in sale.tokens)


_NETWORK = (NotSentCause.UNREACHABLE, NotSentCause.TIMED_OUT, NotSentCause.BUSY)
_PROXY = "The proxy refused"
"""How a detail begins that tells of something between here and the server: whoever set it up can do something."""
_SILENCE = (DoubtCause.NO_ANSWER, DoubtCause.TIMED_OUT)
_REPEATED = ("the program ended while the server was asked", "the program ended before anything was sent")
"""What start-up recovery writes, in the journal's English: the cause alone says it already."""
_EXCEPTION = re.compile(r"[A-Z]\w*(Error|Exception)")
"""An exception by its name: what is left where the journal failed without a sentence of its own."""


def explanation(sale: Sale) -> tuple[str, str]:
    """Why a sale ended as it did: our sentence, and the server's own words (or a detail) beside it.

    What only a programmer could read, and what says the same again, stays in the journal and its export.
    """
    match sale.outcome:
        case Declined(reason, server_text):
            return refusal(reason), drawable(server_text)
        case NothingSent(cause, detail):
            plain = cause not in _NETWORK and detail not in _REPEATED and not _EXCEPTION.fullmatch(detail)
            return not_sent(cause), detail if plain or detail.startswith(_PROXY) else ""
        case Unclear(cause, detail):
            return doubt(cause), drawable(detail) if cause not in _SILENCE and detail not in _REPEATED else ""
        case _:
            return "", ""


def moment(at: datetime) -> str:
    """Date and time for a table, in the offset that the wall clock had."""
    return dates.moment(at)


def slip_made(slip: SlipMade) -> str:
    """A slip that was made, on one line: which, when, by whom, why."""
    which = _tr("Copy %1").replace("%1", str(slip.copy - 1)) if slip.copy > 1 else _tr("First slip")
    where = _tr("printed") if slip.medium == "print" else _tr("saved")
    said = f"{which}, {where} {moment(slip.at)}, {slip.operator}"
    return f"{said}: {drawable(copy_why(slip.why))}" if slip.why else said


def copy_why(why: str) -> str:
    """Why a copy was made, as one would say it; a person's own words stay as they are."""
    plain = {
        CopyWhy.LOST: _tr("the customer lost it"),
        CopyWhy.NOT_PRINTED: _tr("it did not print"),
        CopyWhy.SHOP: _tr("for the shop"),
        CopyWhy.ARCHIVE: _tr("for the archive"),
        CopyWhy.COMMAND_LINE: _tr("by the command line"),
    }
    return next((text for reason, text in plain.items() if reason == why), why)


def exact_moment(at: datetime) -> str:
    """Date and time to the second with the offset, as one asks a utility by it: ``2026-07-30 16:26:09 +02:00``."""
    text = at.strftime("%Y-%m-%d %H:%M:%S %z")
    return f"{text[:-2]}:{text[-2:]}"


def grouped_flow(flow: str) -> str:
    """A flow number in groups of six, as slips have it: so many digits in a row could pass for a token."""
    return " ".join(flow[at : at + 6] for at in range(0, len(flow), 6))


def said(sentence: str) -> str:
    """A sentence that the counter made, in the language of the screen."""
    return QCoreApplication.translate("faults", sentence)


def fault_text(error: VendingDeskError) -> str:
    """An error's sentence, with the server's own words behind it where it has some."""
    text = said(str(error))
    if isinstance(error, Refused) and error.server_text and error.server_text not in text:
        theirs = drawable(error.server_text)
        return f"{text} ({theirs})" if theirs else text
    return drawable(text)
