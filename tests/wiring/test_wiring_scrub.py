"""What leaves the shop in a bundle: neither numbers of customers nor their names."""

from pathlib import Path

import pytest

from vendingdesk.wiring.mask import Mask
from vendingdesk.wiring.scrub import Scrub

TOKEN = "58217340962715508463"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("meter 0128244400031 asked", "meter … asked"),
        ("meter 0128 2444 0003 1 asked", "meter … asked"),
        ("short 01282444000, phone 080-0555-0100", "short …, phone …"),
        (f"token {TOKEN}", "token …8463"),
        ("2026-11-23 10:05:00,123 INFO x: 10", "2026-11-23 10:05:00,123 INFO x: 10"),
        ("K01-000124 sold", "K01-000124 sold"),
        ("for Okonkwo, BLESSING: ok", "for …, …: ok"),
        ("slip_Okonkwo.pdf, Okonkwos is another word", "slip_….pdf, Okonkwos is another word"),
        ("Li sold for B", "… sold for B"),
        ("عمر asked", "… asked"),
        ("password=abc", "password=***"),
        ("PIN 739164, pin='4826', {'pin': '1234'}", "PIN ***, pin='***', {'pin': '***'}"),
        ("a PIN has 4 to 8 digits; spinning 12345", "a PIN has 4 to 8 digits; spinning 12345"),
        ("meter 0128.2444.0003.1 asked", "meter … asked"),
        ("123456789 and 12345678", "… and 12345678"),
        ("071 234 567 071,234,567 and 071_234_567 or 071.234.567", "… and … or …"),
        ("5821_7340_9627_1550_8463", "…8463"),
        ("58217.34096.27155.08463", "…8463"),
        ("58,217,340,962,715,508,463", "…8463"),
        ("582173409627", "…9627"),
        ("at 192.168.100.200:46800 and 2026-11-23 10:05", "at 192.168.100.200:46800 and 2026-11-23 10:05"),
        ("5821 2026-11-23 8463 1", "…"),
        ("part 4gM2xxkqk2TzH0cXw9aB and aWordThatIsLongerThanTwenty", "part … and aWordThatIsLongerThanTwenty"),
    ],
)
def test_a_line(text: str, clean: str) -> None:
    assert Scrub(["Okonkwo, Blessing", "Li B", "عمر"])(text) == clean


def test_lines_stay_lines_and_are_not_read_together() -> None:
    text = "took 12\r\n2026-11-23 10:05 end\nlast"
    assert Scrub()(text) == text


def test_what_is_secret_just_now_goes() -> None:
    mask = Mask()
    mask.keep("open sesame")
    assert Scrub((), mask)("typed open sesame") == "typed ***"


@pytest.mark.parametrize(
    ("home", "said"), [("/ho" + "me/amina", "in ~/till/log\n"), ("/", "in /ho" + "me/amina/till/log\n")]
)
def test_nobody_s_home_is_told(home: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path(home))
    assert Scrub()("in /ho" + "me/amina/till/log\n") == said


def test_what_the_register_knows_of_customers_goes() -> None:
    scrub = Scrub(places=["Plot 4417 Marigold, at the سوق"], phones=["555-0100", "+44 20 7946", ""])
    assert scrub("at Plot 4417, the MARIGOLD سوق") == "at … …, the … …"
    assert scrub("call 5550100, 555 0100 or 3 555.0100; 44207946; 555") == "call …, … or …; …; 555"
