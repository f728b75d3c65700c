"""The first start's questions and answers, without a window."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from vendingdesk.counter.first_questions import Decided, Questions, Step
from vendingdesk.counter.first_start import FirstStart, NoVendingServer, Owner
from vendingdesk.counter.printer_check import CheckPrinter
from vendingdesk.counter.setup import MoneyMeans
from vendingdesk.domain.errors import NotSent, Refused, SettlementRefused
from vendingdesk.domain.minor_units import minor_unit
from vendingdesk.domain.paper import PrinterFinding
from vendingdesk.domain.print_setup import PrintSetup, WayKind
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.trust import Certificate, Connection, ServerLook, Trust, TrustProblem

ADDRESS, OTHER = "https://192.0.2.1:4680", "https://192.0.2.2:4680"
PIN = "ab" * 32
NOW = datetime.now(UTC)
SHOWN = Certificate(PIN, "v", "v", (), NOW - timedelta(days=1), NOW + timedelta(days=1), self_signed=True)
SELLS = ServerLook(ADDRESS, SHOWN, vending=True)
DOUBTED = ServerLook(ADDRESS, SHOWN, TrustProblem.UNKNOWN_ISSUER)
EVERYTHING = [Step.LANGUAGE, Step.SERVER, Step.MONEY, Step.CURRENCY, Step.TILL, Step.OWNER, Step.PAPER, Step.PRINTER]


class World:
    """A server that is believed with its pin alone, a printer queue that takes rolls, and what was kept."""

    def __init__(self, *, pinned: bool = False) -> None:
        self.pinned = pinned
        self.answer: ServerLook | Exception | None = None
        self.asked: list[Connection] = []
        self.kept: list[tuple[dict[str, Any], Trust | None]] = []
        self.named: list[tuple[str, Owner]] = []

    async def look(self, connection: Connection) -> ServerLook:
        self.asked.append(connection)
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is not None:
            return self.answer
        believed = not self.pinned or connection.trust.fingerprint == PIN
        return replace(SELLS if believed else DOUBTED, address=connection.address)

    async def keep(self, values: Mapping[str, Any], trust: Trust | None) -> None:
        self.kept.append((dict(values), trust))

    async def name(self, till: str, owner: Owner) -> None:
        self.named.append((till, owner))

    def way(self, setup: PrintSetup) -> "World":
        return self

    def printers(self) -> tuple[str, ...]:
        return ("Front",)

    def check(self, paper: PaperName) -> tuple[PrinterFinding, ...]:
        return (PrinterFinding("It takes no such paper.", "Choose another.", refuses=not paper.is_roll),)


def connect(typed: str) -> Connection:
    if " " in typed:
        raise Refused("There is a space inside.")
    return Connection(typed)


def begun(world: World, decided: Decided | None = None, at: Callable[[str], Connection] = connect) -> FirstStart:
    return FirstStart(
        decided or Decided(),
        look=world.look,
        connect=at,
        check_printer=CheckPrinter(world),  # type: ignore[arg-type]
        keep=world.keep,
        name_owner=world.name,
    )


# Which questions


def test_a_new_till_is_asked_everything_but_what_is_locked() -> None:
    assert list(Questions(Decided()).steps) == [*EVERYTHING, Step.END]
    locked = Decided(locked=frozenset({"server.address", "screen.language"}))
    assert list(Questions(locked).steps) == [*EVERYTHING[2:], Step.END]


def test_another_till_is_asked_only_for_what_it_lacks_with_the_reason() -> None:
    decided = Decided(asked={"money_means": "Why?", "server.fingerprint": "It is none."}, new=False)
    questions = Questions(decided)
    assert questions.steps == (Step.SERVER, Step.MONEY, Step.END)
    assert questions.why(Step.MONEY) == "Why?"
    assert questions.why(Step.SERVER) == "It is none."
    assert questions.why(Step.END) == ""


def test_a_question_has_neighbours_and_a_place() -> None:
    questions = Questions(Decided(), doubted=True)
    assert questions.beside(Step.SERVER, 1) is Step.TRUST
    assert questions.beside(Step.LANGUAGE, -1) is None
    assert questions.beside(Step.END, 1) is None
    assert questions.place(Step.SERVER) == questions.place(Step.TRUST) == (2, 8)
    assert questions.place(Step.MONEY) == (3, 8)
    assert questions.place(Step.END) == (8, 8)


# The server


async def test_a_server_that_is_believed_needs_no_more() -> None:
    start = begun(World())
    await start.server(ADDRESS)
    assert Step.TRUST not in start.questions.steps
    assert start.value("server.address") == ADDRESS
    assert start.trusted == Trust()


@pytest.mark.parametrize("vending", [False, None])
async def test_what_is_no_vending_server_is_not_taken(vending: bool | None) -> None:
    world = World()
    world.answer = ServerLook(ADDRESS, vending=vending, said="A web page is there.")
    with pytest.raises(Refused, match="A web page is there"):
        await begun(world).server(ADDRESS)
    world.answer = ServerLook(ADDRESS, vending=vending)
    with pytest.raises(Refused, match="no vending server"):
        await begun(world).server(ADDRESS)


async def test_a_path_behind_the_port_is_named_where_something_else_answers() -> None:
    world = World()
    world.answer = ServerLook(f"{ADDRESS}/foo", vending=False, said="A web page is there.")
    with pytest.raises(NoVendingServer, match="is /foo right"):
        await begun(world).server(f"{ADDRESS}/foo")


async def test_an_address_that_is_none_reaches_nobody() -> None:
    world = World()
    with pytest.raises(Refused, match="a space inside"):
        await begun(world).server("https://a b")
    assert world.asked == []


async def test_a_server_that_was_not_reached_may_be_taken_unchecked() -> None:
    world = World()
    world.answer = NotSent("The server can't be reached.")
    start = begun(world)
    with pytest.raises(NotSent):
        await start.server(ADDRESS)
    start.unchecked(ADDRESS, "http://10.0.0.1:3128")
    assert start.found is None
    await start.finish()
    ((values, trust),) = world.kept
    assert values == {"server.address": ADDRESS, "server.proxy": "http://10.0.0.1:3128"}
    assert trust == Trust()  # what was trusted of another server goes


async def test_trust_is_asked_for_and_held_to() -> None:
    world = World(pinned=True)
    start = begun(world)
    await start.server(ADDRESS)
    assert Step.TRUST in start.questions.steps
    with pytest.raises(Refused, match="still not believed"):
        await start.trust(Trust(ca_file=Path("other.pem")))
    assert start.trusted == Trust()
    await start.trust(Trust(fingerprint=PIN))
    assert start.trusted == Trust(fingerprint=PIN)
    await start.server(ADDRESS)  # gone back and on again: it need not be compared twice
    assert Step.TRUST not in start.questions.steps
    assert start.trusted == Trust(fingerprint=PIN)
    await start.server(OTHER)  # it was for that server alone
    assert Step.TRUST in start.questions.steps
    assert start.trusted == Trust()


async def test_what_was_decided_counts_no_more_when_the_server_changes_meanwhile() -> None:
    world = World(pinned=True)
    start = begun(world)
    await start.server(ADDRESS)
    await start.trust(Trust(fingerprint=PIN))
    world.answer = DOUBTED
    await start.server(ADDRESS)
    assert Step.TRUST in start.questions.steps
    assert start.trusted == Trust()


async def test_a_trusted_server_that_sells_nothing_is_not_taken() -> None:
    world = World(pinned=True)
    start = begun(world)
    await start.server(ADDRESS)
    world.answer = ServerLook(ADDRESS, SHOWN, vending=False, said="A web page is there.")
    with pytest.raises(Refused, match="A web page"):
        await start.trust(Trust(fingerprint=PIN))
    assert Step.TRUST in start.questions.steps


async def test_where_trust_is_decided_for_all_tills_nobody_decides_here() -> None:
    world = World(pinned=True)
    start = begun(world, Decided(locked=frozenset({"server.fingerprint"})))
    with pytest.raises(Refused, match="trusted for all tills"):
        await start.server(ADDRESS)
    start.unchecked(ADDRESS)
    assert start.trusted is None


async def test_trust_that_is_kept_stays_unless_it_can_not_be_used() -> None:
    world = World()
    kept = {"server.address": ADDRESS, "server.fingerprint": PIN}
    start = begun(world, Decided(kept, asked={"server.proxy": "It is none."}, new=False))
    await start.server(ADDRESS, "http://10.0.0.1:3128")
    assert start.trusted is None
    assert world.asked[0].proxy == "http://10.0.0.1:3128"
    broken = begun(world, Decided(kept, asked={"server.fingerprint": "It is none."}, new=False))
    await broken.server(ADDRESS)
    assert broken.trusted == Trust()
    moved = begun(world, Decided(kept, asked={"server.proxy": "It is none."}, new=False))
    await moved.server(OTHER)
    assert moved.trusted == Trust()


# The till


def test_language_money_and_currency() -> None:
    start = begun(World())
    start.language("fr")
    with pytest.raises(Refused):
        start.language("xx")
    with pytest.raises(Refused, match="never guess"):
        start.money(None)
    start.money(MoneyMeans.KWH)
    assert start.currency(" xof ").exponent == 0
    assert start.currency("usd", 3).exponent == 3
    with pytest.raises(Refused, match="three letters"):
        start.currency("dollars")
    start.currency("NGN")
    said = [start.value(path) for path in ("screen.language", "money_means", "currency", "currency_digits")]
    assert said == ["fr", "kwh", "NGN", 2]


@pytest.mark.parametrize(("code", "digits"), [("XAF", 0), ("KWD", 3), ("CLF", 4), ("EUR", 2), ("???", 2)])
def test_digits_of_currencies(code: str, digits: int) -> None:
    assert minor_unit(code) == digits


def test_a_tills_name_is_in_capitals() -> None:
    start = begun(World())
    start.till(" k07 ")
    assert start.value("till") == "K07"
    with pytest.raises(Refused, match="1 to 8"):
        start.till("front desk")


@pytest.mark.parametrize(
    ("name", "pin", "again", "field"),
    [
        (" ", "7294", "7294", "owner"),
        ("Grace", "72", "72", "pin"),
        ("Grace", "7294", "7295", "again"),
    ],
)
def test_an_owner_who_can_not_be_named(name: str, pin: str, again: str, field: str) -> None:
    with pytest.raises(SettlementRefused) as refused:
        begun(World()).name_owner(name, pin, again)
    assert refused.value.field == field


async def test_the_owner_is_named_at_the_end_or_later() -> None:
    world = World()
    start = begun(world)
    start.till("K07")
    start.name_owner(" Grace  H ", "7294", "7294")
    assert "7294" not in repr(start.owner)
    await start.finish()
    ((till, owner),) = world.named
    assert (till, owner.name, owner.pin) == ("K07", "Grace H", "7294")
    start.owner_later()
    await start.finish()
    assert len(world.named) == 1


# Paper


async def test_paper_and_printer() -> None:
    world = World()
    start = begun(world)
    assert start.printing == PrintSetup()
    start.paper(PaperName.ROLL_58)
    await start.printer({"printing.way": "network", "printing.host": "192.168.1.50", "printing.port": "9101"})
    assert start.printing == PrintSetup(PaperName.ROLL_58, WayKind.NETWORK, host="192.168.1.50", port=9101)
    await start.printer({"printing.way": "system", "printing.printer": "Front"})
    await start.finish()
    values = world.kept[0][0]
    assert {path: value for path, value in values.items() if value is not None} == {
        "printing.paper": "58mm",
        "printing.way": "system",
        "printing.printer": "Front",
    }


async def test_a_printer_that_can_not_do_it_is_refused_at_its_field() -> None:
    start = begun(World())
    with pytest.raises(SettlementRefused) as unnamed:
        await start.printer({"printing.way": "network", "printing.host": ""})
    assert unnamed.value.field == "host"
    start.paper(PaperName.A4)
    with pytest.raises(SettlementRefused, match="no such paper") as refused:
        await start.printer({"printing.way": "system", "printing.printer": "Front"})
    assert refused.value.field == "printer"
    assert start.printing.way is WayKind.PDF


# What is kept


async def test_what_is_locked_is_not_kept_even_where_its_question_is_asked() -> None:
    world = World()
    start = begun(world, Decided({"currency_digits": 2}, frozenset({"currency_digits"})))
    start.currency("USD")
    await start.finish()
    assert world.kept == [({"currency": "USD"}, Trust())]


async def test_only_what_was_asked_and_is_free_is_kept() -> None:
    world = World()
    decided = Decided({"server.address": ADDRESS}, frozenset({"currency"}), {"money_means": "Why?"}, new=False)
    start = begun(world, decided)
    start.money(MoneyMeans.CURRENCY)
    start.currency("USD")
    start.till("K09")
    start.name_owner("Grace", "7294", "7294")
    await start.finish()
    assert world.kept == [({"money_means": "currency"}, None)]
    assert world.named == []
