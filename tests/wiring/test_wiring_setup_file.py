"""The setup file: defaults, every setting, and one sentence for everything that is wrong in it."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from vendingdesk.counter.declared import DECLARED
from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.money import Currency
from vendingdesk.domain.tender import CASH, TenderKind
from vendingdesk.domain.trust import Connection, Trust
from vendingdesk.wiring.setup_file import logo_beside, read_setup

VAT = '[[charges]]\nname = "VAT"\npercent = "5"\n'
FULL = """
till = "K07"
shop = "Harbour Kiosk"
utility = "Riverside Power"
shop_lines = ["12 Harbour Road", "Tel. 555"]
help_line = "Ask at the counter."
currency = "KWD"
currency_digits = 3
money_means = "kwh"
tenders = ["Cash", "Mobile money"]
ask_tendered = true
cashier_limit = 40
kwh_price = "0.250"
presets = [1, 2, 3]
largest_amount = 500
soft_limit_seconds = 15
hard_limit_seconds = 90
vends_at_once = 2
not_issued_wait_minutes = 45
single_owner = true
server = "https://vending.example:4680"
ca_file = "authority.pem"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.toml"


def test_without_a_file_all_is_default(file: Path) -> None:
    found = read_setup(file)
    assert (found.setup(), found.connection) == (DeskSetup(), Connection())


def test_an_empty_file_is_default_too(file: Path) -> None:
    file.write_text("# nothing decided yet\n", "utf-8")
    assert read_setup(file).setup() == DeskSetup()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_every_setting(file: Path, encoding: str) -> None:
    file.write_text(FULL, encoding)
    found = read_setup(file)
    assert found.setup() == DeskSetup(
        till="K07",
        shop=Shop(
            name="Harbour Kiosk",
            utility="Riverside Power",
            lines=("12 Harbour Road", "Tel. 555"),
            help_line="Ask at the counter.",
        ),
        currency=Currency("KWD", 3),
        money_means=MoneyMeans.KWH,
        money=MoneySetup((CASH, TenderKind("Mobile money")), True, 40, Decimal("0.25")),
        presets=(1, 2, 3),
        largest_amount=500,
        soft_limit=timedelta(seconds=15),
        hard_limit=timedelta(seconds=90),
        vends_at_once=2,
        not_issued_wait=timedelta(minutes=45),
        single_owner=True,
    )
    trust = Trust(file.parent / "authority.pem")
    assert found.connection == Connection("https://vending.example:4680", trust)


def test_the_language_is_known_before_the_settings_are(file: Path) -> None:
    assert read_setup(file).language == "en"
    file.write_text('[screen]\nlanguage = "ar"\n', encoding="utf-8")
    assert read_setup(file).language == "ar"


def test_an_absolute_ca_file_stays_where_it_is(file: Path, tmp_path: Path) -> None:
    named = tmp_path / "elsewhere" / "ca.pem"
    file.write_text(f"ca_file = '{named}'", "utf-8")
    assert read_setup(file).connection.trust.ca_file == named


