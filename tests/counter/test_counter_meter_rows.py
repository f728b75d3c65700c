"""Rows of a file, each with what may be wrong with it and what to do about that."""

import pytest

from vendingdesk import sts
from vendingdesk.counter.columns import guessed, has_headings
from vendingdesk.counter.meter_rows import MeterRows, Problem

METER, SHORT, NEIGHBOUR = "0128244400031", "01490819354", "0151529923121"
PAN = sts.meter_pan(SHORT)


def take(*cells: str, mend: bool = False, columns: dict[str, int] | None = None) -> tuple[str, ...] | Problem | None:
    return MeterRows(columns or {"meter": 0, "name": 1, "phone": 2}, mend=mend).take(7, cells)


def row(meter: str = METER, name: str = "Ama", phone: str = "") -> tuple[str, ...]:
    return (meter, name, "", phone, "", "", "", "", "")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((METER, "Ama"), row()),
        ((METER, "Ama", "", "not asked for"), row()),
        ((" 0128 2444-0003 1 ", "  Ama \n Mensah  "), row(name="Ama Mensah")),
        ((METER, "Ama "), row(name="Ama")),
        ((METER, "Ama  Mensah"), row(name="Ama Mensah")),
        ((METER, "Ama\xa0Mensah"), row(name="Ama Mensah")),
        ((SHORT, "محمد"), row(SHORT, "محمد")),
        ((f"'{METER}", "Ama", "'+234 803"), row(phone="+234 803")),
        ((f'="{METER}"', "Ama", "'0803"), row(phone="0803")),
        ((METER, "'=1+1"), row(name="=1+1")),
        ((METER, '=HYPERLINK("http://x","y")'), row(name='=HYPERLINK("http://x","y")')),
        ((METER, "'Abdullah"), row(name="'Abdullah")),
        ((METER, "'70s Bar"), row(name="'70s Bar")),
        ((METER, "''=1"), row(name="'=1")),
        ((METER, "Ama\u200b Men\U000e0041sah"), row(name="Ama Mensah")),
        ((METER, "می\u200cخواهم"), row(name="می\u200cخواهم")),
        ((METER, "Ama\u200d"), row(name="Ama")),
        ((METER, "Ama", "''1E5"), row(phone="1E5")),
        ((METER, "Ama", "+234 803 555 0112"), row(phone="+234 803 555 0112")),
        ((), None),
        (("", " ", ""), None),
    ],
)
def test_rows_that_can_be_taken(cells: tuple[str, ...], expected: tuple[str, ...] | None) -> None:
    assert take(*cells) == expected


