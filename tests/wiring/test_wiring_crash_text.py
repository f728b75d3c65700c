"""What a crash report says: where and in what, and the value of nothing."""

import sqlite3
import sys

import msgspec
import pytest

from vendingdesk import __version__
from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.wiring.crash_text import CHAIN, FRAMES, describe, place_of, short_file, short_files, without_values
from vendingdesk.wiring.mask import Mask

TOKEN = "58217340962715508463"
METERS = ("0128244400031", "01282444000", "0128 2444 0003 1", "0128-2444-000-31")
NAME = "Okonkwo, Blessing"
PASSWORD = "Öpfel blau"


def caught(error: BaseException) -> BaseException:
    """The same with a trace."""
    try:
        raise error
    except BaseException as raised:  # noqa: BLE001 - whatever it is
        return raised


def test_a_report_names_versions_work_and_the_line() -> None:
    said = describe(
        caught(RuntimeError("no more room")), doing="failed: a task", running=["server light", "printing"]
    )
    assert "doing     failed: a task\n" in said
    assert f"versions  vendingdesk {__version__}, Python {sys.version.split()[0]}" in said
    assert f", msgspec {msgspec.__version__}" in said
    assert "running   server light, printing\n" in said
    assert "raised RuntimeError: no more room\n  tests/wiring/test_wiring_crash_text.py:" in said
    assert said.rstrip().endswith("in caught")
    assert "running   nothing else" in describe(RuntimeError(), doing="x")


@pytest.mark.parametrize(
    "value", [TOKEN, "5821 7340 9627 1550 8463", *METERS, repr(NAME), f"“{NAME}”", f'"{NAME}"', PASSWORD, f"'{NAME}"]
)
@pytest.mark.parametrize("frame", ["{}", "can't find {} here", "{}: it isn't there", "a={};", "it's {}"])
def test_no_value_stays_in_a_text(value: str, frame: str) -> None:
    mask = Mask()
    mask.keep(PASSWORD)
    text = frame.format(value)
    for error in (ValueError(text), KeyError(text), OSError(2, text, text)):
        said = describe(caught(error), doing="x", mask=mask)
        for part in (NAME, "Okonkwo", PASSWORD, *METERS, TOKEN[:16], "7340 9627"):
            assert part not in said, said


def test_what_python_says_of_the_code_stays() -> None:
    said = [
        without_values(text, names=True)
        for text in ("'NoneType' object has no attribute 'strip'", f"name 'total' is not defined, {NAME!r} is")
    ]
    assert said == ["'NoneType' object has no attribute 'strip'", "name 'total' is not defined, … is"]
    assert "'NoneType' object" in describe(caught(AttributeError("'NoneType' object")), doing="x")
    assert "'secret'" not in describe(caught(KeyError("secret")), doing="x")
    assert "no such column: flow" in describe(caught(sqlite3.OperationalError("no such column: flow")), doing="x")
    assert without_values("K01-000124 at 12:30, 2026-11-23") == "K01-000124 at 12:30, 2026-11-23"
    assert len(without_values("x" * 1000)) == 300


@pytest.mark.parametrize("kind", [Refused, EnvironmentFault])
def test_our_own_sentences_are_for_the_till_and_not_for_a_report(kind: type[Exception]) -> None:
    said = describe(caught(kind(f"{NAME} may not")), doing="x")
    assert f"raised vendingdesk.domain.errors.{kind.__name__}\n" in said
    assert "may not" not in said


def test_what_led_to_it_stands_below() -> None:
    try:
        try:
            raise LookupError("first")
        except LookupError as first:
            raise ValueError("second") from first
    except ValueError:
        try:
            raise OSError("third")
        except OSError as third:
            said = describe(third, doing="x")
    order = [said.index(each) for each in ("raised OSError: third", "while there was ValueError: second")]
    assert order == sorted(order)
    assert "because of LookupError: first" in said
    hidden = ValueError("shown")
    hidden.__context__ = LookupError("hidden")
    hidden.__suppress_context__ = True
    assert "hidden" not in describe(hidden, doing="x")


def test_a_chain_and_a_recursion_end() -> None:
    one, two = ValueError("one"), ValueError("two")
    one.__context__, two.__context__ = two, one
    assert describe(one, doing="x").count("ValueError") == 2
    last = error = ValueError("newest")
    for _ in range(20):
        last.__cause__ = ValueError("older")
        last = last.__cause__
    assert describe(error, doing="x").count("ValueError") == CHAIN

    def endless() -> None:
        endless()

    with pytest.raises(RecursionError) as deep:
        endless()
    said = describe(deep.value, doing="x")
    assert said.count("in test_a_chain_and_a_recursion_end.<locals>.endless") == FRAMES - 1
    assert "calls more" in said


def test_a_group_shows_what_is_in_it() -> None:
    said = describe(ExceptionGroup("both", [caught(ValueError("left")), OSError("right")]), doing="x")
    assert "with ValueError: left\n  tests/wiring" in said
    assert "with OSError: right" in said


def test_an_exception_that_cannot_say_itself() -> None:
    class SilentError(Exception):
        def __str__(self) -> str:
            raise RuntimeError(TOKEN)

    said = describe(SilentError(), doing="x")
    assert "SilentError (without words: RuntimeError)" in said
    assert TOKEN not in said


def test_files_are_told_from_their_package_on() -> None:
    assert short_file(describe.__code__.co_filename) == "vendingdesk/wiring/crash_text.py"
    home = "/ho" + "me/amina/.venv/lib/python3.11"
    assert short_file(f"{home}/site-packages/httpx/_client.py") == "httpx/_client.py"
    assert short_file(f"{home}/asyncio/tasks.py") == "asyncio/tasks.py"
    assert short_file(r"C:\Users\amina\thing\it.py") == "thing/it.py"
    assert short_file("<string>") == "<string>"
    trace = f'  File "{home}/asyncio/tasks.py", line 3 in run\n  File "<frozen runpy>", line 1 in x\n'
    assert short_files(trace) == '  File "asyncio/tasks.py", line 3 in run\n  File "<frozen runpy>", line 1 in x\n'


def test_a_place_is_the_kind_and_the_line() -> None:
    assert place_of(caught(ValueError("a"))) == place_of(caught(ValueError("b"))) != place_of(caught(KeyError("a")))
    assert place_of(ValueError("never raised")) == "ValueError "
