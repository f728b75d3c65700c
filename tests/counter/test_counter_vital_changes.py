"""Changes that would break the books are refused with a sentence; the others are told before they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from vendingdesk.counter.screen import Kiosk, Look
from vendingdesk.counter.settings import Settings, changed_paths
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.counter.vital_changes import WeighChanges
from vendingdesk.domain.errors import EnvironmentFault, Refused

SETUP = DeskSetup(till="K07")
UNIT = [{"currency": "KES"}, {"currency_digits": 0}, {"money_means": "kwh"}]


class Store:
    """Keeps values; implements the part of ``SettingsStore`` that is asked for here."""

    def __init__(self) -> None:
        self.written: list[dict[str, Any]] = []
        self.wrong: dict[str, str] = {}
        self.full = False
        self.forgotten = 0

    def keep(self, **_parts: object) -> None:
        """Nothing here is about that."""

    def keep_values(self, values: Mapping[str, Any]) -> None:
        if self.full:
            raise EnvironmentFault("The disk is full.")
        self.written.append(dict(values))

    def faults(self, values: Mapping[str, Any]) -> Mapping[str, str]:
        return {path: said for path, said in self.wrong.items() if path in values}

    def forget_left_out(self) -> None:
        self.forgotten += 1


def weigher(*, shift: bool = False, doubt: bool = False) -> WeighChanges:
    async def doubts() -> tuple[object, ...]:
        return (object(),) if doubt else ()

    return WeighChanges(lambda: object() if shift else None, doubts)


async def test_the_name_of_the_till_stays() -> None:
    settings = Settings(SETUP, Store())  # type: ignore[arg-type]
    with pytest.raises(Refused, match="its name stands in their receipts"):
        await settings.keep_values({"till": "K08"}, about="till")


@pytest.mark.parametrize("values", UNIT)
async def test_what_a_number_is_does_not_change_under_an_open_shift_or_a_doubt(values: dict[str, Any]) -> None:
    (path,) = values
    assert (await weigher(shift=True)(SETUP, values)).refused == {
        path: "A shift is open: its drawer is counted in USD. Close it first (F7)."
    }
    held = (await weigher(doubt=True)(SETUP, values)).refused
    assert held == {path: "A sale is in doubt, and its money is held in what counts now. Settle it first (F8)."}
    assert (await weigher()(SETUP, values)).refused == {}


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"currency": "KES"}, "takes KES with 2 digits behind the point. What was sold before stays in USD"),
        ({"currency": "JPY", "currency_digits": 0}, "takes JPY with 0 digits behind the point"),
        ({"money_means": "kwh"}, "an amount of 10 is sent to the server as 10 kWh. If the account means the other"),
        (
            {"server.address": "https://new.example"},
            "signs in at the new server. Sales in doubt stay with the old one",
        ),
    ],
)
async def test_what_sales_hang_on_is_told_once_before_it_is_kept(values: dict[str, Any], says: str) -> None:
    (told,) = (await weigher()(SETUP, values)).told
    assert says in told


async def test_back_to_currency_names_the_currency() -> None:
    setup = DeskSetup(money_means="kwh")  # type: ignore[arg-type]
    (told,) = (await weigher()(setup, {"money_means": "currency"})).told
    assert "as 10 USD" in told


async def test_what_stays_as_it_is_is_not_told() -> None:
    weighed = await weigher(shift=True, doubt=True)(SETUP, {"currency": "USD", "money_means": "currency", "qr": True})
    assert (weighed.refused, weighed.told) == ({}, ())


# Settings that are kept by their paths.


async def test_values_are_weighed_by_the_file_and_by_the_books() -> None:
    store = Store()
    store.wrong = {"presets": "Above zero."}
    settings = Settings(SETUP, store)  # type: ignore[arg-type]
    assert (await settings.weigh({"currency": "KES", "presets": [0]})).refused == {"presets": "Above zero."}
    settings.weigh_by(weigher(shift=True))
    assert list((await settings.weigh({"currency": "KES", "presets": [0]})).refused) == ["currency", "presets"]
    assert (await Settings(SETUP).weigh({"presets": [0]})).refused == {}


async def test_what_would_break_the_books_is_not_kept_whoever_asks() -> None:
    store = Store()
    settings = Settings(SETUP, store)  # type: ignore[arg-type]
    settings.weigh_by(weigher(shift=True))
    with pytest.raises(Refused, match="A shift is open"):
        await settings.keep_values({"currency": "KES", "presets": [1]}, about="x")
    assert store.written == []


async def test_what_is_kept_for_the_next_start_is_shown_and_does_not_count_yet() -> None:
    store, told = Store(), []
    settings = Settings(SETUP, store, said={"server.address": "https://v.example"})  # type: ignore[arg-type]
    settings.weigh_by(weigher())
    settings.when_changed(lambda: told.append(settings.value("screen.zoom")))
    assert [settings.value(path) for path in ("server.address", "server.proxy", "screen.zoom")] == [
        "https://v.example", "", 100,
    ]  # fmt: skip
    await settings.keep_values({"screen.zoom": 150}, about="zoom")
    assert (settings.value("screen.zoom"), settings.setup.screen.zoom, told) == (150, 100, [150])
    assert store.written == [{"screen.zoom": 150}]


async def test_the_look_counts_at_once() -> None:
    settings = Settings(SETUP)
    await settings.keep_values({"screen.look": "dark"}, about="look")
    assert settings.setup.screen.look is Look.DARK


async def test_with_another_server_goes_what_made_the_old_one_believed() -> None:
    store = Store()
    settings = Settings(SETUP, store)  # type: ignore[arg-type]
    await settings.keep_values({"server.address": "https://new.example"}, about="server")
    assert store.written == [
        {"server.ca_file": None, "server.fingerprint": None, "server.address": "https://new.example"}
    ]
    await settings.keep_values(
        {"server.address": "https://b.example", "server.fingerprint": "ab" * 32}, about="server"
    )
    assert store.written[-1]["server.fingerprint"] == "ab" * 32


async def test_what_can_not_be_kept_is_not_shown_as_kept() -> None:
    store = Store()
    store.full = True
    settings = Settings(SETUP, store)  # type: ignore[arg-type]
    with pytest.raises(EnvironmentFault, match="full"):
        await settings.keep_values({"screen.zoom": 150}, about="zoom")
    assert settings.value("screen.zoom") == 100


async def test_what_is_locked_is_refused_by_every_way() -> None:
    store = Store()
    settings = Settings(DeskSetup(locked=frozenset({"shop", "backup_folder", "screen.zoom"})), store)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="decided for all tills"):
        await settings.change(shop=Shop("Mine"))
    with pytest.raises(Refused, match="decided for all tills"):
        await settings.keep_values({"screen.zoom": 150}, about="zoom")
    with pytest.raises(Refused, match="decided for all tills"):
        await settings.choose_backup_folder("/elsewhere")
    await settings.change(shop=Shop(utility="Ours"))
    assert (settings.setup.backup_folder, store.written, settings.shop.utility) == ("", [], "Ours")


async def test_a_kiosk_changes_nothing() -> None:
    settings = Settings(DeskSetup(kiosk=Kiosk(on=True)))
    assert "while the till is a kiosk" in settings.why_held("screen.zoom")
    with pytest.raises(Refused, match="kiosk"):
        await settings.change(shop=Shop("Mine"))


async def test_that_it_is_seen_is_kept_and_told_no_more() -> None:
    store, told = Store(), []
    settings = Settings(DeskSetup(notices=("One.",)), store)  # type: ignore[arg-type]
    settings.when_changed(lambda: told.append(settings.setup.notices))
    await settings.forget_left_out()
    assert (store.forgotten, told) == (1, [()])
    await Settings(DeskSetup(notices=("One.",))).forget_left_out()


def test_what_is_another_is_named_by_its_path() -> None:
    new = DeskSetup(shop=Shop(name="Mine", language="fr"))
    assert changed_paths(DeskSetup(), new) == ["shop", "slip_language"]
    assert changed_paths(new, new) == []
