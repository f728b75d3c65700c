"""A policy or ``--config`` file is right throughout, or the start stops with a sentence that names file and key."""

import os
from pathlib import Path

import pytest

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.wiring.policy_place import policy_file
from vendingdesk.wiring.setup_file import LARGEST
from vendingdesk.wiring.setup_layers import read_layers
from vendingdesk.wiring.setup_policy import Layer, Source, read_layer

NAMED = 'locked = ["{0}"]\ntill = "K07"\n'


@pytest.fixture(params=[Source.POLICY, Source.CONFIG])
def source(request: pytest.FixtureRequest) -> Source:
    return Source(request.param)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fleet.toml"


def refused(source: Source, file: Path, text: str) -> str:
    """The sentence, also when it takes a look at every value."""
    file.write_text(text, "utf-8")
    with pytest.raises(EnvironmentFault) as fault:
        read_layers(file.parent / "desk.toml", **{str(source): file}).setup()  # type: ignore[arg-type]
    said = str(fault.value)
    assert str(file) in said
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('till = "K07', "can't be read"),
        ("locked = true\nlocked = false", "can't be read"),
        ("presets = " + "[" * 100_000, "can't be read"),
        ('tilll = "K07"', "“tilll” is not a setting. Known: ask_tendered"),
        ('[server]\nadress = "x"', "“server.adress” is not a setting. Known there: address"),
        ("till = 7", "“till” must be a text in quotes"),
        ("presets = [true]", "“presets” must be a list of whole numbers"),
        ('printing = "A4"', "“printing” must be a table of its own"),
        ("version = 99", "was written by a newer Vending Desk (settings version 99"),
        ('till = "k 7"', "“till”: The till's name is 1 to 8 capital letters"),
        ('currency = "usd"', "“currency”: A currency code is three capital letters"),
        ("currency_digits = 9", "“currency_digits”: A currency's minor unit has 0 to 4 digits"),
        ('money_means = "euros"', "“money_means” is currency or kwh, not 'euros'"),
        ('server = "vending.example"', "“server.address”: Start the server's address with https://"),
        ('[server]\nfingerprint = "abc"', "“server.fingerprint”: A SHA-256 fingerprint has 64 digits"),
        ('ca_file = "gone.pem"', "“server.ca_file”: The CA file "),
        ("locked = 1", "“locked” must be true, false or a list of settings in quotes"),
        ("locked = [1]", "“locked” must be true, false or a list of settings in quotes"),
        (NAMED.format("tilll"), "“locked” names “tilll”, which is not a setting"),
        (NAMED.format("version"), "“locked” names “version”, which is not a setting"),
        (NAMED.format("charges.name"), "“locked” names “charges.name”, which is not a setting"),
        (NAMED.format("server"), "“locked” names “server”, which is not a setting"),
        (NAMED.format("server.address"), "“locked” names “server.address”, but the file does not say what it is"),
        ("[printing]\ncopies = 9", "“printing.copies”: A sale has 1 to 3 slips"),
        ('[printing]\nway = "fax"', "“printing.way” is pdf, system, network, device or windows, not 'fax'"),
        ('[printing]\nway = "device"\npaper = "A4"', "“printing.way”: A printer without a driver prints on a roll"),
        ('money_means = "currency"\nkwh_price = "0.25"', "“kwh_price” is for an account that sells kWh"),
        ("soft_limit_seconds = 100\nhard_limit_seconds = 50", "“soft_limit_seconds”: The soft limit is above zero"),
        ("lock_after_minutes = 9999", "“lock_after_minutes”: The till locks after"),
        ('[[charges]]\nname = "VAT"\npercent = "x"', "“charges”: Charge 1: “charges.percent” of “VAT” is a number"),
        (
            'currency = "USD"\n[[charges]]\nname = "Fee"\nfixed = "0.125"',
            "“charges”: Charge 1: “charges.fixed” of “Fee”",
        ),
        ('[screen]\nlook = "pink"', "“screen.look” is system, light, dark or contrast, not 'pink'"),
    ],
)
def test_what_is_wrong_stops_the_start(source: Source, file: Path, text: str, says: str) -> None:
    assert says in refused(source, file, text)


@pytest.mark.parametrize(
    "line",
    [
        "password",
        "signin_password",
        "pin",
        "owner_pin",
        "session_token",
        "server.password",
        "server.user",
        "username",
    ],
)
def test_no_secret_stands_in_it(source: Source, file: Path, line: str) -> None:
    table, _, key = line.rpartition(".")
    said = refused(source, file, f'[{table}]\n{key} = "hunter2"' if table else f'{key} = "hunter2"')
    assert f"“{line}” looks like a secret. No password and no PIN stands in such a file" in said
    assert "hunter2" not in said


@pytest.mark.parametrize("word", ["pinter", "spin", "tokenise"])
def test_a_slip_of_the_finger_is_no_secret(source: Source, file: Path, word: str) -> None:
    assert "is not a setting" in refused(source, file, f'{word} = "x"')


