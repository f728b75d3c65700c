"""Writing the setup file: only what changed, into what stands there now, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendingdesk.counter.declared import BY_KEY, TABLE, TABLES, Part, declared
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.setup_disk import logo_file, write_files
from vendingdesk.wiring.setup_file import parsed, text_of
from vendingdesk.wiring.setup_shapes import gathered, stored_charge, stored_charges, stored_money, stored_value
from vendingdesk.wiring.setup_upgrades import VERSION, upgraded
from vendingdesk.wiring.setup_vital import misplaced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta
    from pathlib import Path

    from vendingdesk.counter.money_setup import MoneySetup
    from vendingdesk.counter.print_setup import PrintSetup
    from vendingdesk.counter.setup import DeskSetup
    from vendingdesk.counter.shop import Shop
    from vendingdesk.domain.charges import Charge
    from vendingdesk.wiring.setup_layers import Layers
    from vendingdesk.wiring.setup_policy import Layer


class SettingsFile:
    """Keeps settings in ``desk.toml``; implements ``counter.settings.SettingsStore``.

    The file is read again before each writing and only lines that differ from what this program knew are changed:
    what a person or another program wrote meanwhile stays, and so do comments. ``above`` are the settings that this
    machine's policy and ``--config`` bring: they count here and are never written down.
    """

    def __init__(self, file: Path, known: DeskSetup, above: tuple[Layer, ...] = ()) -> None:
        self._file = file
        self._above = above
        self._shop = known.shop
        self._printing = known.printing
        self._money = known.money
        self._currency = known.currency

    def keep(self, *, shop: Shop, printing: PrintSetup, money: MoneySetup | None = None) -> None:
        """Write what changed; no ``money`` leaves it as it is.

        Raises ``EnvironmentFault`` saying what to do; then the file is as it was.
        """
        text, document = self._read()
        for each in declared(Part.SHOP):
            if each.name not in {"charges", "logo"}:
                _put(document, each.key, getattr(self._shop, each.name), getattr(shop, each.name))
        money = money or self._money
        self._put_money(document, money)
        if shop.charges != self._shop.charges:
            self._put_charges(document, gathered(self._layers(text).values), shop.charges)
        logo: Path | None = None
        if shop.logo != self._shop.logo and shop.logo:
            logo = logo_file(self._file.parent, shop.logo)
            _put(document, "logo", None, logo.name)
        elif shop.logo != self._shop.logo:
            document.pop("logo", None)
        if printing != self._printing:
            self._put_printing(document, printing)
        self._finish(text, document, [(logo, shop.logo)] if logo else [])
        self._shop, self._printing, self._money = shop, printing, money

    def keep_backup_folder(self, folder: str) -> None:
        """Write where backups go. Raises ``EnvironmentFault`` like ``keep``."""
        text, document = self._read()
        _put(document, "backup_folder", None, folder)
        self._finish(text, document)

    def keep_values(self, values: Mapping[str, Any]) -> None:
        """Write settings by their declared paths; None takes one away. Raises ``EnvironmentFault`` like ``keep``.

        Lines that can't be used stand in nobody's way here: those that are written are mended by it.
        """
        text, document = self._with(values)
        self._finish(text, document)

    def faults(self, values: Mapping[str, Any]) -> dict[str, str]:
        """What would be wrong with the settings if these were written, by path."""
        import tomlkit

        try:
            text, document = self._with(values)
            return self._new_faults(text, tomlkit.dumps(document))
        except EnvironmentFault:
            return {}  # ``keep_values`` says it

    def forget_left_out(self) -> None:
        """Tell no more of what could not be used. Raises ``EnvironmentFault``."""
        from vendingdesk.wiring.setup_mending import forget_left_out

        forget_left_out(self._file)

    def _with(self, values: Mapping[str, Any]) -> tuple[str, Any]:
        """The file's text, and the document with these values."""
        import tomlkit

        text, document = self._read(strict=False)
        if not text.strip():
            document["version"] = VERSION
        known = {part.value for part in TABLES}
        for path, (first, *inner) in list(misplaced(document)):
            if path in values:  # what was meant by a line in the wrong place is decided now
                if inner and first in known:
                    document[first].pop(inner[0])
                else:  # with all of a table that is none
                    document.pop(first, None)
        for path, value in values.items():
            each = BY_KEY[path]
            table = document
            if each.part in TABLES and (value is not None or each.part.value in document):
                table = document.setdefault(each.part.value, tomlkit.table())
            if value is None:
                table.pop(each.key, None)
            else:
                table[each.key] = stored_value(value)
        return text, document

    def _read(self, *, strict: bool = True) -> tuple[str, Any]:
        """What stands in the file now: its text, and the document to change."""
        import tomlkit
        from tomlkit.exceptions import TOMLKitError

        text = text_of(self._file)
        if strict:
            parsed(text, self._file)  # what a person broke meanwhile is named, not written over
        try:
            document = tomlkit.parse(text)
            upgraded(document, self._file)
            return text, document
        except (TOMLKitError, RecursionError) as error:
            raise EnvironmentFault(f"The setup file {self._file} can't be read: {error}") from error

    def _layers(self, text: str) -> Layers:
        """What counts with this text in the file."""
        from vendingdesk.wiring.setup_layers import Layers
        from vendingdesk.wiring.setup_own import own_settings

        return Layers(own_settings(text, self._file), self._above)

    def _finish(self, text: str, document: Any, pictures: Sequence[tuple[Path, bytes]] = ()) -> None:
        """Write the document if it is another than ``text``, and pictures before it."""
        import tomlkit

        written = tomlkit.dumps(document)
        for path, said in self._new_faults(text, written).items():
            raise EnvironmentFault(f"{self._file}: “{path}”: {said} Nothing was saved.")
        if written != text or pictures:
            write_files([*pictures, (self._file, written.encode())], self._file)

    def _new_faults(self, text: str, written: str) -> dict[str, str]:
        """What can't be used of what would be written, and was not so before: else the next start would find it."""
        from vendingdesk.wiring.setup_salvage import salvaged

        before, after = (salvaged(self._layers(each)).left_out for each in (text, written))
        return {path: said for path, said in after.items() if path not in before}

    def trouble(self) -> str:
        """Why the logo that is named can't be used; empty for a good one and for none."""
        from vendingdesk.receipts import check_logo

        try:
            stored = parsed(text_of(self._file), self._file)
            if stored.logo_file is not None:
                check_logo(stored.logo())
        except EnvironmentFault as fault:
            return str(fault)
        return ""

    def _put_money(self, document: Any, money: MoneySetup) -> None:
        for each in declared(Part.MONEY):
            before, now = stored_money(each.name, self._money), stored_money(each.name, money)
            if before and now == "":  # no price any more
                document.pop(each.key, None)
            else:
                _put(document, each.key, before, now)

    def _put_printing(self, document: Any, printing: PrintSetup) -> None:
        import tomlkit

        if TABLE not in document:
            document[TABLE] = tomlkit.table()
        table = document[TABLE]
        for each in declared(Part.PRINTING):
            before, now = getattr(self._printing, each.name), getattr(printing, each.name)
            if each.seconds:
                before, now = _units(before, each.seconds), _units(now, each.seconds)
            _put(table, each.key, before, now)

    def _put_charges(self, document: Any, stored: Mapping[str, Any], charges: Sequence[Charge]) -> None:
        """The taxes and fees: those that are as they were keep their text, others are changed, added or taken away.

        Charges have no key to find them by: where others stand there than this program knew, nothing is written.
        """
        import tomlkit
        from tomlkit.items import AoT

        try:
            same = stored_charges(stored, self._currency) == self._shop.charges
        except ValueError:
            same = False
        if not same:
            raise EnvironmentFault(
                f"The taxes and fees were changed in {self._file} meanwhile. Nothing was saved. Start the program "
                "again, then change them here."
            )
        old = [stored_charge(each, self._currency) for each in self._shop.charges]
        new = [stored_charge(each, self._currency) for each in charges]
        if not isinstance(document.get("charges"), AoT):  # none yet, or written as a list in one line
            document.pop("charges", None)
            document["charges"] = tomlkit.aot()
            old = []
        kept = document["charges"]
        # From the end on, so that places before a change stay right.
        for _, at, until, first, last in reversed(_matched(self._shop.charges if old else (), charges)):
            both = min(until - at, last - first)
            for step in range(both):
                _put_charge(kept[at + step], old[at + step], new[first + step])
            for _gone in range(at + both, until):
                del kept[at + both]
            for place, charge in enumerate(new[first + both : last], at + both):
                kept.insert(place, tomlkit.item(charge))
        if not kept:
            document.pop("charges")


def _units(length: timedelta, seconds: int) -> int:
    return int(length.total_seconds()) // seconds


def _put(table: Any, key: str, before: object, now: object) -> None:
    """Change one line if its value is another now; its comment stays."""
    if before != now:
        table[key] = stored_value(now)


def _matched(old: Sequence[Charge], new: Sequence[Charge]) -> Sequence[tuple[str, int, int, int, int]]:
    """Which charges became which, as ``difflib`` says it."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _put_charge(table: Any, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    for key in before.keys() - now.keys():
        del table[key]
    for key, value in now.items():
        _put(table, key, before.get(key), value)
