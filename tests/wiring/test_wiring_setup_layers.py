"""Settings in layers: who wins, what a lock ends, what goes together, and what is still to be asked."""

from pathlib import Path

import pytest

from vendingdesk.counter.settings import Settings
from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.domain.trust import Connection, Trust
from vendingdesk.wiring.setup_layers import Layers, read_layers
from vendingdesk.wiring.setup_policy import Source

PIN, OTHER_PIN = "ab" * 32, "cd" * 32
ALL = '{0}till = "K07"\ncurrency = "KES"\nmoney_means = "kwh"\n[server]\naddress = "https://v.example"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.pem", "b.pem"):
        (tmp_path / name).touch()
    return tmp_path


def layers(folder: Path, *, policy: str = "", config: str = "", own: str = "", begun: bool = False) -> Layers:
    """The three files with these texts; an empty one is not there."""
    files = {}
    for name, text in (("policy.toml", policy), ("config.toml", config), ("desk.toml", own)):
        files[name] = folder / name
        if text:
            files[name].write_text(text, "utf-8")
    return read_layers(
        files["desk.toml"],
        policy=files["policy.toml"],
        config=files["config.toml"] if config else None,
        begun=begun,
    )


def asked(found: Layers, *, server_named: bool = False) -> list[str]:
    return [each.path for each in found.to_ask(server_named=server_named)]


def test_nothing_said_nothing_decided_and_all_that_is_vital_asked(folder: Path) -> None:
    found = layers(folder)
    assert (found.values, found.locked) == ({}, frozenset())
    assert found.source("till") is Source.DEFAULT
    assert asked(found) == ["server.address", "till", "currency", "money_means"]
    assert [each.why for each in found.to_ask()][:2] == [
        "Nobody has said yet which server this till sells for.",
        "This till has no name yet. It stands in every receipt number, so no two tills share one.",
    ]
    assert found.connection() == Connection()


def test_the_stronger_layer_wins_setting_by_setting(folder: Path) -> None:
    found = layers(
        folder,
        policy='shop = "P"\nutility = "P"\nhelp_line = "P"\n',
        config='shop = "C"\nutility = "C"\n',
        own='shop = "O"\n',
    )
    assert [found.values[path] for path in ("shop", "utility", "help_line")] == ["O", "C", "P"]
    assert [found.source(path) for path in ("shop", "utility", "help_line", "qr")] == [
        Source.OWN, Source.CONFIG, Source.POLICY, Source.DEFAULT,
    ]  # fmt: skip


def test_what_is_locked_counts_whatever_the_till_says(folder: Path) -> None:
    found = layers(
        folder,
        policy='locked = ["shop"]\nshop = "P"\nutility = "P"\n',
        config='locked = true\nshop = "C"\nutility = "C"\nqr = true\n',
        own='shop = "O"\nutility = "O"\nqr = false\nhelp_line = "O"\n',
    )
    assert [found.values[path] for path in ("shop", "utility", "qr", "help_line")] == ["P", "C", True, "O"]
    assert found.locked == {"shop", "utility", "qr"}
    assert (found.is_locked("qr"), found.is_locked("help_line")) == (True, False)
    assert (found.source("shop"), found.source("utility")) == (Source.POLICY, Source.CONFIG)
    assert found.setup().locked == found.locked


@pytest.mark.parametrize(
    ("policy", "own", "digits"),
    [
        ('currency = "JPY"\ncurrency_digits = 0', 'currency = "USD"', None),
        ('currency = "JPY"\ncurrency_digits = 0', 'currency = "KWD"\ncurrency_digits = 3', 3),
        ('currency = "JPY"\ncurrency_digits = 0', "", 0),
        ('currency = "KWD"', "currency_digits = 3", 3),
        ('locked = ["currency"]\ncurrency = "USD"', 'currency = "JPY"\ncurrency_digits = 0', None),
        ("", "currency_digits = 0", 0),
    ],
)
def test_digits_are_those_of_the_currency_that_counts(
    folder: Path, policy: str, own: str, digits: int | None
) -> None:
    assert layers(folder, policy=policy, own=own).values.get("currency_digits") == digits


def test_a_locked_currency_locks_its_digits(folder: Path) -> None:
    found = layers(folder, policy='locked = ["currency"]\ncurrency = "USD"')
    assert found.locked == {"currency", "currency_digits"}


