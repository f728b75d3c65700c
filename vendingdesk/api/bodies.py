"""An answer's body seen once: its JSON if it has any, its code, its words, its shape."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.api.answers import Shape
from vendingdesk.api.json_reading import JsonCutShort, JsonObject, NotJson, first_object
from vendingdesk.api.limits import SERVER_TEXT
from vendingdesk.domain.outcome import DoubtCause, RawAnswer

_MOST_MESSAGE = SERVER_TEXT * 8


@dataclass(frozen=True, slots=True)
class Body:
    """A JSON answer, judged by the body's ``code`` first and the HTTP status second."""

    status: int
    json: JsonObject

    @property
    def code(self) -> int | None:
        """``code``, a number or a string of digits."""
        return self.json.whole("code")

    @property
    def message(self) -> str:
        """``msg`` as it came, for matching."""
        return self.json.text("msg")[:_MOST_MESSAGE]

    @property
    def server_text(self) -> str:
        """``msg`` for people: one line, no control characters."""
        return self.json.line("msg", SERVER_TEXT)

    @property
    def data(self) -> JsonObject:
        """``data``, empty when it is no object."""
        return self.json.child("data")

    @property
    def shape(self) -> Shape:
        """Which of the contract's refusals it looks like."""
        if not self.json.is_null("data") or self.json.text("status") not in {"", "error"}:
            return Shape.ODD
        keys = "requestId" in self.json and ("status" in self.json or "data" in self.json)
        return Shape.LONG if keys else Shape.SHORT

    @property
    def believable(self) -> bool:
        """Whether the HTTP status agrees: refusals come with 200, or with the code they name."""
        return self.status in (200, self.code)


def parse_body(raw: RawAnswer) -> Body | DoubtCause:
    """The body as JSON, or why it is none: cut short, or no JSON object at all."""
    try:
        return Body(raw.status, first_object(raw.body))
    except JsonCutShort:
        return DoubtCause.CUT_SHORT
    except NotJson:
        return DoubtCause.NOT_JSON
