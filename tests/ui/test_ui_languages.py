"""The languages of the screen: what is made after ``install`` speaks them, and a catalogue fits the code."""

import logging
import os
import re
import subprocess
import sys
from collections import Counter as Tally
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from ui.ui_words import UI, asked_for

from vendingdesk.counter.screen import LANGUAGES
from vendingdesk.domain.errors import Refused
from vendingdesk.ui import languages, theme, words
from vendingdesk.ui.signin import SignInDialog

OTHERS = sorted(set(LANGUAGES) - {languages.ENGLISH})
SPOKEN = """
    main_window navigation status_strip shift_bar news_line form_dialog keypad signin entrance lock_page till_lock
    sell_page vend_form vend_page meter_field meter_card tender_box confirm overriding result_panel late_page
    words vend_words tray leaving session_end shift_page shift_dialogs count_dialog close_dialog refunds doubts_page
    doubt_card settling settled_panel supervisor tokens_page money_words print_words dates
    wizard wizard_page wizard_server wizard_money wizard_till wizard_paper wizard_end wizard_supervisor first_start
    trust_panel trust_words kiosk kiosk_screen clock_news crash_notice unit_bar declared
""".split()  # noqa: SIM905 - so many names read better so
"""The modules with the words of a first start and of a cashier's day: each catalogue has them all."""
LEFT_IN_ENGLISH = 0.05
"""What may wait for its words elsewhere: a new page is not held up by them."""


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application, English again afterwards."""
    yield qapp
    languages.install(qapp, languages.ENGLISH)


def _all(language: str) -> dict[str, str]:
    return {english: text for chapter in languages.catalogue(language).values() for english, text in chapter.items()}


# The catalogues


@pytest.mark.parametrize("language", OTHERS)
def test_what_a_cashier_meets_is_said_in_each_language(language: str) -> None:
    there, asked = _all(language), asked_for()
    assert {module: sorted(asked[module] - there.keys()) for module in SPOKEN if asked[module] - there.keys()} == {}


@pytest.mark.parametrize("language", OTHERS)
def test_hardly_anything_else_is_left_in_english(language: str) -> None:
    asked = set().union(*asked_for().values())
    missing = sorted(asked - _all(language).keys())
    assert len(missing) <= len(asked) * LEFT_IN_ENGLISH, missing


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_nothing_that_nobody_asks_for(language: str) -> None:
    asked = set().union(*asked_for().values())
    chapters = languages.catalogue(language)
    spare = {name: sorted(chapter.keys() - asked) for name, chapter in chapters.items() if name != "faults"}
    assert {name: texts for name, texts in spare.items() if texts} == {}


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_stands_in_one_chapter(language: str) -> None:
    counted = Tally(english for chapter in languages.catalogue(language).values() for english in chapter)
    assert [english for english, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_takes_the_same_values_and_has_a_key_where_english_has_one(language: str) -> None:
    def shape(text: str) -> tuple[list[str], int]:
        return sorted(set(re.findall(r"%\d", text))), len(re.findall(r"&(?=\w)", text))

    odd = {english: text for english, text in _all(language).items() if shape(english) != shape(text)}
    assert odd == {}


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_no_empty_line(language: str) -> None:
    def ends(text: str) -> tuple[bool, bool, bool]:
        return not text.strip(), text[:1].isspace(), text[-1:].isspace()

    assert [english for english, text in _all(language).items() if ends(english) != ends(text)] == []


def test_each_language_says_its_own_name() -> None:
    assert languages.names() == {"en": "English", "fr": "Français", "ar": "العربية"}


# The application


def test_what_is_made_from_here_on_speaks_french(app: QApplication) -> None:
    languages.install(app, "fr")
    dialog = SignInDialog("https://192.0.2.1:4680")
    assert dialog.windowTitle() == dialog.ok.accessibleName() == "Se connecter"
    assert dialog.username.accessibleName() == "Nom d’utilisateur"
    assert dialog.objectName() == "signin"  # names never change
    assert app.layoutDirection() is Qt.LayoutDirection.LeftToRight
    dialog.deleteLater()


def test_qt_s_own_words_are_french_too(app: QApplication) -> None:
    languages.install(app, "fr")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Annuler"
    box.deleteLater()


def test_arabic_is_read_from_the_right_in_letters_of_its_own(app: QApplication) -> None:
    languages.install(app, "ar")
    dialog = SignInDialog("https://192.0.2.1:4680")
    assert dialog.windowTitle() == "تسجيل الدخول"
    assert dialog.layoutDirection() is Qt.LayoutDirection.RightToLeft
    dialog.deleteLater()


WRITTEN = """
from PySide6.QtGui import QTextLayout
from vendingdesk.ui import fonts, languages, start