@pytest.mark.parametrize(
    ("policy", "own", "trust"),
    [
        ('ca_file = "a.pem"', "", "a.pem"),
        ('ca_file = "a.pem"', f'[server]\nfingerprint = "{PIN}"', PIN),
        ('ca_file = "a.pem"', '[server]\nca_file = ""', None),
        ('locked = true\n[server]\nca_file = "a.pem"', f'[server]\nfingerprint = "{PIN}"', "a.pem"),
        ('locked = true\n[server]\nca_file = ""', f'[server]\nfingerprint = "{PIN}"', None),
        # What was trusted was another server.
        (
            'locked = true\n[server]\naddress = "https://new.example"',
            f'[server]\naddress = "https://old.example"\nfingerprint = "{PIN}"',
            None,
        ),
        (
            f'locked = ["server.address"]\n[server]\naddress = "https://new.example"\nfingerprint = "{OTHER_PIN}"',
            f'[server]\naddress = "https://old.example"\nfingerprint = "{PIN}"',
            OTHER_PIN,
        ),
        (
            'locked = true\n[server]\naddress = "https://same.example/"',
            f'[server]\naddress = "HTTPS://Same.example"\nfingerprint = "{PIN}"',
            None,
        ),
        (f'[server]\naddress = "https://p.example"\nfingerprint = "{PIN}"', 'server = "https://o.example"', None),
    ],
)
def test_trust_is_one_decision_and_for_one_server(folder: Path, policy: str, own: str, trust: str | None) -> None:
    found = layers(folder, policy=policy, own=own).connection().trust
    expected = Trust() if trust is None else Trust(folder / trust) if trust.endswith(".pem") else Trust(None, trust)
    assert found == expected


def test_a_locked_trust_locks_both_its_kinds(folder: Path) -> None:
    assert layers(folder, policy='locked = true\n[server]\nca_file = "a.pem"').locked == {
        "server.ca_file", "server.fingerprint",
    }  # fmt: skip


@pytest.mark.parametrize("where", ["policy", "config"])
@pytest.mark.parametrize("lock", ['locked = ["server.address"]', "locked = true"])
def test_a_locked_address_locks_trust_and_proxy_as_that_file_has_them(folder: Path, where: str, lock: str) -> None:
    way = f'fingerprint = "{PIN}"\nproxy = "http://evil.example:3128"\n'
    text = f'{lock}\n[server]\naddress = "https://v.example"\n'
    found = layers(folder, own=f"[server]\n{way}", **{where: text})  # type: ignore[arg-type]
    assert found.connection() == found.merged.connection == Connection("https://v.example")
    assert found.locked == found.setup().locked
    assert found.locked == {"server.address", "server.ca_file", "server.fingerprint", "server.proxy"}
    for trust in (Trust(None, OTHER_PIN), Trust(folder / "a.pem")):
        with pytest.raises(EnvironmentFault, match="is decided for all tills"):
            found.connection(None, trust)
    said = layers(folder, own=f"[server]\n{way}", **{where: f'{text}proxy = "http://p:1"\nca_file = "a.pem"\n'})  # type: ignore[arg-type]
    assert said.connection() == Connection("https://v.example", Trust(folder / "a.pem"), "http://p:1")


def test_a_file_of_config_does_not_go_round_a_policy_s_address(folder: Path) -> None:
    found = layers(
        folder,
        policy='locked = true\n[server]\naddress = "https://v.example"\n',
        config=f'locked = true\n[server]\nfingerprint = "{PIN}"\nproxy = "http://p:1"\n',
    )
    assert found.connection() == Connection("https://v.example")


async def test_settings_refuse_what_a_locked_address_locks(folder: Path) -> None:
    found = layers(folder, policy='locked = true\n[server]\naddress = "https://v.example"\n')
    settings = Settings(found.setup(), found.store(), said=found.values)
    for path, value in (("server.proxy", "http://p:1"), ("server.fingerprint", PIN), ("server.ca_file", "a.pem")):
        with pytest.raises(Refused, match="decided for all tills"):
            await settings.keep_values({path: value}, about="server")
    assert not (folder / "desk.toml").exists()


