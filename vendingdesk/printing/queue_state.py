"""What CUPS says of a queue and a job, in sentences for the counter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vendingdesk.domain.paper import PrinterFinding, PrintLook
from vendingdesk.domain.printing import JobState, PaperName

JOB_STATES = {
    3: JobState.HANDED,
    4: JobState.HANDED,
    5: JobState.HANDED,
    6: JobState.HANDED,
    7: JobState.FAILED,
    8: JobState.UNSURE,
    9: JobState.PRINTED,
}
"""pending, held, processing, stopped, canceled, aborted, completed (RFC 8011)."""

PROCESSING, CANCELLED = 5, 7
STOPPED = 5
"""The state of a printer that somebody or something stopped."""

NOT_REACHED = "connecting-to-device"
"""As long as CUPS says that, no byte of this attempt has reached the printer; an earlier attempt may have."""

_WRONG = (
    (("media-empty", "media-needed"), "is out of paper", "Put in paper: it goes on by itself"),
    (("media-jam",), "has a paper jam", "Clear it: it goes on by itself"),
    (
        ("cover-open", "door-open", "interlock-open", "input-tray-missing"),
        "is open",
        "Close it: it goes on by itself",
    ),
    (("marker-supply-empty", "toner-empty"), "is out of toner or ink", "Put new in"),
    (("cups-missing-filter", "cups-insecure-filter"), "lacks a part of its driver", "Install its driver again"),
    (("spool-area-full",), "has no room to work", "Free some space on the disk"),
    (
        ("offline", "shutdown", "timed-out", NOT_REACHED),
        "does not answer",
        "Check that it is on and connected: it goes on by itself",
    ),
    (("paused", "moving-to-paused"), "is stopped", "Start it in the system’s printer settings"),
)
"""Reasons of RFC 8011 and CUPS, the clearest cause first, what they mean and what to do."""


def wrong(reasons: Iterable[str], printer_state: int) -> tuple[str, str] | None:
    """What is wrong with a printer and what to do; None when nothing keeps it from printing."""
    plain = {re.sub(r"-(report|warning|error)$", "", reason) for reason in reasons}
    for names, what, to_do in _WRONG:
        if plain.intersection(names):
            return what, to_do
    if printer_state == STOPPED:
        return "is stopped", "Start it in the system’s printer settings"
    return None


def job_look(name: str, job_state: int, *, began: bool, trouble: tuple[str, str] | None) -> PrintLook:
    """How a job stands; ``began`` when CUPS ever started it, ``trouble`` is what keeps its printer."""
    state = JOB_STATES.get(job_state, JobState.UNSURE)
    if state is JobState.HANDED:
        return PrintLook(state, f"The printer {name} {trouble[0]}. {trouble[1]}." if trouble else "")
    if state is JobState.PRINTED:
        return PrintLook(state)
    if state is JobState.FAILED and not began:
        return PrintLook(state, f"The slip was cancelled in the print queue of {name} before anything came out.")
    how = "cancelled" if job_state == CANCELLED else "given up by the print system"
    return PrintLook(
        JobState.UNSURE,
        f"The slip was {how} while {name} printed it. Look what came out, tear it off, then print again.",
    )


_CUSTOM = re.compile(r"custom_(min|max)_([\d.]+)x([\d.]+)(mm|in|pt)")
_SIZE = re.compile(r"_([\d.]+)x([\d.]+)(mm|in)$")
_IN_MM = {"mm": 1.0, "in": 25.4, "pt": 25.4 / 72}

SHORTEST_SLIP_MM, LONGEST_SLIP_MM = 100, 300
"""Rolls: a driver that takes pages of these heights takes any slip that a sale makes."""

_SHEETS = {PaperName.A5: (148.0, 210.0), PaperName.A4: (210.0, 297.0), PaperName.LETTER: (215.9, 279.4)}
_ROLLS = {PaperName.ROLL_58: 58, PaperName.ROLL_80: 80}


def media(paper: PaperName, height_mm: int) -> str:
    """CUPS's word for the page of a slip."""
    return f"Custom.{_ROLLS[paper]}x{height_mm}mm" if paper.is_roll else str(paper)


def paper_finding(name: str, paper: PaperName, supported: Sequence[str]) -> PrinterFinding:
    """Whether a queue takes a paper, from the sizes that it says it takes (``media-supported``)."""
    if not supported:
        return PrinterFinding(
            f"The printer {name} has no driver: it would print the slip’s file, not the slip.",
            "Give it a driver in the system’s printer settings; a receipt printer can also be used without one "
            "(network printer, device).",
            refuses=True,
        )
    if not paper.is_roll:
        width, height = _SHEETS[paper]
        if any(abs(w - width) < 1.5 and abs(h - height) < 1.5 for w, h in _sizes(supported)):
            return PrinterFinding(f"The printer {name} takes {paper} paper.")
        to_do = "Choose another paper or printer."
        return PrinterFinding(f"The printer {name} takes no {paper} paper.", to_do, refuses=True)
    limits = {
        end: (float(width) * _IN_MM[unit], float(height) * _IN_MM[unit])
        for end, width, height, unit in _CUSTOM.findall(" ".join(supported))
    }
    least, most, width = limits.get("min", (1e9, 1e9)), limits.get("max", (0.0, 0.0)), _ROLLS[paper]
    if least[0] <= width <= most[0] and least[1] <= SHORTEST_SLIP_MM and most[1] >= LONGEST_SLIP_MM:
        return PrinterFinding(f"The printer {name} takes pages {width} mm wide of any length.")
    return PrinterFinding(
        f"The printer {name} takes no pages that are {width} mm wide and as long as a slip.",
        "Choose its paper in the system’s printer settings, another driver, or use it without a driver "
        "(network printer, device).",
        refuses=True,
    )


def _sizes(supported: Sequence[str]) -> Iterable[tuple[float, float]]:
    for word in supported:
        if (size := _SIZE.search(word)) is not None and not word.startswith(("custom_min", "custom_max")):
            yield float(size[1]) * _IN_MM[size[3]], float(size[2]) * _IN_MM[size[3]]
