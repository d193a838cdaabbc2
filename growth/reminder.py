"""Reminders: when an alert that nobody has acknowledged is said again."""

from datetime import datetime, timedelta


def reminder_due(told_at: datetime, now: datetime, *, every: timedelta) -> int:
    """The number of the reminder that is due, counted from the telling and not from the last reminder.

    After a downtime the newest is due and stands in for those missed, so that no run of them goes out at once.

    Args:
        told_at: When the alert was told (UTC).
        now: The present (UTC).
        every: Time from one to the next; zero asks for none.

    Returns:
        1 for the first; 0 when none is due yet, or ever.

    """
    return max(0, (now - told_at) // every) if every > timedelta(0) else 0
