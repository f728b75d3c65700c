"""Reads the style rules as Qt does, as far as colours go, and says which stand on which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from vendingdesk.ui import theme
from vendingdesk.ui.colours import Colours

TOKENS = set(Colours._fields)

GROUNDS = frozenset({"ground", "surface", "accent_soft", "warning_ground", "danger_ground"})
"""What anything may stand on, wherever a page puts it."""

INKS = frozenset({"text", "muted", "accent", "warning", "danger"})
"""What words in any of the label's roles are written with."""

DECORATION = frozenset({"line"})
"""Edges that tell nothing by themselves: what they frame is told by its place, its ground or its words."""

STATES = ("hover", "focus", "pressed", "checked", "disabled", "selected")
WORDS = frozenset({"solid", "none", "transparent", "left"})
"""What values may say besides; whatever else is no length has to be a token."""

FOCUSABLE = {"QLineEdit", "QPlainTextEdit", "QComboBox", "QPushButton", "QCheckBox", "QTableView", "QListWidget"}
"""What the keyboard can be on, and must be seen to be on."""

GRAPHICS = {"chunk": "QProgressBar", "handle": "QScrollBar"}
"""Parts that are a shape on their control's ground."""

STANDS_ON = {
    'QLabel[role="tray_text"][mood="late"]': {"warning"},
    'QLabel[role="tray_text"][mood="danger"]': {"danger"},
    'QLabel[role="tray_text"]': {"warning_ground"},
    'QFrame[role="lcd"] QLabel': {"glass"},
}
"""What stands in one place only, and that place's ground."""

HOLDS = {
    'QFrame[role="tray"][mood="late"]': {"ground"},
    'QFrame[role="tray"][mood="danger"]': {"ground"},
    'QFrame[role="lcd"]': {"glass_ink"},
    'QFrame[role="rule"]': set(),
    "QProgressBar": set(),
    'QLabel[role="captcha"]': {"ink"},
}
"""What has a ground of its own that not everything may stand on, and what does."""

CONTAINERS = (
    "QWidget",
    "QFrame",
    "QMainWindow",
    "QDialog",
    "QProgressBar",
    "QScrollArea",
    "QTableView",
    "QListWidget",
    "QHeaderView",
)


@dataclass(frozen=True)
class Part:
    """One step of a selector: a kind of widget with its properties and states, or one of its parts."""

    kind: str
    properties: frozenset[str]
    states: frozenset[str]
    inner: str

    @property
    def name(self) -> str:
        text = self.kind + "".join(f"[{each}]" for each in sorted(self.properties, reverse=True))
        return f"{text}::{self.inner}" if self.inner else text


@dataclass(frozen=True)
class Rule:
    """A selector with the colours that its block gives, by what they are for."""

    within: Part | None
    part: Part
    given: dict[str, str]
    place: int

    @property
    def weight(self) -> tuple[int, int, int]:
        steps = [step for step in (self.within, self.part) if step is not None]
        return sum(len(step.properties) + len(step.states) for step in steps), len(steps), self.place

    @property
    def name(self) -> str:
        return f"{self.within.name} {self.part.name}" if self.within is not None else self.part.name


@dataclass(frozen=True)
class Pair:
    """Something drawn and what it is drawn on; ``least`` is how clear it has to be, 1 when it may go unseen."""

    where: str
    ink: str
    ground: str
    least: float


def marked(rules: str) -> str:
    """The template with its tokens left as words."""
    numbers = re.sub(r"\{s_\w+\}", "1", rules.replace("{{", "\x01").replace("}}", "\x02"))
    return re.sub(r"\{(\w+)\}", r"@\1", numbers).replace("\x01", "{").replace("\x02", "}")


def read(rules: str) -> list[Rule]:
    """Every selector of the template with its colours. Raises ``ValueError`` for a colour that is no token."""
    found = []
    for place, (selectors, block) in enumerate(re.findall(r"([^{}]+)\{([^{}]*)\}", marked(rules))):
        given = dict(_given(block))
        for selector in selectors.split(","):
            steps = [_part(step) for step in selector.split()]
            if not 1 <= len(steps) <= 2:
                raise ValueError(f"not understood: {selector}")
            found.append(Rule(steps[0] if len(steps) == 2 else None, steps[-1], given, place))
    return found


