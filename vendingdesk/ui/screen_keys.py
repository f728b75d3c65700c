"""The keys of the keyboard on the screen: what stands where, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Work(Enum):
    """What a key does that types nothing."""

    SHIFT = "⇧"
    ERASE = "⌫"
    ENTER = "⏎"
    HIDE = "⌄"


@dataclass(frozen=True, slots=True)
class KeyCap:
    """One key: ``text`` is typed, or ``work`` done, or another ``page`` shown; ``wide`` counts in keys."""

    text: str = ""
    work: Work | None = None
    page: str = ""
    shown: str = ""
    wide: int = 1


ERASE, ENTER, HIDE, SHIFT = (KeyCap(work=each) for each in (Work.ERASE, Work.ENTER, Work.HIDE, Work.SHIFT))
WIDE_ENTER = KeyCap(work=Work.ENTER, wide=2)

DIGITS, LETTERS, SIGNS, MORE, ACCENTS, ARABIC = "digits", "letters", "signs", "more", "accents", "arabic"


def _typed(letters: str) -> tuple[KeyCap, ...]:
    return tuple(KeyCap(each) for each in letters)


def _last(back: KeyCap, *beside: KeyCap) -> tuple[KeyCap, ...]:
    space = KeyCap(" ", wide=6 - len(beside))
    return (back, *beside, space, HIDE, WIDE_ENTER)


TO_SIGNS = KeyCap(page=SIGNS, shown="?12")
TO_LETTERS = KeyCap(page=LETTERS, shown="ABC")
TO_MORE = KeyCap(page=MORE, shown="[{~")

EXTRA = {"fr": KeyCap(page=ACCENTS, shown="éàç"), "ar": KeyCap(page=ARABIC, shown="عربي")}
"""What the letters page leads to besides, by the language of the screen."""

ROWS = {
    "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm.-"),
    "fr": ("azertyuiop", "qsdfghjklm", "wxcvbn.-"),
}
"""Letters where a language's keyboards have them; what has none of its own here has the English ones."""


def pages(language: str) -> dict[str, tuple[tuple[KeyCap, ...], ...]]:
    """Every page of keys, by its name, as rows from the top. All printable ASCII can be typed: passwords need it."""
    top, middle, low = ROWS.get(language, ROWS["en"])
    extra = EXTRA.get(language)
    made = {
        DIGITS: ((*_typed("1234567890."), ERASE, TO_LETTERS, HIDE, ENTER),),
        LETTERS: (
            _typed(top),
            _typed(middle),
            (SHIFT, *_typed(low), ERASE),
            _last(TO_SIGNS, *((extra,) if extra is not None else ()), KeyCap("@")),
        ),
        SIGNS: (
            _typed("1234567890"),
            _typed("@#$%&*-+()"),
            (*_typed("!?\"':;,./"), ERASE),
            _last(TO_LETTERS, TO_MORE),
        ),
        MORE: (
            _typed("_=<>[]{}\\|"),
            _typed("~`^€£§°«»…"),
            (*_typed("1234567890"), ERASE),
            _last(TO_LETTERS, TO_SIGNS),
        ),
    }
    if language == "fr":
        made[ACCENTS] = (_typed("éèêëàâçîïô"), _typed("ùûüœæ’«»-_"), (SHIFT, ERASE), _last(TO_LETTERS, TO_SIGNS))
    if language == "ar":
        made[ARABIC] = (
            _typed("ضصثقفغعهخحج"),
            _typed("شسيبلاتنمكط"),
            (*_typed("ئءؤرىةوزظدذ"), ERASE),
            _last(TO_LETTERS, *_typed("أإآ")),
        )
    return made