def test_a_file_beside_the_policy_is_found_from_the_till(folder: Path) -> None:
    (folder / "till").mkdir()
    (folder / "policy.toml").write_text('logo = "shop.png"\n[server]\nca_file = "a.pem"\n', "utf-8")
    found = read_layers(folder / "till" / "desk.toml", policy=folder / "policy.toml")
    assert found.connection().trust.ca_file == folder / "a.pem"
    assert found.merged.logo_file == folder / "shop.png"


# What the command line names.


def test_the_command_line_names_another_server_which_begins_without_trust(folder: Path) -> None:
    found = layers(
        folder, own=f'[server]\naddress = "https://o.example"\nfingerprint = "{PIN}"\nproxy = "http://p:1"'
    )
    assert found.connection("https://x.example") == Connection("https://x.example", Trust(), "http://p:1")
    assert found.connection("https://o.example/") == found.connection()
    assert found.connection("https://x.example", Trust(None, OTHER_PIN)).trust.fingerprint == OTHER_PIN
    assert found.connection(None, Trust()) == Connection("https://o.example", Trust(), "http://p:1")


def test_the_command_line_is_no_way_round_a_lock(folder: Path) -> None:
    found = layers(folder, policy='locked = true\n[server]\naddress = "https://p.example"\nca_file = "a.pem"')
    with pytest.raises(
        EnvironmentFault, match=r"“server\.address” is decided .*policy\.toml\. Start without --server"
    ):
        found.connection("https://x.example")
    with pytest.raises(
        EnvironmentFault, match=r"“server\.ca_file” is decided .* without --ca-file and --fingerprint"
    ):
        found.connection(None, Trust(None, PIN))
    assert found.connection("https://P.example") == found.connection()


def test_a_word_that_names_no_server_is_not_the_stored_one(folder: Path) -> None:
    found = layers(folder, own='server = "https://o.example"')
    assert found.connection("not a server").address == "not a server"


# What is still to be asked.


@pytest.mark.parametrize("where", ["policy", "config", "own"])
def test_all_that_is_vital_given_nothing_asked(folder: Path, where: str) -> None:
    assert layers(folder, **{where: ALL.format("")}).to_ask() == ()  # type: ignore[arg-type]


def test_a_till_whose_books_have_begun_keeps_its_name_and_currency(folder: Path) -> None:
    assert asked(layers(folder, begun=True)) == ["server.address", "money_means"]


def test_with_the_server_on_the_command_line_nothing_is_asked(folder: Path) -> None:
    assert asked(layers(folder), server_named=True) == []


def test_a_vital_value_that_can_not_be_used_is_asked_for_with_the_reason(folder: Path) -> None:
    found = layers(folder, own=ALL.format("").replace("K07", "k 7"))
    (only,) = found.to_ask()
    assert (only.path, "till" in found.values) == ("till", False)
    assert only.why.startswith("What was kept can't be used. The till's name is 1 to 8 capital letters or digits")
    assert asked(found, server_named=True) == ["till"]


def test_a_wrong_address_is_of_no_matter_where_another_is_named(folder: Path) -> None:
    found = layers(folder, own=ALL.format("").replace("https://", "ftp://"))
    assert (asked(found), asked(found, server_named=True)) == (["server.address"], [])


def test_what_is_locked_is_never_asked_for(folder: Path) -> None:
    found = layers(folder, policy=ALL.format("locked = true\n"), own='till = "k 7"\n')
    assert (found.to_ask(), found.values["till"]) == ((), "K07")


def test_a_value_that_can_not_be_used_does_not_hide_a_weaker_one(folder: Path) -> None:
    found = layers(folder, config=ALL.format(""), own='till = "k 7"\n')
    assert (asked(found), found.values["till"]) == (["till"], "K07")


def test_an_answer_written_is_read_again(folder: Path) -> None:
    found = layers(folder, policy='locked = ["currency"]\ncurrency = "KES"\n', own='till = "k 7" # ours\n')
    assert asked(found) == ["server.address", "till", "money_means"]
    found.store().keep_values({"server.address": "https://v.example", "till": "K07", "money_means": "currency"})
    again = found.again()
    assert again.to_ask() == ()
    assert again.connection() == Connection("https://v.example")
    assert (folder / "desk.toml").read_text("utf-8") == (
        'till = "K07" # ours\nmoney_means = "currency"\n\n[server]\naddress = "https://v.example"\n'
    )
