"""The answers of a first start: each is checked as it comes, and all are kept once, at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlsplit

from vendingdesk.counter.begun_till import BegunTill
from vendingdesk.counter.first_questions import PATHS, TRUST, Decided, Questions, Step
from vendingdesk.counter.pins import check_pin
from vendingdesk.counter.ports import LookAtServer
from vendingdesk.counter.printer_check import CheckPrinter
from vendingdesk.counter.screen import LANGUAGES
from vendingdesk.counter.settings_draft import read_draft
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.counter.staff import check_name
from vendingdesk.domain.errors import EnvironmentFault, Refused, SettlementRefused
from vendingdesk.domain.minor_units import minor_unit
from vendingdesk.domain.money import Currency
from vendingdesk.domain.print_setup import PrintSetup
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.trust import Connection, ServerLook, Trust


class NoVendingServer(Refused):
    """What answers at the address is something else: the address is wrong, whatever its certificate."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The first supervisor, with the PIN as it was typed; it is in memory until it was named, and nowhere else."""

    name: str
    pin: str = field(repr=False)


class KeepAnswers(Protocol):
    """Keeps the answers."""

    async def __call__(self, values: Mapping[str, Any], trust: Trust | None) -> None:
        """Write settings by their paths, whole or not at all, and ``trust`` in place of what was trusted.

        Without one that stays. Raises ``EnvironmentFault`` when they can't be kept.
        """


class NameOwner(Protocol):
    """Names the first supervisor in the till's books."""

    async def __call__(self, till: str, owner: Owner) -> None:
        """Name that one, unless there is a supervisor already. Raises ``Refused`` or ``EnvironmentFault``."""


