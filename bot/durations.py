"""Durations as people write them in a settings file: ``30s``, ``15m``, ``1h``, ``2d``, ``1w``."""

import re
from datetime import timedelta

_DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(value: object) -> timedelta:
    """Read a duration.

    Raises:
        ValueError: If it is not one whole number with a unit.

    """
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(str(value).strip())
    if match is None:
        raise ValueError(f"{value!r} is not a duration; write a whole number and s, m, h, d or w, such as 30s or 1h")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
