"""Fingers that slip: a digit that is another, two neighbours swapped, one left out, one too many."""

from __future__ import annotations

from vendingdesk.counter.token_check import GROUP, TOKEN_LENGTH

DIGITS = "0123456789"

MOST_DIFFERENT = 2
"""Digits in which a mistyped token differs at most; with more it may as well be another token."""


def nearest_tokens(digits: str) -> tuple[str, ...]:
    """Every token that becomes ``digits`` by one slip: some 200, few enough to look each one up.

    One digit another, or two neighbours swapped, for 20 digits; one left out for 19; one too many for 21; nothing is
    near to any other number of digits. Raises nothing.
    """
    places = range(len(digits))
    match len(digits) - TOKEN_LENGTH:
        case 0:
            other = {digits[:at] + digit + digits[at + 1 :] for at in places for digit in DIGITS}
            swapped = {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in places[:-1]}
            found = other | swapped
        case -1:
            found = {digits[:at] + digit + digits[at:] for at in range(TOKEN_LENGTH) for digit in DIGITS}
        case 1:
            found = {digits[:at] + digits[at + 1 :] for at in places}
        case _:
            found = set()
    return tuple(sorted(found - {digits}))


def groups_to_mend(typed: str, token: str) -> tuple[int, ...]:
    """The groups (1 the first) of ``token`` that were typed otherwise; empty when ``typed`` is no slip away from it.

    A slip is one of ``nearest_tokens`` or another digit in two places. Raises nothing.
    """
    if len(typed) == len(token):
        wrong = [at for at in range(len(token)) if typed[at] != token[at]]
        near = len(wrong) <= MOST_DIFFERENT
    else:
        first = next((at for at in range(len(token)) if typed[at : at + 1] != token[at]), len(token))
        wrong = [min(first, len(token) - 1)]
        left_out = typed == token[:first] + token[first + 1 :]
        near = left_out or typed[:first] + typed[first + 1 :] == token
    return tuple(sorted({at // GROUP + 1 for at in wrong})) if near else ()


def group_of(token: str, group: int) -> str:
    """The four digits of a group, 1 the first."""
    return token[(group - 1) * GROUP : group * GROUP]
