"""From interest to a true count per hour, with labels for what stood out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.growth.calendars import calendar, national_days
from bench.growth.chance import Floats, Ints, by_day, leaking, spread, uniform, wandering
from bench.growth.families import ECHO_HOURS, FAMILIES, Burst, Interest, power_law
from bench.growth.happenings import Purchase, Purge, busiest_day, occasions, purge, surge
from bench.growth.labels import Kind, Label
from bench.growth.parameters import ACCOUNT, CALENDAR, EVENT, Region

YEAR_H = 8_766.0

Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """What truly happened to an account.

    Attributes:
        counts: Followers at the start of every hour; shape ``(hours,)``.
        labels: What stood out, by ``start``; hours of the series in seconds since 1970.

    """

    counts: Ints
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Expected:
    """Means the labels are measured against: the count and the usual follows a day, hour by hour."""

    counts: Floats
    usual_day: Floats


def history(rng: Generator, family: str, region: Region, first: date, hours: int) -> History:
    """A series of ``hours`` hours from midnight UTC of ``first``."""
    interest = FAMILIES[family](rng, _plain(rng, hours))
    mood = wandering(
        rng, hours // 24 + 1, memory=uniform(rng, ACCOUNT.mood_memory), sd=uniform(rng, ACCOUNT.mood_noise)
    )
    rate = interest.rate * calendar(rng, region, first, hours)
    expected = _expected(rate / (1.0 - interest.branching), interest)
    is_eventful = rng.random() < EVENT.eventful_share
    bursts = [*interest.bursts, *_feasts(rng, region, first, hours)]
    taken = np.array([burst.hour for burst in bursts if burst.share >= EVENT.least_share], dtype=np.int64)
    surges = _surges(rng, expected, taken) if is_eventful else []
    taken = np.concatenate([taken, np.array([_burst_of(one).hour for one in surges], dtype=np.int64)])
    purges = _purges(rng, hours, taken) if is_eventful else []
    bursts += [_burst_of(one) for one in surges]
    excess = np.zeros(hours)
    for burst in bursts:
        _add(excess, burst.hour, burst.shape * _followers(burst, expected))
    steady = rng.poisson(rate * np.exp(by_day(mood, hours)))
    gains = _begotten(rng, steady.astype(np.int64), interest) + rng.poisson(excess)
    losses, ebbs = _losses(rng, interest, excess, expected)
    leaks = _leaks(rng, [one for one in surges if isinstance(one, Purchase)], expected, hours)
    counts = np.maximum(int(interest.followers) + _so_far(gains - losses - leaks), 0)
    labels = [*_burst_labels(bursts, expected, counts), *_turn_labels(interest.turns, rate, expected), *ebbs]
    for one in purges:
        counts, found = _purged(counts, one)
        labels += found
    midnight = int((first - date(1970, 1, 1)) / timedelta(seconds=1))
    placed = sorted((_placed(label, midnight) for label in labels), key=lambda label: label.start)
    return History(counts, tuple(placed))


def _plain(rng: Generator, hours: int) -> Interest:
    """An account before its family: its size, its usual follows and unfollows."""
    followers = float(np.exp(rng.uniform(*np.log(ACCOUNT.followers_log))))
    median = ACCOUNT.growth_median * (followers / ACCOUNT.growth_size) ** ACCOUNT.growth_size_power
    growth = float(np.clip(median * rng.lognormal(0.0, ACCOUNT.growth_sigma), *ACCOUNT.growth_limits))
    leaving = float(np.exp(rng.uniform(*np.log(ACCOUNT.leaving_log))))
    return Interest(followers, leaving, np.full(hours, followers * growth / YEAR_H))


def _expected(rate: Floats, interest: Interest) -> _Expected:
    """The mean path without bursts, and the mean daily follows of the four weeks before each hour."""
    decay = interest.leaving / YEAR_H * np.arange(len(rate))
    counts = np.exp(-decay) * (interest.followers + np.cumsum(rate * np.exp(decay)))
    total = np.concatenate([np.zeros(1), np.cumsum(rate)])
    hour = np.arange(len(rate))
    since = np.maximum(hour - 672, 0)
    usual = np.where(hour >= 24, (total[hour] - total[since]) / np.maximum(hour - since, 1), rate[:24].mean())  # noqa: PLR2004 - a day
    return _Expected(counts, 24.0 * usual)


def _feasts(rng: Generator, region: Region, first: date, hours: int) -> list[Burst]:
    size = uniform(rng, CALENDAR.national_day_excess)
    return [Burst(hour, power_law(8.0, 2.0), usual_days=size) for hour in national_days(region, first, hours)]


def _surges(rng: Generator, expected: _Expected, taken: Ints) -> list[Purchase | Burst]:
    hours = occasions(rng, per_year=EVENT.surges_per_year, hours=len(expected.counts), taken=taken)
    return [
        surge(rng, int(hour), count=float(expected.counts[hour]), usual_day=float(expected.usual_day[hour]))
        for hour in hours
    ]


def _purges(rng: Generator, hours: int, taken: Ints) -> list[Purge]:
    chosen = occasions(rng, per_year=EVENT.purges_per_year, hours=hours, taken=taken)
    return [purge(rng, int(hour)) for hour in chosen]


def _burst_of(one: Purchase | Burst) -> Burst:
    return one.burst if isinstance(one, Purchase) else one


def _followers(burst: Burst, expected: _Expected) -> float:
    return float(burst.share * expected.counts[burst.hour] + burst.usual_days * expected.usual_day[burst.hour])


def _add(path: Floats, hour: int, shape: Floats) -> None:
    """Adds ``shape`` to ``path`` in place, from ``hour`` on, cut at the path's end."""
    room = len(path) - hour
    path[hour : hour + len(shape)] += shape[:room]