def _part(text: str) -> Part:
    matched = re.fullmatch(r"(\w+)((?:\[\w+=\"\w+\"\])*)(?:::([\w-]+))?((?::[\w-]+)*)", text)
    if matched is None:
        raise ValueError(f"not understood: {text}")
    kind, properties, inner, states = matched.groups()
    return Part(
        kind,
        frozenset(re.findall(r"\[([^\]]+)\]", properties)),
        frozenset(states.split(":")[1:]) - {"vertical", "horizontal"},
        inner or "",
    )


def _given(block: str) -> Iterator[tuple[str, str]]:
    for declaration in filter(None, map(str.strip, block.split(";"))):
        name, _, value = (each.strip() for each in declaration.partition(":"))
        colour = ""
        for word in value.split():
            if word.startswith("@"):
                colour = word[1:]
                if colour not in TOKENS:
                    raise ValueError(f"no such token: {declaration}")
            elif not re.fullmatch(r"-?\d+(px)?", word) and word not in WORDS:
                raise ValueError(f"a colour that is no token: {declaration}")
            elif word in {"transparent", "none"}:
                colour = colour or "transparent"
        if name == "image":
            continue
        if colour:
            yield re.sub(r"^(border|outline)\b.*", r"\1", name), colour


def pairs(rules: str = theme._RULES + theme._FOR_FINGERS) -> list[Pair]:
    """All that stands on something, in every state there is. Raises ``ValueError`` for what nobody paired."""
    found, known = [], read(rules)
    by_weight = sorted(known, key=lambda each: each.weight)
    for rule in known:
        for extra in (set(), *map(set, combinations(STATES, 1)), *map(set, combinations(STATES, 2))):
            states = rule.part.states | extra
            if "disabled" in states and states & {"hover", "focus", "pressed"}:
                continue  # nothing reaches it
            shown = _cascade(by_weight, rule, states)
            state = "".join(f":{each}" for each in sorted(states))
            found += _of(
                rule, shown, f"{rule.name}{state}", focused="focus" in states and rule.part.kind in FOCUSABLE
            )
    return list(dict.fromkeys(found))


def _cascade(known: list[Rule], subject: Rule, states: set[str] | frozenset[str]) -> dict[str, str]:
    shown: dict[str, str] = {}
    for rule in known:
        part, mine = rule.part, subject.part
        if (
            part.kind in {mine.kind, "QWidget" if not mine.inner else mine.kind}
            and (rule.within is None or rule.within == subject.within)
            and part.properties <= mine.properties
            and part.states <= states
            and part.inner == mine.inner
        ):
            shown |= rule.given
    return shown


def _of(rule: Rule, shown: dict[str, str], where: str, *, focused: bool) -> Iterator[Pair]:
    name, inner = rule.name, rule.part.inner
    own = shown.get("background", shown.get("background-color", "transparent"))
    around = STANDS_ON.get(name, GROUNDS)
    if inner in GRAPHICS:
        if own != "transparent":
            (track,) = {"QProgressBar": {"line"}, "QScrollBar": {"ground"}}[GRAPHICS[inner]]
            yield Pair(where, own, track, 3)
        return
    on = around if own == "transparent" else {own}
    if own != "transparent" and not inner and rule.part.kind in CONTAINERS:
        holds = HOLDS.get(name, INKS if own in GROUNDS else None)
        if holds is None:
            raise ValueError(f"nobody has said what stands on “{own}”: {where}")
        for ink in sorted(holds):
            yield Pair(where, ink, own, 4.5)
    elif shown.get("color", "text") != "transparent":
        for ground in sorted(on):
            yield Pair(where, shown.get("color", "text"), ground, 4.5)
    if "placeholder-text-color" in shown:
        yield Pair(where, shown["placeholder-text-color"], own, 4.5)
    if "selection-background-color" in shown:
        yield Pair(where, shown["selection-color"], shown["selection-background-color"], 4.5)
    if "alternate-background-color" in shown:
        yield Pair(where, shown.get("color", "text"), shown["alternate-background-color"], 4.5)
    edge = shown.get("border", "transparent")
    if edge != "transparent":
        least = 1 if edge in DECORATION and not focused else 3
        for ground in sorted(around):
            yield Pair(where, edge, ground, least)
    if "outline" in shown and shown["outline"] != "transparent":
        for ground in sorted(on):
            yield Pair(where, shown["outline"], ground, 3)


def luminance(colour: str) -> float:
    """As WCAG has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """From 1 for the same to 21 for black on white."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
