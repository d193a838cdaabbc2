"""What is known of an account's existence, apart from its counters."""

from enum import StrEnum


class AccountState(StrEnum):
    """The state of an account as its readings show it. Missing is not deleted: see ``judge`` for the patience."""

    UNCONFIRMED = "unconfirmed"
    """Never read yet: the handle comes from a catalogue or an operator and may be stale."""
    OK = "ok"
    PROTECTED = "protected"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    NOT_FOUND = "not_found"
    TAKEN_OVER = "taken_over"
    """The handle answers with another immutable id than the one known."""
    UNREADABLE = "unreadable"
    """We may not or cannot read it; says nothing about the account itself."""