class FirstStart:
    """Takes the answers one by one; nothing is kept before ``finish``.

    ``connect`` gives the connection to an address with the trust and proxy that are decided for it. ``begun`` are the
    till's books where they have begun; then ``keep`` writes down there what is kept.
    """

    def __init__(
        self,
        decided: Decided,
        *,
        look: LookAtServer,
        connect: Callable[[str], Connection],
        check_printer: CheckPrinter,
        keep: KeepAnswers,
        name_owner: NameOwner,
        begun: BegunTill | None = None,
    ) -> None:
        self.decided = decided
        self._look = look
        self._connect = connect
        self._check_printer = check_printer
        self._keep = keep
        self._name_owner = name_owner
        self.begun = begun
        self._answers: dict[str, Any] = {}
        self._connection = Connection()
        self.found: ServerLook | None = None
        """What the last look at the server found; None before one, and for a server that was not reached."""
        self._trust: Trust | None = None
        self.owner: Owner | None = None

    @property
    def questions(self) -> Questions:
        """What is asked, as things stand."""
        return Questions(self.decided, doubted=self.found is not None and self.found.problem is not None)

    def value(self, path: str, default: Any = None) -> Any:
        """What a setting is by now: as answered, else as decided before, else ``default``."""
        return self._answers.get(path, self.decided.values.get(path, default))

    # The answers.

    def language(self, code: str) -> None:
        """The language of the screen."""
        if code not in LANGUAGES:
            raise Refused("Choose one of the languages.")
        self._answers["screen.language"] = code

    async def server(self, typed: str, proxy: str = "") -> None:
        """Look at a server; it is taken when it sells tokens, or when whether to trust it is the next question.

        What was decided for this very address a moment ago still counts. Raises ``Refused`` for an address that is
        none and for something that is no vending server, ``NotSent`` when nothing could be reached; then
        ``unchecked`` takes it all the same.
        """
        address, decided = self._connection.address, self._trust
        self.unchecked(typed, proxy)
        if decided is not None and address == self._connection.address:
            look = await self._look(replace(self._connection, trust=decided))
            if look.problem is None:
                self.found = self._held(look)
                self._trust = decided
                return
        self.found = self._held(await self._look(self._connection))

    def unchecked(self, typed: str, proxy: str = "") -> None:
        """Take an address that was not reached: the line may be down on the day that a till is set up.

        Raises ``Refused`` for an address that is none.
        """
        self.found = self._trust = None
        self._connection = replace(self._connect(typed), proxy=proxy)
        self._answers["server.address"] = self._connection.address
        self._answers["server.proxy"] = proxy or None

    async def trust(self, trust: Trust) -> None:
        """Look again with what a person decided; raises like ``server``, and ``Refused`` when it is not believed."""
        look = await self._look(replace(self._connection, trust=trust))
        if look.problem is not None:
            self.found = look
            raise Refused("With that the server is still not believed. What it shows now stands here.")
        self._held(look)
        self._trust = trust

    def _held(self, look: ServerLook) -> ServerLook:
        """The look, if there is a way on from it; else raises ``Refused``."""
        if look.problem is None and not look.vending:
            if look.vending is None:
                raise Refused(look.said or "What answers there is no vending server. Check the address.")
            path = urlsplit(look.address).path
            if path:
                raise NoVendingServer(
                    f"What answers there is no vending server: is {path} right? Often an address has nothing behind "
                    "its port."
                )
            raise NoVendingServer(look.said or "What answers there is no vending server. Check the address.")
        if look.problem is not None and not all(map(self.decided.free, TRUST)):
            raise Refused("That is not the server that is trusted for all tills. Ask whoever looks after this till.")
        return look

    @property
    def trusted(self) -> Trust | None:
        """The trust to be kept with the server's address; None where what is kept stays."""
        if self._trust is not None or not all(map(self.decided.free, TRUST)):
            return self._trust
        same = self._connection.address == self.decided.values.get("server.address")
        unusable = any(path in self.decided.asked for path in TRUST)
        return None if same and not unusable else self._connection.trust

    def money(self, means: MoneyMeans | None) -> None:
        """What the account's ``money`` is; nobody guesses."""
        if means is None:
            raise Refused("Choose one of the two. If you are not sure, ask the utility first: never guess.")
        self._answers["money_means"] = means.value

    def currency(self, code: str, digits: int | None = None) -> Currency:
        """The currency; without ``digits`` as many behind the point as it commonly has."""
        plain = code.strip().upper()
        try:
            currency = Currency(plain, minor_unit(plain) if digits is None else digits)
        except ValueError:
            raise Refused("A currency is three letters, such as USD, NGN or XOF.") from None
        self._answers |= {"currency": currency.code, "currency_digits": currency.exponent}
        return currency

    def till(self, name: str) -> None:
        """The till's name."""
        plain = name.strip().upper()
        try:
            DeskSetup(till=plain)
        except EnvironmentFault:
            raise Refused("A till’s name is 1 to 8 letters or digits, such as K01.") from None
        if self.begun is not None and plain != self.begun.till:
            raise Refused(f"These are the books of till {self.begun.till}: its name stands in their receipts.")
        self._answers["till"] = plain

    def name_owner(self, name: str, pin: str, again: str) -> None:
        """Who owns this till; raises ``SettlementRefused`` pointing at ``owner``, ``pin`` or ``again``."""
        try:
            wanted = check_name(name)
        except Refused as refused:
            raise SettlementRefused("owner", str(refused)) from None
        try:
            check_pin(pin)
        except Refused as refused:
            raise SettlementRefused("pin", str(refused)) from None
        if pin != again:
            raise SettlementRefused("again", "The two PINs are not the same. Type the second one again.")
        self.owner = Owner(wanted, pin)

    def owner_later(self) -> None:
        """Nobody is named now: the first one is when a supervisor is needed."""
        self.owner = None

    def paper(self, paper: PaperName) -> None:
        """The paper of slips."""
        self._answers["printing.paper"] = paper.value

    @property
    def printing(self) -> PrintSetup:
        """Paper and printer as they stand, by default as PDF files."""
        typed = {path: self.value(path) for path in (*PATHS[Step.PAPER], *PATHS[Step.PRINTER])}
        said = {path: str(value) for path, value in typed.items() if value is not None}
        return read_draft(said, (), b"", DeskSetup()).printing

    def typed_printer(self, typed: Mapping[str, str]) -> PrintSetup:
        """A printer as it was typed, for the paper that was chosen; raises ``SettlementRefused`` at what to mend."""
        said = {"printing.paper": self.printing.paper.value, **typed}
        draft = read_draft(said, (), b"", DeskSetup())
        for path, text in draft.faults.items():
            raise SettlementRefused(path.removeprefix("printing."), text)
        return draft.printing

    async def printer(self, typed: Mapping[str, str]) -> None:
        """The printer; a queue of the system that can't do the paper is refused here, not found out by a customer."""
        printing = self.typed_printer(typed)
        look = await self._check_printer.before_keeping(printing, DeskSetup().printing)
        if look.refused:
            raise SettlementRefused("printer", look.refused)
        answers: dict[str, Any] = dict.fromkeys(PATHS[Step.PRINTER])
        answers["printing.way"] = printing.way.value
        for name in ("printer", "host", "device"):
            answers[f"printing.{name}"] = getattr(printing, name) or None
        answers["printing.port"] = printing.port if printing.host else None
        self._answers |= answers

    # The end.

    async def finish(self) -> None:
        """Keep everything, then name the owner. Raises ``EnvironmentFault`` or ``Refused``; may be tried again."""
        steps = self.questions.steps
        asked = {path for step in steps for path in PATHS.get(step, ())}
        values = {path: value for path, value in self._answers.items() if path in asked and self.decided.free(path)}
        await self._keep(values, self.trusted if Step.SERVER in steps else None)
        if self.owner is not None and Step.OWNER in steps:
            await self._name_owner(str(self.value("till", DeskSetup().till)), self.owner)
