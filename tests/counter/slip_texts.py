"""Every text that slips translate, read from the code itself."""

import ast
from pathlib import Path

import vendingdesk.counter
from vendingdesk.counter.copies import CopyWhy
from vendingdesk.domain.management import RULES

COUNTER = Path(vendingdesk.counter.__file__).parent
MARKS = {"t", "_t", "slip_key"}


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _marked(path: Path) -> set[str]:
    """The texts that ``t("…")``, ``self._t("…")`` and ``slip_key("…")`` get in a module."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call)
        and _called(node) in MARKS
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def keys() -> set[str]:
    """What every catalogue has to say: the marked texts, and those of the domain that land on slips."""
    marked = set().union(*(_marked(path) for path in COUNTER.glob("*.py")))
    return marked | {rule.manual_name for rule in RULES.values()} | set(map(str, CopyWhy))