@pytest.mark.parametrize(
    ("proxy", "says"),
    [
        ("http://anna:hunter2@p.example:3128", "user name and password don't belong in a file"),
        ("p.example:3128", "A proxy is http:// with a host and a port"),
        ("https://p.example:3128", "A proxy is http:// with a host and a port"),
        ("http://p.example", "A proxy is http:// with a host and a port"),
        ("http://p.example:99999", "A proxy is http:// with a host and a port"),
        ("http://p.example:3128/x", "A proxy is http:// with a host and a port"),
        ("http://p.example:3128?x", "A proxy is http:// with a host and a port"),
    ],
)
def test_a_proxy_is_a_host_and_a_port(source: Source, file: Path, proxy: str, says: str) -> None:
    said = refused(source, file, f'[server]\nproxy = "{proxy}"')
    assert f"“server.proxy”: {says}" in said or f"“server.proxy”: A proxy's {says}" in said
    assert "hunter2" not in said


def test_a_password_in_the_address_is_refused_and_not_repeated(source: Source, file: Path) -> None:
    said = refused(source, file, 'server = "https://anna:hunter2@v.example"')
    assert "Leave user name and password out of the server's address" in said
    assert "hunter2" not in said


def test_two_ways_to_believe_a_server_are_one_too_many(source: Source, file: Path) -> None:
    (file.parent / "a.pem").touch()
    said = refused(source, file, f'[server]\nca_file = "a.pem"\nfingerprint = "{"ab" * 32}"')
    assert "“server.ca_file”: A CA file and a fingerprint can't both be" in said


@pytest.mark.parametrize(
    "text",
    [
        'kwh_price = "0.25"',
        '[printing]\nway = "network"',
        '[printing]\nway = "system"',
        "soft_limit_seconds = 300",
        "hard_limit_seconds = 10",
        'denominations = ["0.125"]',
        '[[charges]]\nname = "Fee"\nfixed = "0.125"',
        '[server]\nproxy = "http://10.0.0.1:3128"',
        "[server]\nproxy = ''",
        "# nothing yet",
    ],
)
def test_what_only_the_till_can_complete_is_no_fault_of_the_file(source: Source, file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    read_layers(file.parent / "desk.toml", **{str(source): file}).setup()  # type: ignore[arg-type]


def test_a_file_of_an_older_program_is_read(source: Source, file: Path) -> None:
    file.write_text('locked = ["server.address"]\nserver = "https://v.example"\n', "utf-8")
    server = {
        "server.address": "https://v.example",
        "server.ca_file": "",
        "server.fingerprint": "",
        "server.proxy": "",
    }
    assert read_layer(source, file) == Layer(source, file, server, frozenset(server))


def test_locked_false_locks_nothing(source: Source, file: Path) -> None:
    file.write_text('locked = false\ntill = "K07"\n', "utf-8")
    assert read_layer(source, file).locked == frozenset()


# The file itself.


def test_no_policy_says_nothing_but_a_named_file_must_be_there(file: Path) -> None:
    assert read_layer(Source.POLICY, file) == Layer(Source.POLICY, file)
    assert read_layer(Source.POLICY, file.parent / "no folder" / "policy.toml").said == {}
    with pytest.raises(EnvironmentFault, match=r"fleet\.toml can't be read: there is no such file"):
        read_layer(Source.CONFIG, file)


def test_a_link_to_nowhere_is_no_missing_policy(source: Source, file: Path) -> None:
    file.symlink_to(file.parent / "gone")
    with pytest.raises(EnvironmentFault, match="can't be read"):
        read_layer(source, file)


def test_a_file_in_place_of_its_folder(source: Source, file: Path) -> None:
    file.touch()
    with pytest.raises(EnvironmentFault, match="can't be read: Not a directory"):
        read_layer(source, file / "policy.toml")


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_is_not_waited_for(source: Source, file: Path, make: object) -> None:
    make(file)  # type: ignore[operator]
    with pytest.raises(EnvironmentFault, match="that is no file"):
        read_layer(source, file)


def test_a_huge_file_is_not_read(source: Source, file: Path) -> None:
    file.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(EnvironmentFault, match="smaller than 1 MB"):
        read_layer(source, file)
    file.write_bytes(b"#" * LARGEST)
    assert read_layer(source, file).said == {}


def test_other_letters_than_utf_8(source: Source, file: Path) -> None:
    file.write_bytes('shop = "Café"'.encode("latin-1"))
    with pytest.raises(EnvironmentFault, match="can't be read"):
        read_layer(source, file)


def test_a_byte_order_mark_is_no_matter(source: Source, file: Path) -> None:
    file.write_text('shop = "Café"', "utf-8-sig")
    assert read_layer(source, file).said == {"shop": "Café"}


def test_no_variable_moves_the_policy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = policy_file()
    for name in ("VENDINGDESK_DATA_DIR", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "HOME", "PROGRAMDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    assert policy_file() == before
    assert before.is_absolute()
    assert before.name == "policy.toml"
