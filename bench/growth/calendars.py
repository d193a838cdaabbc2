"""How hour, weekday, Ramadan and feasts bend an account's follows."""

from datetime import date, timedelta

import numpy as np
from numpy.random import Generator

from bench.growth.chance import Floats, by_day, uniform
from bench.growth.parameters import CALENDAR, Region

RAMADAN = timedelta(days=30)


def calendar(rng: Generator, region: Region, first: date, hours: int) -> Floats:
    """Relative interest per hour from midnight UTC of ``first``, with a mean near one; shape ``(hours,)``."""
    days = [first + timedelta(days=day) for day in range(hours // 24 + 1)]
    level = _weekdays(rng, region, days) * _feasts(rng, region, days)
    return by_day(level, hours) * _clock(rng, region, days, hours)


def national_days(region: Region, first: date, hours: int) -> tuple[int, ...]:
    """Hours, counted from midnight UTC of ``first``, at which the agency's own feast begins."""
    month, day = region.national_day
    feasts = (date(year, month, day) for year in range(first.year, first.year + hours // 8_760 + 2))
    starts = ((feast - first).days * 24 + 9 - region.utc_offset_h for feast in feasts)
    return tuple(start for start in starts if 0 <= start < hours)


def _weekdays(rng: Generator, region: Region, days: list[date]) -> Floats:
    pattern = np.array(region.weekday) ** uniform(rng, CALENDAR.weekday_power)
    pattern /= pattern.mean()
    return np.array([pattern[day.weekday()] for day in days])


def _feasts(rng: Generator, region: Region, days: list[date]) -> Floats:
    ramadan, feast = uniform(rng, CALENDAR.ramadan_level), uniform(rng, CALENDAR.feast_level)
    if not region.keeps_ramadan:
        return np.array(
            [feast if (day.month, day.day) >= (12, 24) or day.timetuple().tm_yday == 1 else 1.0 for day in days]
        )
    return np.array([ramadan if _in_ramadan(day) else feast if _at_feast(day) else 1.0 for day in days])


def _in_ramadan(day: date) -> bool:
    return any(start <= day < start + RAMADAN for start in CALENDAR.ramadan_first_days)


def _at_feast(day: date) -> bool:
    starts = [start + RAMADAN for start in CALENDAR.ramadan_first_days] + list(CALENDAR.sacrifice_days)
    return any(start <= day < start + timedelta(days=3) for start in starts)


def _clock(rng: Generator, region: Region, days: list[date], hours: int) -> Floats:
    swing, peak = uniform(rng, CALENDAR.hour_swing), uniform(rng, CALENDAR.peak_hour)
    shift = np.array([CALENDAR.ramadan_shift_h if region.keeps_ramadan and _in_ramadan(day) else 0.0 for day in days])
    local = np.arange(hours) + region.utc_offset_h - peak - by_day(shift, hours)
    return np.asarray(1.0 + swing * np.cos(2.0 * np.pi * local / 24.0))
