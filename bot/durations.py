"""Durations as people write them in a settings file: ``30s``, ``15m``, ``1h``, ``2d``, ``1w``."""

import re
from datetime import timedelta

_DURATION = re.compile(r"([0-9]{1,6})\s*(s|m|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(value: object) -> timedelta:
    """Read a duration.

    Raises:
        ValueError: If it is not one whole number with a unit. The message does not repeat what was given.

    """
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(str(value).strip())
    if match is None:
        raise ValueError("is not a duration; write a whole number and s, m, h, d or w in quotes, such as '30s' or '1h'")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def duration_text(duration: timedelta) -> str:
    """The shortest text that ``parse_duration`` reads back, of whole seconds."""
    seconds = int(duration.total_seconds())
    fitting = [unit for unit, name in _UNITS.items() if seconds % int(timedelta(**{name: 1}).total_seconds()) == 0]
    unit = fitting[-1] if seconds else "s"
    return f"{seconds // int(timedelta(**{_UNITS[unit]: 1}).total_seconds())}{unit}"
