"""Settings written into the setup file: what changed and nothing else, whole or not at all."""

import os
import resource
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from wiring.wiring_setup import VAT, opened

from vendingdesk.counter.declared import DECLARED, Part
from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.domain.charges import Charge
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import PaperName
from vendingdesk.wiring.demo import demo_setup
from vendingdesk.wiring.setup_file import read_setup
from vendingdesk.wiring.setup_writing import SettingsFile

PNG = b"\x89PNG\r\n\x1a\n a picture"
JPEG = b"\xff\xd8\xff\xe0 another"
WRITTEN = """\
# The shop of Amina and her brother.
till = "K07"    # never change this

shop = "Harbour Kiosk"  # as on the sign
help_line = "Ask."

[printing]   # the printer came in May
port = 9101 # not the usual one
paper = "58mm"

[[charges]]
# since 1 January
name = "VAT"
percent = "18"  # was 17.5
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.toml"


def test_every_setting_of_shop_and_printing_comes_back(file: Path) -> None:
    store, known = opened(file)
    shop = Shop(
        name="Kiosk “Harbour”",
        utility="Riverside",
        lines=("12 Harbour Road", "Tel. 555"),
        tax_number="TIN 12-34",
        help_line="Call 0800.",
        footer=("Thank you.",),
        logo=PNG,
        language="fr",
        qr=True,
        charges=(VAT, Charge("Service", fixed=1250, included=False)),
    )
    printing = PrintSetup(
        PaperName.ROLL_58, WayKind.NETWORK, "queue", "10.0.0.9", 9101, "/dev/lp0", 2, True, True, False,
        timedelta(minutes=25),
    )  # fmt: skip
    store.keep(shop=shop, printing=printing)
    assert read_setup(file).setup() == replace(known, shop=shop, printing=printing)
    for part, made in ((Part.SHOP, shop), (Part.PRINTING, printing)):
        names = {each.name for each in DECLARED if each.part is part}
        assert names == set(type(made).__dataclass_fields__)
        defaults = type(made)()
        assert all(getattr(made, name) != getattr(defaults, name) for name in names)


def test_comments_order_and_other_lines_stay(file: Path) -> None:
    file.write_text(WRITTEN, "utf-8")
    store, known = opened(file)
    shop = replace(
        known.shop, name="Quay Kiosk", utility="Riverside", charges=(replace(VAT, percent=Decimal("7.5")),)
    )
    store.keep(shop=shop, printing=replace(known.printing, port=9100, cut=False))
    assert file.read_text("utf-8") == WRITTEN.replace('"Harbour Kiosk"', '"Quay Kiosk"').replace(
        'help_line = "Ask."\n', 'help_line = "Ask."\nutility = "Riverside"\n'
    ).replace("9101", "9100").replace('"58mm"\n', '"58mm"\ncut = false\n').replace('"18"', '"7.5"')


def test_nothing_changed_nothing_written(file: Path) -> None:
    file.write_text(WRITTEN, "utf-8")
    store, known = opened(file)
    before = file.stat()
    store.keep(shop=known.shop, printing=known.printing)
    assert file.stat().st_ino == before.st_ino
    assert file.read_text("utf-8") == WRITTEN


def test_what_another_program_wrote_meanwhile_stays(file: Path) -> None:
    file.write_text('shop = "A"\nutility = "B"\n', "utf-8")
    store, known = opened(file)
    file.write_text('shop = "A"\nutility = "C" # new\nlargest_amount = 500\n', "utf-8")
    store.keep(shop=replace(known.shop, name="D"), printing=known.printing)
    assert file.read_text("utf-8") == 'shop = "D"\nutility = "C" # new\nlargest_amount = 500\n'


@pytest.mark.parametrize("broken", ["till =", "shopp = 1", 'printing = "A4"'])
def test_what_somebody_broke_meanwhile_is_named_and_left(file: Path, broken: str) -> None:
    store, known = opened(file)
    file.write_text(broken, "utf-8")
    with pytest.raises(EnvironmentFault, match=r"desk\.toml"):
        store.keep(shop=Shop("D"), printing=known.printing)
    assert file.read_text("utf-8") == broken


def test_what_would_not_start_again_is_not_written(file: Path) -> None:
    store, known = opened(file)
    file.write_text('[printing]\nway = "network"\nhost = "10.0.0.9"\n', "utf-8")
    before = file.read_text("utf-8")
    with pytest.raises(EnvironmentFault, match="prints on a roll"):
        store.keep(shop=known.shop, printing=replace(known.printing, paper=PaperName.A4))
    assert file.read_text("utf-8") == before


def test_what_the_demo_puts_in_for_its_shop_is_not_written(file: Path) -> None:
    known = demo_setup(DeskSetup())
    SettingsFile(file, known).keep(shop=replace(known.shop, tax_number="TIN 7"), printing=known.printing)
    assert file.read_text("utf-8") == 'tax_number = "TIN 7"\n'


@pytest.mark.parametrize(
    ("picture", "name"),
    [(PNG, "logo.png"), (JPEG, "logo.jpg"), (b"GIF89a", "logo.gif"), (b"RIFF....WEBP", "logo.webp"), (b"?", "logo")],
)
def test_a_logo_lies_beside_the_file_for_this_user_alone(file: Path, picture: bytes, name: str) -> None:
    store, known = opened(file)
    store.keep(shop=Shop(logo=picture), printing=known.printing)
    beside = file.with_name(name)
    assert beside.read_bytes() == picture
    assert f'logo = "{name}"' in file.read_text("utf-8")
    assert {stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()} == {0o600}


def test_another_logo_takes_the_place_and_no_picture_is_lost(file: Path) -> None:
    store, known = opened(file)
    other = PNG + b" in red"
    lie = {"logo.png": PNG, "logo.jpg": JPEG, "logo-2.png": other}
    steps = (PNG, "logo.png"), (JPEG, "logo.jpg"), (other, "logo-2.png"), (PNG, "logo.png"), (b"", "")
    for picture, name in steps:
        store.keep(shop=Shop(logo=picture), printing=known.printing)
        assert read_setup(file).setup().shop.logo == picture
        assert file.read_text("utf-8") == (f'logo = "{name}"\n' if name else "")
    assert {each.name: each.read_bytes() for each in file.parent.iterdir() if each != file} == lie


@pytest.mark.parametrize("name", ["logo.png", "brand.png"])
@pytest.mark.parametrize("chosen", [b"", PNG + b" in red", JPEG])
def test_a_picture_that_a_person_put_there_stays_as_it_is(file: Path, name: str, chosen: bytes) -> None:
    brand = file.with_name(name)
    brand.write_bytes(PNG)
    file.write_text(f'till = "K07"\nlogo = "{name}"  # ours\nqr = true # too\n', "utf-8")
    store, known = opened(file)
    assert known.shop.logo == PNG
    store.keep(shop=replace(known.shop, logo=chosen), printing=known.printing)
    assert brand.read_bytes() == PNG
    assert read_setup(file).setup().shop.logo == chosen
    now = read_setup(file).logo_file
    line = f'logo = "{now.name}"  # ours\n' if now else ""
    assert file.read_text("utf-8") == f'till = "K07"\n{line}qr = true # too\n'


def test_a_folder_that_is_called_like_the_logo_is_gone_round(file: Path) -> None:
    file.with_name("logo.png").mkdir()
    store, known = opened(file)
    store.keep(shop=Shop(logo=PNG), printing=known.printing)
    assert file.with_name("logo-2.png").read_bytes() == PNG


def test_a_lost_logo_stops_nobody_and_its_line_stays(file: Path) -> None:
    file.write_text('logo = "gone.png"\n', "utf-8")
    store, known = opened(file)
    assert known.shop.logo == b""
    with pytest.raises(EnvironmentFault, match=r"gone\.png can't be read .* Choose it again in Settings"):
        read_setup(file).logo()
    store.keep(shop=replace(known.shop, name="D"), printing=known.printing)
    assert file.read_text("utf-8") == 'logo = "gone.png"\nshop = "D"\n'


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file of this process grows beyond ``room`` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_all_is_as_it_was(file: Path) -> None:
    file.write_text(WRITTEN, "utf-8")
    store, known = opened(file)
    with full_disk(100), pytest.raises(EnvironmentFault, match=r"Nothing was changed\. Free some space"):
        store.keep(shop=replace(known.shop, name="D", logo=PNG), printing=known.printing)
    assert file.read_text("utf-8") == WRITTEN
    assert [each.name for each in file.parent.iterdir()] == ["desk.toml"]
    store.keep(shop=replace(known.shop, name="D"), printing=known.printing)
    assert read_setup(file).setup().shop.name == "D"


def test_in_a_folder_that_may_not_be_written() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "desk.toml"
        file.write_text(WRITTEN, "utf-8")
        store, known = opened(file)
        Path(folder).chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)  # nothing is read-only for root
        try:
            with pytest.raises(EnvironmentFault, match=r"Permission denied.*make the folder writable"):
                store.keep(shop=replace(known.shop, name="D"), printing=known.printing)
        finally:
            os.seteuid(user)
            Path(folder).chmod(0o700)
        assert file.read_text("utf-8") == WRITTEN