def families():
    layout = QTextLayout("العداد 0128", app.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return sorted({run.rawFont().familyName() for run in layout.glyphRuns()})

app = start.application(["vendingdesk"], "en")
families()
fonts.load_sans()
families()
languages.install(app, "ar")
print(*families(), sep="\\n")
"""
"""Arabic before it is spoken, as in the names of customers, with the window's family asked for a second time."""


def test_arabic_letters_are_drawn_by_the_family_that_comes_with_the_program() -> None:
    assert _said(WRITTEN) == [theme.SANS, "IBM Plex Sans Arabic"]


def test_english_comes_back(app: QApplication) -> None:
    for language in (*OTHERS, "en"):
        languages.install(app, language)
    dialog = SignInDialog("https://192.0.2.1:4680")
    assert (dialog.windowTitle(), dialog.layoutDirection()) == ("Sign in", Qt.LayoutDirection.LeftToRight)
    dialog.deleteLater()


def test_what_has_no_translation_stays_english(app: QApplication) -> None:
    languages.install(app, "fr")
    assert QCoreApplication.translate("words", "Nobody has translated this %1") == "Nobody has translated this %1"


def test_a_language_without_a_catalogue_is_english_and_logged(
    app: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        languages.install(app, "xx")
    assert QCoreApplication.translate("SignInDialog", "Sign in") == "Sign in"
    assert "in “xx” can’t be read" in caplog.text


def test_a_value_in_an_arabic_sentence_keeps_its_own_order(app: QApplication) -> None:
    languages.install(app, "ar")
    text = QCoreApplication.translate("SignInDialog", "DEMO – user %1, password %2. Type the code of the picture.")
    assert "\u2068%1\u2069" in text
    assert "\u2068%2\u2069" in text


def test_a_sentence_of_the_counter_is_known_with_its_values_in_it(app: QApplication) -> None:
    chapters = {
        "faults": {"The card %1 of %2 is full.": "La carte %1 de %2 est pleine.", "Full (%1).": "Plein (%1)."}
    }
    catalogue = languages.Catalogue(app, chapters, isolate=False)
    app.installTranslator(catalogue)
    assert words.fault_text(Refused("The card 7 of A. B. is full.")) == "La carte 7 de A. B. est pleine."
    assert words.fault_text(Refused("Full (%1).")) == "Plein (%1)."
    assert words.fault_text(Refused("The card is full.")) == "The card is full."
    assert QCoreApplication.translate("words", "The card 7 of 9 is full.") == "The card 7 of 9 is full."


def test_a_sentence_inside_of_a_sentence_is_said_too(app: QApplication) -> None:
    languages.install(app, "fr")
    said = words.fault_text(Refused("Cash received: Type the amount first."))
    assert said == "Espèces reçues\u00a0: Tapez d’abord le montant."


def _started(language: str) -> list[str]:
    """What a start in that language says on the sign-in button, and whether it has read a catalogue."""
    return _said(
        "import sys; from vendingdesk.ui import start; from vendingdesk.ui.signin import SignInDialog; "
        f"app = start.application(['vendingdesk'], {language!r}); dialog = SignInDialog('https://192.0.2.1'); "
        "print(dialog.ok.text()); print('vendingdesk.ui.languages' in sys.modules)"
    )


def _said(code: str) -> list[str]:
    """The lines that a program of its own prints: fonts and languages stay with a process."""
    environment = {**os.environ, "PYTHONPATH": str(UI.parents[1]), "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return run.stdout.splitlines()


def test_the_very_first_dialog_speaks_it_and_english_reads_nothing() -> None:
    assert _started("fr") == ["Se connecter", "True"]
    assert _started("en") == ["Sign in", "False"]
