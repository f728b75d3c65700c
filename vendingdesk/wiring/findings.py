"""One line of the doctor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A word, what was found, and what to do (empty when all is well)."""

    about: str
    found: str
    to_do: str = ""

    def __str__(self) -> str:
        """As the doctor prints it: one line, or two."""
        said = f"{'ok  ' if not self.to_do else 'LOOK'}  {self.about:<9} {self.found}"
        return f"{said}\n      {'':<9} → {self.to_do}" if self.to_do else said
