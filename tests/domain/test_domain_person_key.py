"""Which names are one person's."""

import unicodedata

import pytest

from vendingdesk.domain.doubt import person_key, same_person


@pytest.mark.parametrize(
    "other",
    [
        "JOSÉ",
        "jo sé",
        unicodedata.normalize("NFD", "José"),
        "\uff2a\uff2f\uff33\u00c9",  # full-width letters
        "José\u3164",
        "José\u034f",
        "José\ufe0f",
        "Jo\u200bsé",
        "José\u2060",
        "José\u2800",
        "Jos\u034fe\u0301",
    ],
)
def test_spelling_and_what_nobody_sees_make_no_second_person(other: str) -> None:
    assert same_person("José", other)
    assert person_key(person_key(other)) == person_key(other)


@pytest.mark.parametrize("other", ["Jose", "Josée", "J\u043es\u00e9"])
def test_other_letters_do(other: str) -> None:
    assert not same_person("José", other)


def test_ligatures_and_sharp_s_are_their_letters() -> None:
    assert same_person("\ufb01ona", "FIONA")
    assert same_person("Weiß", "WEISS")


def test_of_a_name_that_nobody_sees_nothing_is_left() -> None:
    assert person_key("\u3164\u200b \ufe0f\u115f") == ""
