"""How customers are compared by a search."""

import pytest

from vendingdesk.domain.customer import Customer, folded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", ""),
        ("Ama MENSAH", "ama mensah"),
        ("José Müller", "jose muller"),
        ("Straße", "strasse"),
        ("Łukasz Sørensen", "lukasz sorensen"),
        ("İstanbul", "istanbul"),
        ("مُحَمَّد", "محمد"),
        ("أحمـد", "احمد"),
        ("فاطمة", "فاطمه"),
        ("مصطفى", "مصطفي"),
        ("٠١٢٨", "0128"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("\u202bAma", "ama"),
        ("Zoe\u0308", "zoe"),
        ("漢字", "漢字"),
    ],
)
def test_letters_are_compared_as_people_type_them(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_a_customer_is_found_by_everything_that_is_known() -> None:
    known = Customer("0128244400031", "José", "Plot 4", "+234 803-555", "T1", "Gate", "123456", "2", "07")
    assert known.found_by == "0128244400031\njose\nplot 4\n+234 803-555\nt1\ngate\n123456\n234803555"
    assert Customer("0128244400031", phone="0803").found_by == "0128244400031\n0803"