def test_a_fingerprint_that_is_none_is_named(file: Path) -> None:
    file.write_text('[server]\nfingerprint = "abc"\n', "utf-8")
    with pytest.raises(EnvironmentFault, match=r"desk\.toml: A SHA-256 fingerprint has 64 .* Mend that line"):
        read_setup(file).connection  # noqa: B018 - raises


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            'shopp = "x"',
            "“shopp” is not a setting. Known: ask_tendered, backup_folder, backup_reminder, cashier_limit",
        ),
        ("[shop]", "“shop” must be a text in quotes"),
        ("till = 5", "“till” must be a text in quotes"),
        ("server = 4680", "“server.address” must be a text in quotes"),
        ("[server]\naddress = 4680", "“server.address” must be a text in quotes"),
        ("[server]\nadress = 4680", "“server.adress” is not a setting. Known there: address, ca_file, fingerprint"),
        ('[screen]\nlook = "pink"', "“screen.look” is system, light, dark or contrast, not 'pink'"),
        ("[screen]\nzoom = 110", "“screen.zoom” is one of 100, 125, 150, 175, 200, not 110"),
        ('[screen]\nlanguage = "xx"', "“screen.language” is one of en, fr, ar, not 'xx'"),
        ("[kiosk]\nidle_seconds = 1", "after 15 to 3600 seconds"),
        ("ca_file = true", "“server.ca_file” must be a text in quotes"),
        ("currency = 2", "“currency” must be a text in quotes"),
        ("money_means = true", "“money_means” must be a text in quotes"),
        ('shop_lines = "one"', "“shop_lines” must be a list of texts"),
        ("shop_lines = [1]", "“shop_lines” must be a list of texts"),
        ("presets = 5", "“presets” must be a list of whole numbers"),
        ("presets = [5.5]", "“presets” must be a list of whole numbers"),
        ('presets = ["5"]', "“presets” must be a list of whole numbers"),
        ("presets = [true]", "“presets” must be a list of whole numbers"),
        ("currency_digits = 2.0", "“currency_digits” must be a whole number"),
        ("largest_amount = 12.7", "“largest_amount” must be a whole number"),
        ('largest_amount = "100"', "“largest_amount” must be a whole number"),
        ("largest_amount = inf", "“largest_amount” must be a whole number"),
        ('till = "k01"', "The till's name is 1 to 8 capital letters or digits"),
        ('currency = "usd"', "a currency code is three capital letters, not 'usd'"),
        ("currency_digits = 9", "a currency's minor unit has 0 to 4 digits"),
        ('money_means = "euros"', "“money_means” is currency or kwh, not 'euros'"),
        ("largest_amount = 0", "whole numbers above zero"),
        ("single_owner = 1", "“single_owner” must be true or false"),
        ("soft_limit_seconds = 0", "The soft limit is above zero"),
        ("hard_limit_seconds = 10", "the hard limit no shorter than that"),
        ("vends_at_once = 20", "1 to 8 vends at once"),
        ("not_issued_wait_minutes = 1", "at least five minutes"),
        (f"not_issued_wait_minutes = {10**17}", ""),
        ('tenders = "Cash"', "“tenders” must be a list of texts in quotes"),
        ("tenders = []", "“tenders” must name 1 to 6 kinds of payment"),
        ('tenders = ["Card", "Cash"]', "“tenders” must begin with cash"),
        ('tenders = ["Cash", ""]', "“tenders”: a kind of payment has a name of 1 to 24 characters"),
        ("ask_tendered = 1", "“ask_tendered” must be true or false"),
        ('cashier_limit = "5"', "“cashier_limit” must be a whole number"),
        ("cashier_limit = -5", "“cashier_limit” must be a whole number above zero"),
        ("kwh_price = 0.25", "“kwh_price” must be a text in quotes"),
        ('kwh_price = "0,25"', '“kwh_price” is a number in quotes, such as "0.25"'),
        ('kwh_price = "-1"', "“kwh_price” must be above zero"),
        ('kwh_price = "0.25"', "“kwh_price” is for an account that sells kWh (money_means"),
        ("presets = [-5]", "whole numbers above zero"),
        ("tax_number = 7", "“tax_number” must be a text in quotes"),
        ('footer_lines = "x"', "“footer_lines” must be a list of texts"),
        ("qr = 1", "“qr” must be true or false"),
        ('slip_language = "xx"', "Slips speak en, fr, ar, not 'xx'"),
        ('printing = "A4"', "“printing” must be a table of its own"),
        ("[printing]\ncolour = true", "“printing.colour” is not a setting. Known there: at_once, copies"),
        ('[printing]\nport = "9100"', "“printing.port” must be a whole number"),
        ("[printing]\nport = 99999", "A printer’s port is 1 to 65535"),
        ('[printing]\npaper = "A3"', "“printing.paper” is 58mm, 80mm, A5, A4 or Letter, not 'A3'"),
        ('[printing]\nway = "fax"', "“printing.way” is pdf, system, network, device or windows, not 'fax'"),
        ('[printing]\nway = "network"', "Name the printer first"),
        ('[printing]\npaper = "A4"\nway = "device"\ndevice = "/dev/lp0"', "choose 58 mm or 80 mm paper"),
        ("[printing]\ncopies = 9", "A sale has 1 to 3 slips"),
        ("[printing]\nexpire_minutes = 0", "Print jobs expire after 1 minute"),
        ("[charges]", "“charges” must be one or more tables of their own, each headed [[charges]]"),
        (
            "[[charges]]\nrate = 5",
            "desk.toml: charge 1: “charges.rate” is not a setting. Known there: fixed, included, name, percent",
        ),
        (
            '[[charges]]\nname = "VAT"\npercent = 20',
            "desk.toml: charge 1: “charges.percent” must be a text in quotes",
        ),
        (
            '[[charges]]\nname = "VAT"\npercent = "abc"',
            "desk.toml: charge 1: “charges.percent” of “VAT” is a number in quotes",
        ),
        (
            '[[charges]]\nname = "VAT"\npercent = "101"',
            "desk.toml: charge 1: “VAT” is above 0 and at most 100 percent",
        ),
        (
            '[[charges]]\nname = "Fee"\nfixed = "0,50"',
            "desk.toml: charge 1: “charges.fixed” of “Fee”: Use a point, not a comma: 0.50",
        ),
        ('[[charges]]\nname = "Fee"', "desk.toml: charge 1: “Fee” is either a percentage or a fixed sum"),
        ('[[charges]]\npercent = "5"', "desk.toml: charge 1: a charge has a name of 1 to 32 characters"),
        (f'{VAT}[[charges]]\npercent = "5"', "desk.toml: charge 2: a charge has a name of 1 to 32 characters"),
        (f"{VAT}[[charges]]\nname = 5", "desk.toml: charge 2: “charges.name” must be a text in quotes"),
    ],
)
def test_a_wrong_line_is_named(file: Path, line: str, says: str) -> None:
    file.write_text(f"{line}\n", "utf-8")
    with pytest.raises(EnvironmentFault) as fault:
        read_setup(file).setup()
    told = str(fault.value)
    assert told.startswith(f"{file}: ")
    assert says in told
    assert ".." not in told
    assert "\n" not in told


