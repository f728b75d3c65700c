"""What of the till's own settings can't be used is left out and told; the rest counts."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.screen import Look, Screen
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import PaperName
from vendingdesk.wiring.setup_layers import read_layers
from vendingdesk.wiring.setup_salvage import salvaged

VAT = '[[charges]]\nname = "VAT"\npercent = "{0}"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def setup(folder: Path, own: str, policy: str = "") -> DeskSetup:
    (folder / "desk.toml").write_text(own, "utf-8")
    (folder / "policy.toml").write_text(policy, "utf-8")
    return read_layers(folder / "desk.toml", policy=folder / "policy.toml").setup()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('shopp = "x"', "“shopp” is not a setting. It was left out."),
        ("[screen]\ncolour = 1", "“screen.colour” is not a setting. It was left out."),
        ("largest_amount = 12.7", "“largest_amount” must be a whole number. It was left out."),
        ("largest_amount = 0", "“largest_amount” was left out. The presets and the largest amount are whole numbers"),
        ('printing = "A4"', "“printing” must be a table of its own. It was left out."),
        ("[printing]\ncopies = 9", "“printing.copies” was left out. A sale has 1 to 3 slips."),
        ('[printing]\nway = "network"', "“printing.way” was left out. Name the printer first."),
        (f"not_issued_wait_minutes = {10**17}", "“not_issued_wait_minutes” was left out. "),
        ('version = "x"', "“version” must be a whole number. It was left out."),
        ("server = {}\nversion = -1", ""),
        ("charges = 5", "A tax or fee was left out. “charges” must be one or more tables of their own"),
        ("[screen]\nzoom = 110", "“screen.zoom” is one of 100, 125, 150, 175, 200, not 110. It was left out."),
    ],
)
def test_a_line_that_is_of_no_use_is_told_and_the_rest_counts(folder: Path, line: str, says: str) -> None:
    found = setup(folder, f'shop = "Harbour"\n{line}\n')
    assert found.shop.name == "Harbour"
    if says:
        (notice,) = found.notices
        assert notice.startswith(says)
    assert replace(found, notices=(), shop=DeskSetup().shop) == DeskSetup()


def test_every_wrong_line_is_told_and_every_right_one_counts(folder: Path) -> None:
    found = setup(
        folder,
        "presets = [-5]\nvends_at_once = 2\nhelp_line = 5\nlock_after_minutes = 99999\n"
        '[printing]\npaper = "A3"\ncopies = 2\nport = 0\n[screen]\nlook = "dark"\nzoom = 1\n',
    )
    assert len(found.notices) == 6
    assert (found.vends_at_once, found.printing) == (2, PrintSetup(copies=2))
    assert found.screen == Screen(look=Look.DARK)


@pytest.mark.parametrize(
    ("limits", "left", "soft", "hard"),
    [
        ("soft_limit_seconds = 300\nhard_limit_seconds = 90", "soft_limit_seconds", 20, 90),
        ("soft_limit_seconds = 30\nhard_limit_seconds = 5", "hard_limit_seconds", 30, 180),
        ("soft_limit_seconds = 0\nhard_limit_seconds = 6000", "soft_limit_seconds hard_limit_seconds", 20, 180),
    ],
)
def test_of_two_that_do_not_go_together_as_little_as_possible_goes(
    folder: Path, limits: str, left: str, soft: int, hard: int
) -> None:
    found = setup(folder, limits)
    assert len(found.notices) == len(left.split())
    assert all(f"“{path}”" in notice for path, notice in zip(left.split(), found.notices, strict=True))
    assert (found.soft_limit, found.hard_limit) == (timedelta(seconds=soft), timedelta(seconds=hard))


def test_a_tax_that_is_wrong_takes_no_other_with_it(folder: Path) -> None:
    for wrong in (VAT.format("x"), '[[charges]]\nname = "VAT"\npercent = 5\n'):
        found = setup(folder, f'{wrong}[[charges]]\nname = "Levy"\npercent = "2"\n')
        assert [each.name for each in found.shop.charges] == ["Levy"]
        assert "harge 1" in found.notices[0]
        assert len(found.notices) == 1


def test_the_policy_gives_way_to_nothing_but_what_can_not_be(folder: Path) -> None:
    """A till's paper that the policy's printer can't take goes, not the policy's printer."""
    printer = 'locked = ["printing.way"]\n[printing]\nway = "device"\ndevice = "/dev/usb/lp0"\n'
    found = setup(folder, '[printing]\npaper = "A4"\n', printer)
    assert (found.printing.way, found.printing.paper) == (WayKind.DEVICE, PaperName.ROLL_80)
    assert found.notices == (
        "“printing.paper” was left out. A printer without a driver prints on a roll: choose 58 mm or 80 mm paper.",
    )


def test_a_policy_that_waits_for_the_tills_part_is_told(folder: Path) -> None:
    found = setup(folder, "", '[printing]\nway = "network"\n')
    assert (found.printing.way, found.notices) == (
        WayKind.PDF,
        ("“printing.way” was left out. Name the printer first.",),
    )


def test_a_price_of_the_kwh_waits_for_what_money_means(folder: Path) -> None:
    policy = 'kwh_price = "0.25"\n'
    assert setup(folder, 'money_means = "kwh"', policy).money.price_text == "0.25"
    found = setup(folder, 'money_means = "currency"', policy)
    assert found.money.kwh_price is None
    assert found.notices[0].startswith("“kwh_price” is for an account that sells kWh")


def test_nothing_is_told_of_what_is_locked_anyway(folder: Path) -> None:
    found = setup(folder, 'shop = 5\ntill = "k 7"\n', 'locked = true\nshop = "P"\ntill = "K07"\n')
    assert (found.shop.name, found.till, found.notices) == ("P", "K07", ())


def test_a_vital_value_that_is_of_no_use_is_told_where_nobody_can_be_asked(folder: Path) -> None:
    found = setup(folder, 'till = "k 7"\n')
    assert found.till == "K01"
    assert found.notices[0].startswith("“till” was left out. The till's name is 1 to 8 capital letters")


def test_a_lost_logo_is_nobodys_trouble(folder: Path) -> None:
    assert setup(folder, 'logo = "gone.png"\ncopies = 1\n').notices == (
        "“copies” is not a setting. It was left out.",
    )


def test_what_is_left_out_is_known_by_its_path(folder: Path) -> None:
    (folder / "desk.toml").write_text('till = "k 7"\nshopp = 1\npresets = [0]\n', "utf-8")
    assert list(salvaged(read_layers(folder / "desk.toml")).left_out) == ["till", "presets", "shopp"]


@pytest.mark.parametrize(
    ("text", "to_do"),
    [
        (
            'till = "K01"\n\nshop = "A\n',
            "can't be read: .* Open it in an editor and mend line 3, or put the newest desk",
        ),
        (
            "a = " + "[" * 5000,
            "Open it in an editor and mend it, or put the newest desk.toml of a backup in its place",
        ),
    ],
)
def test_broken_toml_says_what_to_do(folder: Path, text: str, to_do: str) -> None:
    with pytest.raises(EnvironmentFault, match=to_do):
        setup(folder, text)


@pytest.mark.parametrize("text", ["till =", "version = 99"])
def test_broken_toml_and_a_newer_programs_file_are_refused(folder: Path, text: str) -> None:
    with pytest.raises(EnvironmentFault, match=r"desk\.toml"):
        setup(folder, text)
    assert (folder / "desk.toml").read_text("utf-8") == text


@pytest.mark.parametrize(
    ("text", "path", "stood"),
    [
        ('fingerprint = "PIN"\n[server]\naddress = "https://a"\n', "server.fingerprint", "PIN"),
        ('server = "https://a"\nfingerprint = "PIN"\n', "server.fingerprint", "PIN"),  # as an older program had it
        ('[server]\naddress = "https://a"\n[kiosk]\nfingerprint = "PIN"\n', "server.fingerprint", "PIN"),
        ('[server]\naddress = "https://a"\n[Server]\nFingerprint = "PIN"\n', "server.fingerprint", "PIN"),
        ('proxy = "http://p"\n[server]\naddress = "https://a"\n', "server.proxy", "http://p"),
        ('address = "https://b"\n', "server.address", "https://b"),
        ('[server]\naddress = "https://a"\ntill = "K07"\n', "till", "K07"),
    ],
)
def test_a_vital_line_in_the_wrong_place_is_asked_for_and_goes_with_the_answer(
    folder: Path, text: str, path: str, stood: str
) -> None:
    text = text.replace("PIN", "ab" * 32)
    file = folder / "desk.toml"
    file.write_text(text, "utf-8")
    layers = read_layers(file, begun=True)
    assert path in {each.path for each in layers.to_ask()}
    assert "stands in the wrong place" in layers.own.unusable[path]
    assert layers.own.stood[path] == stood.replace("PIN", "ab" * 32)
    layers.settled()  # an upgrade may write the file anew: the line stays until somebody has answered
    layers = layers.again()
    assert path in layers.own.unusable
    layers.store().keep_values({path: None})
    assert path not in layers.again().own.unusable
    assert stood.replace("PIN", "ab" * 32) not in file.read_text("utf-8")


def test_a_vital_line_that_stands_in_its_place_too_is_left_out_there_and_told(folder: Path) -> None:
    found = setup(folder, 'fingerprint = "x"\n[server]\naddress = "https://a"\nfingerprint = "' + "ab" * 32 + '"\n')
    assert [each[:13] for each in found.notices] == ["“fingerprint”"]
