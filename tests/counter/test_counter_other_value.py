"""The answer's value against what was asked, on both kinds of account, with the server answering for real."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from counter.counter_parts import MAGIC, METER, SETUP, Counter, running

from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.counter.slip import slip_for
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.outcome import Issued, TokenWarning
from vendingdesk.domain.receipt import Note
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.simulator.vending import AccountKind

KWH = replace(SETUP, money_means=MoneyMeans.KWH)
Serve = Callable[..., SimulatorServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    running: list[SimulatorServer] = []

    def start(kind: AccountKind, **more: bool) -> SimulatorServer:
        running.append(SimulatorServer(account_kind=kind, slow_factor=0.0, **more).__enter__())
        return running[-1]

    yield start
    for server in running:
        server.__exit__(None, None, None)


async def sold(server: SimulatorServer, folder: Path, setup: DeskSetup, meter: str, amount: str) -> Sale:
    async with running(Counter(server, folder, setup)) as counter:
        counter.begin()
        sale = (await counter.sell(meter, amount)).sale
        kept = await counter.journal.sale(sale.receipt_no)
        assert kept is not None
        assert kept.outcome == sale.outcome
        return kept


def said(sale: Sale) -> tuple[str, Energy | None, tuple[TokenWarning, ...]]:
    assert isinstance(sale.outcome, Issued)
    return sale.outcome.value_text, sale.outcome.energy, sale.outcome.warnings


@pytest.mark.parametrize("amount", ["10", "12.35"])
async def test_money_is_compared_with_money(serve: Serve, tmp_path: Path, amount: str) -> None:
    sale = await sold(serve("currency"), tmp_path, SETUP, METER, amount)
    assert said(sale) == (f"{Decimal(amount):.2f}", None, ())


async def test_energy_is_compared_with_energy(serve: Serve, tmp_path: Path) -> None:
    sale = await sold(serve("kwh"), tmp_path, KWH, METER, "25.5")
    assert said(sale) == ("25.50", Energy(25_500_000), ())


async def test_what_a_token_can_not_hold_exactly_is_no_other_amount(serve: Serve, tmp_path: Path) -> None:
    sale = await sold(serve("kwh"), tmp_path, KWH, METER, "1700.1")
    assert said(sale) == ("1700.40", Energy(1_700_400_000), ())


@pytest.mark.parametrize(
    ("kind", "setup", "asked", "named"),
    [("currency", SETUP, "10.00 USD", "11.00"), ("kwh", KWH, "10.0 kWh", "11.00")],
)
async def test_another_amount_is_kept_and_printed_with_both_numbers(
    serve: Serve, tmp_path: Path, kind: AccountKind, setup: DeskSetup, asked: str, named: str
) -> None:
    sale = await sold(serve(kind), tmp_path, setup, MAGIC["other-value"], "10")
    assert sale.state is VendState.ISSUED
    assert said(sale)[0] == named
    assert said(sale)[2] == (TokenWarning.OTHER_VALUE,)
    slip = slip_for(sale, setup, copy=1, printed_at=sale.prepared_at, printed_by="amina")
    assert Note(f"Please verify: {asked} was asked for, the server named {named}.", strong=True) in slip.blocks


async def test_a_server_that_names_the_kwh_of_a_sale_of_money_is_flagged_once_it_writes_no_unit(
    serve: Serve, tmp_path: Path
) -> None:
    """9.3 Kwh can't be compared with 10 USD and is no other amount; a bare 65.00 could be either."""
    server = serve("currency", value_in_kwh=True)
    sale = await sold(server, tmp_path / "bare", SETUP, METER, "10")
    assert said(sale)[2] == (TokenWarning.OTHER_VALUE,)
    sale = await sold(server, tmp_path / "named", SETUP, MAGIC["value-kwh"], "10")
    assert said(sale) == ("9.3 Kwh", Energy(9_300_000), ())


async def test_a_named_kwh_is_compared_where_kwh_was_asked_for(serve: Serve, tmp_path: Path) -> None:
    sale = await sold(serve("kwh"), tmp_path, KWH, MAGIC["value-kwh"], "10")
    assert said(sale) == ("9.3 Kwh", Energy(9_300_000), (TokenWarning.OTHER_VALUE,))
