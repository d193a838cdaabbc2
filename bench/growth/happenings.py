"""What is done to a series on purpose: purges, and surges by virality, purchase and broadcast."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from bench.growth.chance import Floats, Ints, leaking, log_uniform, moments, uniform
from bench.growth.families import ECHO_HOURS, Burst, power_law
from bench.growth.parameters import EVENT


@dataclass(frozen=True, slots=True, eq=False)
class Purge:
    """A platform removes followers.

    Attributes:
        hour: When it begins, in hours from the series' start.
        share: Share of the count at ``hour`` that is removed.
        shape: How the removal spreads over the hours; sums to one.
        recovered: Share of the removed that come back.
        recovery: How the return spreads over the hours after the purge; sums to one.

    """

    hour: int
    share: float
    shape: Floats
    recovered: float
    recovery: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Purchase:
    """A burst whose followers leak away again: bought ones."""

    burst: Burst
    lost: float
    lost_days: float


def occasions(rng: Generator, *, per_year: float, hours: int, taken: Ints) -> Ints:
    """Hours for additions, apart from one another and from ``taken``, after the quiet beginning; may be empty."""
    chosen: list[int] = []
    for hour in rng.permutation(moments(rng, per_year=per_year, hours=hours - 96, after=24 * EVENT.after_days)):
        others = np.concatenate([taken, np.array(chosen, dtype=np.int64)])
        if not len(others) or int(np.abs(others - hour).min()) >= 24 * EVENT.apart_days:
            chosen.append(int(hour))
    return np.sort(np.array(chosen, dtype=np.int64))


def purge(rng: Generator, hour: int) -> Purge:
    """A purge at ``hour``: at once, over hours or in two strokes; some of the removed may come back."""
    recovered = uniform(rng, EVENT.recovery_share) if rng.random() < EVENT.recovery_chance else 0.0
    shapes = (np.ones(1), _steady(uniform(rng, EVENT.purge_hours)), _strokes(uniform(rng, EVENT.purge_hours)))
    return Purge(
        hour=hour,
        share=log_uniform(rng, EVENT.purge_share_log),
        shape=shapes[int(rng.choice(3, p=EVENT.purge_shapes))],
        recovered=recovered,
        recovery=leaking(24.0 * uniform(rng, EVENT.recovery_days), ECHO_HOURS),
    )


def surge(rng: Generator, hour: int, *, count: float, usual_day: float) -> Purchase | Burst:
    """A surge at ``hour``, raised where needed until its busiest day stands out of the usual ones.

    Args:
        rng: The series' chance.
        hour: When it begins.
        count: Followers then.
        usual_day: Usual follows a day then.

    """
    kind = int(rng.choice(3, p=EVENT.surge_shapes))
    shape = (
        power_law(uniform(rng, (3.0, 12.0)), uniform(rng, (1.4, 2.2))),
        _steady(uniform(rng, (2.0, 48.0))),
        _broadcast(uniform(rng, (3.0, 16.0))),
    )[kind]
    early = float(shape[: EVENT.surge_hours].sum())
    enough = uniform(rng, (1.05, 2.0)) * EVENT.surge_over_usual * usual_day / busiest_day(shape)
    followers = max(log_uniform(rng, EVENT.surge_share_log) * count / early, enough)
    burst = Burst(hour, shape, share=followers / count)
    if kind == 1:
        return Purchase(burst, uniform(rng, EVENT.surge_bought_lost), uniform(rng, EVENT.surge_bought_days))
    return burst


def busiest_day(shape: Floats) -> float:
    """The largest share of a burst that falls within 24 hours."""
    total = np.concatenate([np.zeros(1), np.cumsum(np.concatenate([shape, np.zeros(24)]))])
    return float((total[24:] - total[:-24]).max())


def _steady(hours: float) -> Floats:
    length = max(int(hours), 1)
    return np.full(length, 1.0 / length)


def _strokes(apart_hours: float) -> Floats:
    shape = np.zeros(int(apart_hours) + 1)
    shape[0] += 0.6
    shape[-1] += 0.4
    return shape


def _broadcast(peak_hours: float) -> Floats:
    age = np.arange(ECHO_HOURS) / peak_hours
    shape = age * np.exp(1.0 - age)
    return np.asarray(shape / shape.sum())
