"""Settings as they are typed: what is not touched is no change, what can't be read says what to type."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from vendingdesk.counter.declared import BY_KEY
from vendingdesk.counter.screen import Kiosk, Look, Screen
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.counter.typed_settings import SECTIONS, file_value, on_page, read_changes, typed
from vendingdesk.domain.money import Currency

FULL = DeskSetup(
    till="K07",
    currency=Currency("KWD", 3),
    money_means=MoneyMeans.KWH,
    presets=(1, 25),
    denominations=("1", "0.250"),
    soft_limit=timedelta(seconds=15),
    not_issued_wait=timedelta(minutes=45),
    single_owner=True,
    screen=Screen("fr", Look.DARK, 150),
    kiosk=Kiosk(idle=timedelta(seconds=30), keyboard=False),
)
SERVER = {"server.address": "https://v.example", "server.proxy": ""}


def now(setup: DeskSetup = FULL) -> dict[str, Any]:
    others = {each.path: file_value(setup, each) for part in SECTIONS[1:] for each in on_page(part)}
    return SERVER | others


def fields(setup: DeskSetup = FULL) -> dict[str, Any]:
    return {path: typed(BY_KEY[path], value) for path, value in now(setup).items()}


def test_values_are_those_of_the_file() -> None:
    expected = {
        "till": "K07",
        "currency": "KWD",
        "currency_digits": 3,
        "money_means": "kwh",
        "presets": [1, 25],
        "denominations": ["1", "0.250"],
        "soft_limit_seconds": 15,
        "not_issued_wait_minutes": 45,
        "single_owner": True,
        "screen.language": "fr",
        "screen.look": "dark",
        "screen.zoom": 150,
        "kiosk.idle_seconds": 30,
        "kiosk.keyboard": False,
    }
    assert {path: now()[path] for path in expected} == expected
    assert {type(value) for value in now().values()} == {str, int, bool, list}


@pytest.mark.parametrize("setup", [FULL, DeskSetup()])
def test_what_is_not_touched_is_no_change(setup: DeskSetup) -> None:
    assert read_changes(fields(setup), now(setup)) == ({}, {})


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("server.address", " https://new.example ", "https://new.example"),
        ("presets", "5 10,20;  50", [5, 10, 20, 50]),
        ("presets", "", []),
        ("denominations", "5\n\n 1 \n", ["5", "1"]),
        ("largest_amount", " 500 ", 500),
        ("single_owner", False, False),
        ("screen.zoom", "200", 200),
        ("screen.look", "contrast", "contrast"),
        ("lock_after_minutes", "0", 0),
    ],
)
def test_a_change_is_read(path: str, text: object, value: object) -> None:
    assert read_changes(fields() | {path: text}, now()) == ({path: value}, {})


@pytest.mark.parametrize(("path", "text"), [("presets", "1  25"), ("till", " K07 "), ("largest_amount", "0100000")])
def test_the_same_typed_otherwise_is_no_change(path: str, text: str) -> None:
    assert read_changes(fields() | {path: text}, now()) == ({}, {})


@pytest.mark.parametrize("text", ["x", "-5", "1.5", "²", "1e3", "9999999999", "٣"])
@pytest.mark.parametrize("path", ["largest_amount", "kiosk.idle_seconds", "presets"])
def test_what_is_no_number_says_so(path: str, text: str) -> None:
    changes, faults = read_changes(fields() | {path: text, "till": "K08"}, now())
    assert (changes, faults) == ({"till": "K08"}, {path: "Type whole numbers in digits."})