def _begotten(rng: Generator, immigrants: Ints, interest: Interest) -> Ints:
    """The follows and all that they beget, generation by generation (exact by Poisson superposition)."""
    if interest.kernel is None:
        return immigrants
    total, generation = immigrants.copy(), immigrants
    while generation.any():
        generation = rng.poisson(interest.branching * spread(generation.astype(np.float64), interest.kernel))
        total += generation
    return np.asarray(total)


def _losses(rng: Generator, interest: Interest, excess: Floats, expected: _Expected) -> tuple[Ints, list[Label]]:
    """Unfollows: a noisy trickle of everybody, and the remorse of those a burst brought."""
    hours = len(excess)
    crowd = expected.counts + np.cumsum(excess)
    noise = np.exp(rng.normal(0.0, uniform(rng, ACCOUNT.leaving_noise), hours // 24 + 1))
    days, share = uniform(rng, ACCOUNT.remorse_days), uniform(rng, ACCOUNT.remorse)
    remorse = share * spread(excess, leaking(24.0 * days, 3 * ECHO_HOURS))
    losses = rng.poisson(interest.leaving / YEAR_H * crowd * by_day(noise, hours) + remorse)
    daily = np.convolve(remorse, np.ones(24))[:hours]
    strong = daily > EVENT.least_share / 3.0 * expected.counts
    edges = np.flatnonzero(np.diff(np.concatenate([[False], strong, [False]]).astype(np.int8)))
    ebbs = [
        _sized(Kind.EBB, int(start), int(end) - 1, float(remorse[start:end].sum()), float(expected.counts[start]))
        for start, end in edges.reshape(-1, 2)
    ]
    return losses.astype(np.int64), ebbs


def _leaks(rng: Generator, purchases: list[Purchase], expected: _Expected, hours: int) -> Ints:
    """Bought followers that leave again, per hour."""
    leaving = np.zeros(hours)
    for bought in purchases:
        size = bought.lost * _followers(bought.burst, expected)
        _add(leaving, bought.burst.hour + 24, size * leaking(24.0 * bought.lost_days, 4 * ECHO_HOURS))
    return rng.poisson(leaving).astype(np.int64)


def _burst_labels(bursts: list[Burst], expected: _Expected, counts: Ints) -> list[Label]:
    """A label for every burst that is large enough; a surge where its busiest day stands out of the usual."""
    labels = []
    for burst in bursts:
        followers, usual = _followers(burst, expected), float(expected.usual_day[burst.hour])
        early = burst.shape[: EVENT.surge_hours]
        stands_out = followers * busiest_day(burst.shape) >= EVENT.surge_over_usual * usual
        end = burst.hour + int(np.searchsorted(np.cumsum(early), 0.8 * early.sum())) + 1
        kind = Kind.SURGE if stands_out else Kind.RISE
        labels.append(_sized(kind, burst.hour, end, followers * float(early.sum()), float(counts[burst.hour])))
    return [label for label in labels if _is_large(label)]


def _turn_labels(turns: tuple[int, ...], rate: Floats, expected: _Expected) -> list[Label]:
    """A label where a turn of the rate brings a visible excess within the first ten days."""
    labels = []
    for hour in turns:
        window = slice(hour, hour + 240)
        excess = float(rate[window].sum()) - 10.0 * float(expected.usual_day[hour])
        labels.append(_sized(Kind.PACE, hour, hour + 240, max(excess, 0.0), float(expected.counts[hour])))
    return [label for label in labels if _is_large(label)]


def _so_far(change: NDArray[Number]) -> NDArray[Number]:
    """What had changed by the start of every hour, from the change within each."""
    return np.cumsum(change) - change


def _purged(counts: Ints, one: Purge) -> tuple[Ints, list[Label]]:
    """The counts after a purge, and its labels; unchanged where it would be nobody's event."""
    before = float(counts[one.hour])
    removed = one.share * before
    label = _sized(Kind.PURGE, one.hour, one.hour + len(one.shape), removed, before)
    if label.followers < EVENT.least_followers:
        return counts, []
    change = np.zeros(len(counts))
    _add(change, one.hour, -removed * one.shape)
    back = one.hour + len(one.shape)
    if back < len(counts):
        _add(change, back, removed * one.recovered * one.recovery)
    days = int(np.searchsorted(np.cumsum(one.recovery), 0.9))
    recovery = _sized(Kind.RECOVERY, back, back + days, removed * one.recovered, before - removed)
    labels = [label, recovery] if _is_large(recovery) else [label]
    return np.maximum(counts + np.round(_so_far(change)).astype(np.int64), 0), labels


def _sized(kind: Kind, start: int, end: int, followers: float, count: float) -> Label:
    """A label in hours of the series."""
    return Label(kind, start, end, share=followers / max(count, 1.0), followers=round(followers))


def _is_large(label: Label) -> bool:
    return label.share >= EVENT.least_share and label.followers >= EVENT.least_followers


def _placed(label: Label, midnight: int) -> Label:
    """The same label in seconds since 1970."""
    start, end = midnight + 3_600 * label.start, midnight + 3_600 * label.end
    return Label(label.kind, start, end, label.share, label.followers)
