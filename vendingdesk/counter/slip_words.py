"""The words on slips in the shop's language. The English text is the key; what is not translated stays English.

A slip must never fail for want of a word: a catalogue that is missing or broken, a key that is not in it and a
translation whose placeholders don't fit are each logged once, and the English text is printed.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from vendingdesk.domain.receipt import RIGHT_TO_LEFT
from vendingdesk.resources import resource

ENGLISH = "en"

_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_WITHOUT = dict.fromkeys(map(ord, (_ISOLATE, _END_ISOLATE)))

_log = logging.getLogger(__name__)


def slip_key(text: str) -> str:
    """Marks a text as one that slips translate where they use it; returns it as it is."""
    return text


@dataclass(frozen=True, slots=True)
class SlipWords:
    """Called with an English text, gives it in ``language``; ``{0}``, ``{1}``, … take the values that follow.

    In a language that is written from the right a value is isolated, so that a date or a number in a sentence keeps
    its own order.
    """

    language: str
    translations: Mapping[str, str]

    def __call__(self, english: str, *values: object) -> str:
        """The text in the slip's language, with its values."""
        text = self._found(english)
        if not values:
            return text
        parts = [str(value) for value in values]
        if self.language in RIGHT_TO_LEFT:
            parts = [f"{_ISOLATE}{part.translate(_WITHOUT)}{_END_ISOLATE}" for part in parts]
        try:
            return text.format(*parts)
        except (LookupError, ValueError):
            _say_once(f"The slip’s words in “{self.language}” don’t fit their values: {english!r}")
            return english.format(*parts)

    def _found(self, english: str) -> str:
        if self.language == ENGLISH:
            return english
        text = self.translations.get(english)
        if text is None:
            _say_once(f"A slip has no words in “{self.language}” for {english!r}: it says them in English")
            return english
        return text


@lru_cache
def slip_words(language: str) -> SlipWords:
    """The words of a language, read once a run; without its file they are English. Never raises."""
    return SlipWords(language, MappingProxyType(_read(language)) if language != ENGLISH else {})


def _read(language: str) -> dict[str, str]:
    import tomllib  # no start of a program with English slips pays for it

    try:
        stored = tomllib.loads(resource(f"slips/{language}.toml").read_text("utf-8"))
        return {str(english): str(text) for english, text in stored["words"].items()}
    except (OSError, ValueError, LookupError, AttributeError, RecursionError) as error:
        _log.warning("The words of slips in “%s” can’t be read, so slips are in English: %s", language, error)
        return {}


@lru_cache(maxsize=512)
def _say_once(sentence: str) -> None:
    _log.warning(sentence)
