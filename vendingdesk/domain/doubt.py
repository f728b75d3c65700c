"""The end of a doubt: what anyone may add to it, and what a settlement has to hold before it is one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """How a doubt ended."""

    RECOVERED = "recovered"
    NOT_ISSUED = "not_issued"
    LOST = "lost"


class Proof(StrEnum):
    """What may prove that the server minted nothing; a request that got no answer proves nothing."""

    SERVER_RECORDS = "server_records"
    ACCOUNT_LIST = "account_list"
    WRITTEN_WORD = "written_word"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What somebody found out about a sale in doubt: a note, a reference (a ticket, a name), who and when."""

    by: str
    note: str
    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of a doubt, written once.

    ``by`` is who stood at the till, ``supervisor`` who answers for it (empty for a recovered token, which proves
    itself). ``single_owner`` marks a settlement by the seller alone, where the shop allows that. ``tokens`` are the
    recovered ones in entry order, ``source`` says who gave them or what was found, ``reference`` names it.
    Raises ``ValueError`` for one that lacks what its verdict needs.
    """

    verdict: Verdict
    by: str
    at: datetime
    source: str
    reference: str = ""
    supervisor: str = ""
    single_owner: bool = False
    proof: Proof | None = None
    tokens: tuple[str, ...] = ()
    flow_no: str = ""

    def __post_init__(self) -> None:
        """Hold the parts to the verdict."""
        if bool(self.tokens) != (self.verdict is Verdict.RECOVERED):
            raise ValueError("tokens belong to a recovery and to nothing else")
        if (self.proof is not None) != (self.verdict is Verdict.NOT_ISSUED):
            raise ValueError("a proof belongs to “not issued” and to nothing else")
        if not self.supervisor and self.verdict is not Verdict.RECOVERED:
            raise ValueError("a supervisor answers for a settlement without a token")


_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""Letters and marks that nobody sees, beside those that Unicode calls formats: joiners, fillers, selectors."""


def person_key(name: str) -> str:
    """What tells one person from another: case, spaces, spelling and what nobody sees make no second pair of eyes.

    Unicode's NFKC with case folded (Unicode 15.0, 3.13, D146), without spaces. Letters of other alphabets that look
    alike stay different.
    """
    folded = unicodedata.normalize("NFD", name).casefold()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())
    seen = "".join(each for each in folded if not each.isspace() and unicodedata.category(each) != "Cf")
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", seen))


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's."""
    return person_key(one) == person_key(other)
