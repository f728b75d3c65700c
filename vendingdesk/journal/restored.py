"""What a restoration came to, in the lines that are shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vendingdesk.domain.sale import receipt_number
from vendingdesk.journal.verification import Verification


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restoration came to; ``str()`` is what to show, a line for each thing to know.

    ``missing`` are the numbers that may have been sold and are not in the backup, ``doubts`` the receipts of sales
    that were under way when it was made, ``aside`` the files that were here, under their new names. ``twice`` are
    numbers sold here after an earlier restoration that was told too low a number: older slips may have them too.
    ``raised`` tells that the journal here goes on, with higher numbers, and no backup took its place. ``reports`` are
    the Z reports that were made and are not in it.
    """

    path: Path
    till: str
    found: Verification
    missing: range
    doubts: tuple[str, ...]
    aside: tuple[Path, ...]
    twice: range = range(0)
    raised: bool = False
    reports: range = range(0)

    def __str__(self) -> str:
        """A few lines."""
        lines = [f"{self.path}: {self.found}"]
        if self.missing:
            one = len(self.missing) == 1
            source = "the journal" if self.raised else "the backup"
            lines.append(
                f"{self._named(self.missing)} {'is' if one else 'are'} not in {source}: "
                f"{'it' if one else 'they'} may have been sold; look at {'its slip' if one else 'their slips'}."
            )
        if self.twice:
            one = len(self.twice) == 1
            lines.append(
                f"{self._named(self.twice)} {'was' if one else 'were'} sold after the journal was last restored, and "
                f"may stand on {'an older slip' if one else 'older slips'} as well: tell them by meter and time."
            )
        if self.reports:
            first, last = self.reports[0], self.reports[-1]
            named = (
                f"Z reports {first} to {last} were made and are"
                if last > first
                else f"Z report {last} was made and is"
            )
            lines.append(f"{named} not in it: keep the printed ones. The next Z report says so.")
        if self.doubts:
            was = "was" if len(self.doubts) == 1 else "were"
            lines.append(f"{', '.join(self.doubts)} {was} under way when the backup was made: now in doubt.")
        lines.extend(f"What was here is kept as {path}" for path in self.aside)
        return "\n".join(lines)

    def _named(self, numbers: range) -> str:
        first, last = (receipt_number(self.till, number) for number in (numbers[0], numbers[-1]))
        return first if first == last else f"{first} to {last}"
