"""pip-audit, but an answer of the service that isn't one ends it: ``strict_answers.py WORDS-OF-PIP-AUDIT…``.

pip-audit takes whatever is empty (``[]``, ``null``, ``0``) for “nothing is known”, and passes over entries that it
doesn't understand. Here an answer is an object, and its entries are such as pip-audit reads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class NoAnswer(Exception):
    """What the service sent is no answer; the text says why."""


def held(told: Any) -> Any:
    """``told`` itself, as the service answered; raises ``NoAnswer``."""
    if not isinstance(told, dict):
        raise NoAnswer(f"its answer is no object but {type(told).__name__}")
    entries = told.get("vulns", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise NoAnswer("its answer holds no list of entries")
    if told.get("next_page_token"):
        raise NoAnswer("its answer goes on, on a page that is not asked for")
    for one in entries:
        if str(one.get("schema_version", "1")).split(".")[0] != "1":
            raise NoAnswer(f"its entry {one.get('id')} is written in another way than is understood here")
    return told


def strict(read: Callable[..., Any]) -> Callable[..., Any]:
    """``read``, a response's ``json``, that lets through nothing but answers."""

    def json(response: Any, **words: Any) -> Any:
        return held(read(response, **words))

    return json


def main() -> None:
    """Run pip-audit with the words of the command line."""
    import requests
    from pip_audit._cli import audit  # type: ignore[import-untyped]

    requests.Response.json = strict(requests.Response.json)  # type: ignore[method-assign]
    audit()


if __name__ == "__main__":
    main()
