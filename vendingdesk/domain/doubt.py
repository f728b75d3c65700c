"""The end of a doubt: what anyone may add to it, and what a settlement has to hold before it is one."""

from __future__ import annotations

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


def person_key(name: str) -> str:
    """What tells one person from another: case and spaces make no second pair of eyes."""
    return "".join(name.split()).casefold()


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's."""
    return person_key(one) == person_key(other)
