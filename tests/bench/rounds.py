"""Rows of the table: what was measured beside what, and whether the ratio keeps its limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(slots=True)
class Row:
    """One comparison. ``bare`` is empty where the limit is an absolute one; no limit: for information."""

    name: str
    unit: str
    limit: float | None
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def measured(self) -> float:
        """What the limit is held against: the ratio of the medians, or our median."""
        return median(self.ours) / median(self.bare) if self.bare else median(self.ours)

    @property
    def missed(self) -> bool:
        return self.limit is not None and self.measured > self.limit

    def cells(self) -> tuple[str, ...]:
        ratio = f"{self.measured:.2f}" if self.bare else ""
        limit = "" if self.limit is None else f"{self.limit:g}" if self.bare else f"{self.limit:g} {self.unit}"
        verdict = "MISSED" if self.missed else "ok" if self.limit is not None else "(information)"
        return (self.name, self._shown(self.ours), self._shown(self.bare), ratio, limit, verdict, str(len(self.ours)))

    def _shown(self, values: Sequence[float]) -> str:
        if not values:
            return "–"
        value = median(values)
        return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2}f} {self.unit}"


HEAD = ("what", "ours", "bare", "ratio", "limit", "verdict", "n")


def table(rows: Sequence[Row]) -> str:
    """The rows under their head, numbers to the right, and how many limits were missed."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(
            text.ljust(width) if place in {0, 5} else text.rjust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    missed = [row.name for row in rows if row.missed]
    judged = sum(row.limit is not None for row in rows)
    lines += ["", f"{len(missed)} of {judged} limits missed" + (f": {'; '.join(missed)}" if missed else "")]
    return "\n".join(lines)
