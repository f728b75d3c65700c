"""The words for people: roles, and what each may do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from vendingdesk.counter.staff import Member
from vendingdesk.domain.people import Role


def _tr(text: str) -> str:
    return QCoreApplication.translate("people", text)


def role_word(role: Role) -> str:
    """A role as a person reads it."""
    return {
        Role.CASHIER: _tr("Cashier"),
        Role.SUPERVISOR: _tr("Supervisor"),
        Role.ENGINEER: _tr("Engineer"),
    }[role]


def role_hint(role: Role) -> str:
    """What a role may do, in a few words."""
    return {
        Role.CASHIER: _tr("sells, prints copies, opens and closes the shift"),
        Role.SUPERVISOR: _tr("may do everything and allows it to others"),
        Role.ENGINEER: _tr("issues engineering tokens"),
    }[role]


def roles_word(member: Member) -> str:
    """All roles of somebody, in a fixed order."""
    return _tr(", ").join(role_word(role) for role in Role if role in member.person.roles)


def pin_word(member: Member) -> str:
    """Whether the kept PIN counts."""
    return _tr("has a PIN") if member.believed else _tr("⚠ PIN is not the one given here: give a new one")
