"""Every text that the window asks a translation for, read from the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from vendingdesk.counter.declared import DECLARED

UI = Path(__file__).resolve().parents[2] / "vendingdesk" / "ui"


def asked_for() -> dict[str, set[str]]:
    """The module → the English texts that it translates, as they stand in the code; the declared settings too."""
    found = {file.stem: set(_texts(ast.parse(file.read_bytes()))) for file in sorted(UI.glob("*.py"))}
    return found | {"declared": {text for each in DECLARED for text in (each.caption, each.hint) if text}}


def _texts(tree: ast.AST) -> Iterator[str]:
    """First arguments of ``tr`` and ``_tr``, second ones of ``translate``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr="tr") | ast.Name(id="_tr" | "tr"):
                    given = node.args[:1]
                case ast.Attribute(attr="translate"):
                    given = node.args[1:2]
                case _:
                    given = []
            for each in given:
                yield from _constants(each)


def _constants(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from _constants(node.body)
            yield from _constants(node.orelse)
