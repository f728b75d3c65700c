"""What a shop decides once: till, currency, what ``money`` means, and the words on its slips."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from vendingdesk.counter.denominations import denominations
from vendingdesk.counter.money_means import MoneyMeans
from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.counter.print_setup import PrintSetup
from vendingdesk.counter.screen import Kiosk, Screen
from vendingdesk.counter.shop import Shop
from vendingdesk.counter.till_name import check_till_name
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import AmountRefused, EnvironmentFault
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import Amount

__all__ = ["DeskSetup", "MoneyMeans"]


@dataclass(frozen=True, slots=True)
class DeskSetup:
    """The shop's settings. ``largest_amount`` is in whole units of what is sold; ``money`` is how it is paid.

    From ``soft_limit`` on the counter is free for the next customer while a vend is listened for; at ``hard_limit``
    its socket closes. “Not issued” may be settled ``not_issued_wait`` after a doubt began; with ``single_owner`` the
    seller may settle alone, and every report says so. ``backup_folder`` is where backups go, empty for nowhere yet;
    ``backup_reminder`` asks for one at the end of a day with sales. ``denominations`` are the notes and coins that a
    drawer is counted by, as typed; none: those of the currency. Where people are switched on, a till that nobody
    touches locks ``lock_after``; nothing for never. ``locked`` are the settings, by their paths, that the owner of
    many tills decided for all of them; ``notices`` are sentences about settings that could not be used as stored.

    Raises ``EnvironmentFault`` for a till name that could not stand in a receipt number, and for sums that
    nobody could sell.
    """

    till: str = "K01"
    shop: Shop = field(default_factory=Shop)
    printing: PrintSetup = field(default_factory=PrintSetup)
    currency: Currency = field(default_factory=lambda: Currency("USD"))
    money_means: MoneyMeans = MoneyMeans.CURRENCY
    money: MoneySetup = field(default_factory=MoneySetup)
    presets: tuple[int, ...] = (5, 10, 20, 50, 100)
    largest_amount: int = 100_000
    repeat_within: timedelta = timedelta(minutes=10)
    soft_limit: timedelta = timedelta(seconds=20)
    hard_limit: timedelta = timedelta(seconds=180)
    vends_at_once: int = 3
    not_issued_wait: timedelta = timedelta(minutes=30)
    single_owner: bool = False
    backup_folder: str = ""
    backup_reminder: bool = True
    denominations: tuple[str, ...] = ()
    lock_after: timedelta = timedelta(minutes=5)
    screen: Screen = field(default_factory=Screen)
    kiosk: Kiosk = field(default_factory=Kiosk)
    locked: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()
    demo: bool = False

    def __post_init__(self) -> None:
        """Hold the till's name to what a Code 128 barcode and a file name can carry."""
        check_till_name(self.till)
        if any(number < 1 for number in (self.largest_amount, *self.presets)):
            raise EnvironmentFault("The presets and the largest amount are whole numbers above zero.")
        if self.money.kwh_price is not None and self.money_means is not MoneyMeans.KWH:
            raise EnvironmentFault(
                '“kwh_price” is for an account that sells kWh (money_means = "kwh"): here the server works out the '
                "kWh. Remove that line, or set “money_means” right."
            )
        if not timedelta() < self.soft_limit <= self.hard_limit <= timedelta(minutes=10):
            raise EnvironmentFault(
                "The soft limit is above zero, the hard limit no shorter than that and at most ten minutes."
            )
        if not 1 <= self.vends_at_once <= 8:
            raise EnvironmentFault("A till may have 1 to 8 vends at once.")
        if self.not_issued_wait < timedelta(minutes=5):
            raise EnvironmentFault("The wait before “not issued” is at least five minutes.")
        denominations(self.currency, self.denominations)
        if not timedelta() <= self.lock_after <= timedelta(hours=12):
            raise EnvironmentFault("The till locks after 1 to 720 minutes, or never with 0.")

    @property
    def unit(self) -> str:
        """The unit that stands beside every amount: the currency's code, or kWh."""
        return self.currency.code if self.money_means is MoneyMeans.CURRENCY else "kWh"

    def amount(self, text: str) -> Amount:
        """Read a typed amount in the account's unit; raises ``AmountRefused`` with what to type instead."""
        amount: Amount
        amount = Money.parse(text, self.currency) if self.money_means is MoneyMeans.CURRENCY else Energy.parse(text)
        if amount.number > self.largest_amount:
            raise AmountRefused(
                f"{amount.text} {self.unit} is more than this till sells at once ({self.largest_amount} {self.unit})."
            )
        return amount
