"""Slips speak the shop's language: every text is there, with its places for values, and none fails a slip."""

import logging
import re
import tomllib
from collections import Counter

import pytest
from counter.slip_texts import keys

from vendingdesk.counter.shop import LANGUAGES
from vendingdesk.counter.slip_words import SlipWords, slip_key, slip_words
from vendingdesk.resources import resource

TRANSLATED = [language for language in LANGUAGES if language != "en"]


def catalogue(language: str) -> dict[str, str]:
    words = tomllib.loads(resource(f"slips/{language}.toml").read_text("utf-8"))["words"]
    assert isinstance(words, dict)
    return words


def places(text: str) -> Counter[str]:
    return Counter(re.findall(r"\{[^}]*\}", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_a_slip_is_translated_and_none_too_many(language: str) -> None:
    words = catalogue(language)
    assert words.keys() - keys() == set()
    assert keys() - words.keys() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_same_places_for_values(language: str) -> None:
    words = catalogue(language)
    assert {text: places(said) for text, said in words.items()} == {text: places(text) for text in words}
    assert not [said for said in words.values() if not said.strip() or said != said.strip()]


def test_arabic_is_in_arabic_letters_and_french_is_not_english() -> None:
    for said in catalogue("ar").values():
        assert re.search("[\u0600-\u06ff]", said), said
        assert not re.search("[A-Za-z\u0660-\u0669]", re.sub(r"\{\w+\}|\b[XZ]\b", "", said)), said
    same = {english for english, said in catalogue("fr").items() if english == said}
    assert same <= {"Date", "Total", "Signature:"}


def test_french_keeps_its_signs_on_the_line_of_their_word() -> None:
    for said in catalogue("fr").values():
        assert not re.search(" [:;?!»%]", said), said


def test_the_words_of_a_language() -> None:
    assert slip_words("en")("Receipt {0}", "K01-000124") == "Receipt K01-000124"
    assert slip_words("fr")("Receipt {0}", "K01-000124") == "Reçu K01-000124"
    assert slip_words("fr").language == "fr"
    assert slip_words("fr") is slip_words("fr")
    assert slip_key("Receipt") == "Receipt"


def test_a_value_in_arabic_keeps_its_own_order() -> None:
    assert slip_words("ar")("Receipt {0}", "K01-000124") == "إيصال \u2068K01-000124\u2069"
    assert slip_words("ar")("Receipt {0}", "K\u2069 9\u2068") == "إيصال \u2068K 9\u2069"
    assert slip_words("ar")("Total") == "الإجمالي"


def test_a_value_with_braces_is_only_a_value() -> None:
    assert slip_words("en")("Receipt {0}", "{1} {x}") == "Receipt {1} {x}"


def test_without_its_file_a_language_is_english_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        t = slip_words("eo")
        assert t("COPY {0}", 3) == "COPY 3"
        assert t("COPY {0}", 4) == "COPY 4"
    [no_file, no_words] = [record.getMessage() for record in caplog.records]
    assert no_file.startswith("The words of slips in “eo” can’t be read, so slips are in English: ")
    assert no_words == "A slip has no words in “eo” for 'COPY {0}': it says them in English"


@pytest.mark.parametrize("broken", ["{1} trop", "{", "{x}"])
def test_a_translation_that_does_not_fit_its_values_is_english(broken: str, caplog: pytest.LogCaptureFixture) -> None:
    t = SlipWords("fr", {f"{len(broken)} held {{0}}": broken})
    with caplog.at_level(logging.WARNING):
        assert t(f"{len(broken)} held {{0}}", 7) == f"{len(broken)} held 7"
    assert [record.getMessage().startswith("The slip’s words in “fr” don’t fit") for record in caplog.records] == [
        True
    ]