@pytest.mark.parametrize(
    ("cells", "field", "sentence"),
    [
        (("0128244400032", "Ama"), "meter", "check digit is wrong"),
        (("12345", "Ama"), "meter", "11 or 13 digits"),
        (("01282444OOO31", "Ama"), "meter", "digits only"),
        (("", "Ama"), "meter", "number is missing"),
        ((METER, ""), "name", "name is missing"),
        ((METER, "'"), "", ""),
        ((METER, "\u3164"), "name", "name is missing"),
        ((METER, "\u200b\u2060\u200d"), "name", "name is missing"),
        ((METER, "Ama", "'1E5"), "phone", "its last digits are lost"),
        ((METER, "x" * 81), "name", "too long: 81 letters, 80 at most"),
        ((METER, "Ama\x07Mensah"), "name", "invisible control characters"),
        ((METER, "Ama\x00"), "name", "invisible control characters"),
        ((METER, "Ama\u202eMensah"), "name", "invisible control characters"),
        ((METER, "Jos\ufffd"), "name", "Letters of it were lost"),
        ((METER, "Jos\ufffdé 1"), "name", "Letters of it were lost"),
        (("1.28244E+10", "Ama"), "meter", "turned this number into 1.28244E+10"),
        (("1,28244E+10", "Ama"), "meter", "its last digits are lost"),
        (("1.28244400031e+11", "Ama"), "meter", "its last digits are lost"),
        ((f"{SHORT}.0", "Ama"), "meter", "put a “.0” behind"),
        (("128244400031", "Ama"), "meter", f"took the zero from the front: with it the number is {METER}"),
        (("1490819354", "Ama"), "meter", "Zeros are missing at the front"),
        (("12824440003100000000", "Ama"), "meter", "kept 15 digits"),
        (("49335795185499399179", "Ama"), "meter", "a token, not a meter number"),
        (("4933 5795 1854 9939 9179", "Ama"), "meter", "a token, not a meter number"),
        ((PAN, "Ama"), "meter", "The meter number in it is 01490819354"),
        (("=A1&B1", "Ama"), "meter", "A formula stands here"),
        ((METER, "Ama", "2.34803E+12"), "phone", "its last digits are lost"),
        ((METER, "Ama", "803555.0"), "phone", "put a “.0” behind"),
        ((METER, "Ama", "+" + "1" * 31), "phone", "too long"),
    ],
)
def test_rows_that_can_not_be_taken_say_why(cells: tuple[str, ...], field: str, sentence: str) -> None:
    taken = take(*cells)
    if not field:
        assert isinstance(taken, tuple)
        return
    assert isinstance(taken, Problem)
    assert (taken.row, taken.field) == (7, field)
    assert sentence in taken.text
    assert taken.text.endswith(".")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("128244400031", "Ama"), row()),
        (("128244400031.0", "Ama", "803555.00"), row(phone="803555")),
        ((f"{SHORT},0", "Ama"), row(SHORT)),
    ],
)
def test_what_a_spreadsheet_did_is_undone_where_that_is_certain(
    cells: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert take(*cells, mend=True) == expected


@pytest.mark.parametrize("cell", ["1.28244E+10", "1490819354", "128244400032", "12824440003100000000"])
def test_what_is_lost_is_not_guessed(cell: str) -> None:
    assert isinstance(take(cell, "Ama", mend=True), Problem)


def test_a_meter_that_comes_twice_is_named_with_its_first_row() -> None:
    rows = MeterRows({"meter": 0, "name": 1}, mend=False)
    assert rows.take(2, (METER, "Ama")) == row()
    assert rows.take(3, (NEIGHBOUR, "Bob")) == row(NEIGHBOUR, "Bob")
    again = rows.take(4, ("0128 2444 0003 1", "Ama"))
    assert isinstance(again, Problem)
    assert again.text == "Row 2 has the same meter. Keep one of the two."


KEY = {"meter": 0, "name": 1, "supply_group": 2, "key_revision": 3, "tariff_index": 4}


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (("123456", "1", "07"), ""),
        (("", "", ""), ""),
        (("000123", "", "00"), ""),
        (("12345", "1", "07"), "supply_group"),
        (("1234567", "1", "07"), "supply_group"),
        (("12345x", "1", "07"), "supply_group"),
        (("123456", "0", "07"), "key_revision"),
        (("123456", "x", "07"), "key_revision"),
        (("123456", "²", "07"), "key_revision"),
        (("123456", "1", "7"), "tariff_index"),
        (("123456", "1", "x7"), "tariff_index"),
    ],
)
def test_details_of_a_key_follow_the_standard(details: tuple[str, ...], field: str) -> None:
    taken = take(METER, "Ama", *details, columns=KEY)
    if field:
        assert isinstance(taken, Problem)
        assert taken.field == field
    else:
        assert taken == (*row()[:6], *details)


def test_a_tariff_index_gets_its_zero_back() -> None:
    assert take(METER, "Ama", "123456", "1", "7", columns=KEY, mend=True) == (*row()[:6], "123456", "1", "07")


def test_a_meter_and_a_name_are_needed() -> None:
    with pytest.raises(ValueError, match="a meter and a name"):
        MeterRows({"meter": 0}, mend=False)


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["Meter", "Name", "Place", "Phone"], {"meter": 0, "name": 1, "place": 2, "phone": 3}),
        (["Customer Name", "METER_NO", "Physical  Address", "Cell"], {"meter": 1, "name": 0, "place": 2, "phone": 3}),
        (["Numéro de compteur", "Nom du client", "Adresse"], {"meter": 0, "name": 1, "place": 2}),
        (["Número de medidor", "Nombre", "Dirección", "Teléfono"], {"meter": 0, "name": 1, "place": 2, "phone": 3}),
        (["رقم العداد", "اسم العميل", "العنوان", "رقم الهاتف"], {"meter": 0, "name": 1, "place": 2, "phone": 3}),
        (["Namba ya mita", "Jina la mteja", "Simu"], {"meter": 0, "name": 1, "phone": 2}),
        (["SGC", "KRN", "TI", "Tariff index"], {"supply_group": 0, "key_revision": 1, "tariff_index": 2}),
        (["Date", "Meter", "Meter"], {"meter": 1}),
        (["Meter (old)", "Meter", "Owner"], {"meter": 1, "name": 2}),
        (["", "x"], {}),
    ],
)
def test_columns_are_guessed_from_headings(headings: list[str], columns: dict[str, int]) -> None:
    assert guessed(headings) == columns


def test_a_first_row_with_a_meter_has_no_headings() -> None:
    assert has_headings(["Meter", "Name"])
    assert not has_headings(["Ama", METER])
    assert not has_headings(["Ama", "0128244400032"])
    assert has_headings(["Meter number (13 digits)", "Customer"])


@pytest.mark.parametrize(
    "first",
    [["1.28244E+12", "First"], ["1.28244E+12", "4 Market Street"], ["128244400031.0", "Meter Shop"], ["", "First"]],
)
def test_a_first_row_with_a_ruined_meter_is_no_heading(first: list[str]) -> None:
    assert not has_headings(first)