@pytest.mark.parametrize(
    "content",
    [
        b"till =",
        b"till = K01",
        b'till = "K01"\ntill = "K02"',
        b'shop = "caf\xe9"',
        b"\xff\xfet\x00i\x00",
        b"largest_amount = " + b"9" * 5000,
        b"presets = " + b"[" * 100_000,
    ],
    ids=["no value", "no quotes", "twice", "Latin-1", "UTF-16", "thousands of digits", "endless brackets"],
)
def test_a_file_that_can_not_be_read(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(EnvironmentFault) as fault:
        read_setup(file)
    assert str(fault.value).startswith(f"The setup file {file} can't be read: ")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_text_that_is_not_utf_8_is_said_with_its_line_and_what_to_do(file: Path, mark: bytes) -> None:
    file.write_bytes(mark + b'till = "K01"\nshop = "caf\xe9"\n')
    with pytest.raises(EnvironmentFault) as fault:
        read_setup(file)
    assert str(fault.value) == (
        f"The setup file {file} can't be read: its line 2 isn't text in UTF-8. Open it in an editor and save it as "
        "UTF-8."
    )


def test_a_folder_in_its_place(file: Path) -> None:
    file.mkdir()
    with pytest.raises(EnvironmentFault, match="can't be read"):
        read_setup(file)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ('logo = "a.png"', True),
        ('logo = "/else/a.png"', False),
        ("", False),
        ("logo = 5", False),
        ("x =", False),
    ],
)
def test_a_backup_takes_the_logo_that_lies_beside_and_waits_for_no_settings(
    file: Path, text: str, beside: bool
) -> None:
    file.write_text(text, "utf-8")
    assert logo_beside(file) == (file.parent / "a.png" if beside else None)


def test_the_readmes_example_says_every_setting_and_is_read(file: Path) -> None:
    """Nothing in it is misspelt, and nothing that can be decided is missing."""
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    example = readme.partition("```toml\n")[2].partition("```")[0].replace("# kwh_price", "kwh_price")
    file.write_text(example.replace('money_means = "currency"', 'money_means = "kwh"'), "utf-8")
    found = read_setup(file)
    found.setup()
    said = {f"{table}.{key}" for table in ("server", "printing", "screen", "kiosk") for key in found.stored[table]}
    said |= {f"charges.{key}" for each in found.stored["charges"] for key in each} | set(found.stored)
    assert {each.path for each in DECLARED} - said == {"version", "charges.fixed"}
