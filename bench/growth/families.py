"""Seven accounts of how follows come about, none of them a trend with noise.

``diffusion``: audiences that catch an interest from one another and run dry, in overlapping waves (Bass 1969).
``hawkes``: follows that beget follows, stirred by viral posts (Hawkes 1971).
``news``: a slow undertow, and news whose echo decays as a power of time (Crane and Sornette 2008).
``campaign``: paid weeks with a ramp, a plateau and a hangover.
``churner``: a large crowd that comes and goes on a platform's tide, with little or negative net growth.
``recruitment``: interest that returns with each year's rounds of recruitment.
``suggested``: a platform that lists the account among its suggestions, and stops.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.random import Generator

from bench.growth.chance import Floats, by_day, leaking, log_uniform, moments, pareto, spread, uniform, wandering
from bench.growth.parameters import FAMILY, Range

ECHO_HOURS = 30 * 24
"""How long a burst is followed."""


@dataclass(frozen=True, slots=True, eq=False)
class Burst:
    """Follows with one cause and a beginning.

    Attributes:
        hour: When it begins, in hours from the series' start.
        shape: How it spreads over the hours that follow; sums to one.
        share: Its size as a share of the count at ``hour``.
        usual_days: Its size in days of usual follows; added to ``share``.

    """

    hour: int
    shape: Floats
    share: float = 0.0
    usual_days: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Interest:
    """What a family makes of an account.

    Attributes:
        followers: The count at the start.
        leaving: Yearly unfollows per follower.
        rate: Expected follows per hour, before calendar and bursts; shape ``(hours,)``.
        bursts: What comes on top, in no order.
        turns: Hours at which ``rate`` turns upwards within days.
        branching: Follows each follow begets.
        kernel: When it does, per hour; sums to one. None when a follow begets none.

    """

    followers: float
    leaving: float
    rate: Floats
    bursts: tuple[Burst, ...] = ()
    turns: tuple[int, ...] = ()
    branching: float = 0.0
    kernel: Floats | None = None


def power_law(delay_hours: float, decay: float) -> Floats:
    """The echo of news: ``(1 + t / delay) ** -decay`` over ``ECHO_HOURS``, summing to one."""
    echo = (1.0 + np.arange(ECHO_HOURS) / delay_hours) ** -decay
    return np.asarray(echo / echo.sum())


def diffusion(rng: Generator, plain: Interest) -> Interest:
    """Overlapping waves of contagion through audiences that run dry."""
    hours = len(plain.rate)
    young = rng.random() < FAMILY.diffusion_young_share
    followers = log_uniform(rng, FAMILY.diffusion_young_followers_log) if young else plain.followers
    total = followers * log_uniform(rng, FAMILY.diffusion_young_factor_log) if young else float(plain.rate.sum())
    waves = np.zeros(hours)
    for _ in range(int(rng.integers(*FAMILY.diffusion_waves, endpoint=True))):
        onset = uniform(rng, (-FAMILY.diffusion_head_start, hours / 24.0))
        waves += float(rng.lognormal(0.0, 0.7)) * _wave(rng, np.arange(hours) / 24.0 - onset)
    trickle = uniform(rng, FAMILY.diffusion_trickle)
    rate = total * (trickle / hours + (1.0 - trickle) * waves / max(float(waves.sum()), 1e-9))
    return replace(plain, followers=followers, rate=rate)


def _wave(rng: Generator, age_days: Floats) -> Floats:
    """New followers per day and head of one audience (Bass density); zero before its first day."""
    p, q = log_uniform(rng, FAMILY.diffusion_innovation_log), log_uniform(rng, FAMILY.diffusion_imitation_log)
    reached = np.exp(-(p + q) * np.maximum(age_days, 0.0))
    density = (p + q) ** 2 / p * reached / (1.0 + q / p * reached) ** 2
    return np.where(age_days >= 0.0, density, 0.0)


def hawkes(rng: Generator, plain: Interest) -> Interest:
    """Follows that beget follows, and viral posts that start avalanches."""
    hours = len(plain.rate)
    branching, fast = uniform(rng, FAMILY.hawkes_branching), uniform(rng, FAMILY.hawkes_fast_share)
    quick = leaking(uniform(rng, FAMILY.hawkes_fast_hours), ECHO_HOURS)
    kernel = fast * quick + (1.0 - fast) * leaking(uniform(rng, FAMILY.hawkes_slow_hours), ECHO_HOURS)
    drift = _drift(rng, hours, days=FAMILY.hawkes_drift_days, sd=FAMILY.hawkes_drift_sd)
    viral = moments(rng, per_year=uniform(rng, FAMILY.hawkes_viral_per_year), hours=hours)
    avalanche = _avalanche(branching, kernel)
    bursts = tuple(
        Burst(int(hour), avalanche, share=pareto(rng, FAMILY.hawkes_viral_share, FAMILY.hawkes_viral_tail))
        for hour in viral
    )
    rate = plain.rate * drift * (1.0 - branching)
    return replace(plain, rate=rate, bursts=bursts, branching=branching, kernel=kernel)


def _avalanche(branching: float, kernel: Floats) -> Floats:
    """Mean descendants of one follow, itself included, hour by hour; sums to one."""
    generation = np.zeros(ECHO_HOURS)
    generation[0] = 1.0
    total = generation.copy()
    for _ in range(60):
        generation = branching * spread(generation, kernel)
        total += generation
    return np.asarray(total / total.sum())


def news(rng: Generator, plain: Interest) -> Interest:
    """A rate that bends every few months, and news with a long echo."""
    hours = len(plain.rate)
    knots = int(hours / 24.0 / FAMILY.news_knot_days) + 2
    bends = rng.normal(0.0, uniform(rng, FAMILY.news_knot_sd), knots)
    undertow = np.exp(np.interp(np.arange(hours), np.linspace(0, hours, knots), bends))
    arrivals = moments(rng, per_year=log_uniform(rng, FAMILY.news_per_year_log), hours=hours)
    bursts = tuple(_story(rng, int(hour)) for hour in arrivals)
    return replace(plain, rate=plain.rate * undertow, bursts=bursts)


def _story(rng: Generator, hour: int) -> Burst:
    echo = power_law(uniform(rng, FAMILY.news_delay_hours), uniform(rng, FAMILY.news_decay))
    return Burst(hour, echo, share=pareto(rng, FAMILY.news_share, FAMILY.news_tail))


def campaign(rng: Generator, plain: Interest) -> Interest:
    """Paid weeks: a ramp, a plateau, and a month of hangover."""
    hours = len(plain.rate)
    level = np.ones(hours)
    turns = moments(rng, per_year=uniform(rng, FAMILY.campaign_per_year), hours=hours)
    for start in turns:
        length = int(24 * uniform(rng, FAMILY.campaign_days))
        ramp = int(24 * uniform(rng, FAMILY.campaign_ramp_days))
        rise = np.minimum(np.arange(1, length + 1) / ramp, 1.0)
        level[start : start + length] += ((uniform(rng, FAMILY.campaign_level) - 1.0) * rise)[: hours - start]
        level[start + length : start + length + 720] *= uniform(rng, FAMILY.campaign_hangover)
    rate = _limited(plain, level, FAMILY.campaign_daily_limit)
    return replace(plain, rate=rate, turns=tuple(int(turn) for turn in turns))


def churner(rng: Generator, plain: Interest) -> Interest:
    """A crowd that comes and goes: follows replace unfollows, more or less, on the platform's tide."""
    hours = len(plain.rate)
    leaving = uniform(rng, FAMILY.churner_leaving)
    follows = leaving * plain.followers * uniform(rng, FAMILY.churner_replacement) / 8_766.0
    tide = _drift(rng, hours, days=FAMILY.churner_tide_days, sd=FAMILY.churner_tide_sd)
    return replace(plain, leaving=leaving, rate=follows * tide)


def recruitment(rng: Generator, plain: Interest) -> Interest:
    """Interest that returns with each year's rounds, and a rush on the day of the results."""
    hours = len(plain.rate)
    level, bursts = np.ones(hours), []
    for _ in range(int(rng.integers(*FAMILY.recruitment_rounds, endpoint=True))):
        day, peak = uniform(rng, (0.0, 365.25)), uniform(rng, FAMILY.recruitment_peak_days)
        for year in range(-1, int(hours / 8_766.0) + 1):
            start = 24.0 * (day + 365.25 * year + uniform(rng, (-14.0, 14.0)))
            age = np.maximum(np.arange(hours) - start, 0.0) / 24.0 / peak
            level += (uniform(rng, FAMILY.recruitment_level) - 1.0) * age * np.exp(1.0 - age)
            results = int(start + 24 * 45)
            if 0 <= results < hours:
                share = log_uniform(rng, FAMILY.recruitment_results_share)
                bursts.append(Burst(results, power_law(6.0, 2.0), share=share))
    return replace(plain, rate=_limited(plain, level, FAMILY.campaign_daily_limit), bursts=tuple(bursts))


def suggested(rng: Generator, plain: Interest) -> Interest:
    """Weeks on a platform's list of suggestions: a rate that jumps up, stays and falls back."""
    hours = len(plain.rate)
    level, turns, hour = np.ones(hours), [], 0.0
    while hour < hours:
        start = hour + 24.0 * float(rng.exponential(FAMILY.suggested_off_days))
        hour = start + 24.0 * float(rng.exponential(FAMILY.suggested_on_days))
        if start < hours:
            level[int(start) : int(hour)] = log_uniform(rng, FAMILY.suggested_level_log)
            turns.append(int(start))
    return replace(plain, rate=_limited(plain, level, FAMILY.suggested_daily_limit), turns=tuple(turns))


def _limited(plain: Interest, level: Floats, daily_limit: float) -> Floats:
    """The usual rate times ``level``, kept below ``daily_limit`` of the count a day where the usual is."""
    ceiling = np.maximum(plain.rate, daily_limit * plain.followers / 24.0)
    return np.minimum(plain.rate * level, ceiling)


def _drift(rng: Generator, hours: int, *, days: float, sd: Range) -> Floats:
    """A slowly wandering factor around one with a memory of ``days``; shape ``(hours,)``."""
    path = wandering(rng, hours // 24 + 1, memory=float(np.exp(-1.0 / days)), sd=uniform(rng, sd))
    return np.exp(by_day(path, hours))


FAMILIES: Mapping[str, Callable[[Generator, Interest], Interest]] = MappingProxyType(
    {
        "diffusion": diffusion,
        "hawkes": hawkes,
        "news": news,
        "campaign": campaign,
        "churner": churner,
        "recruitment": recruitment,
        "suggested": suggested,
    }
)
"""Every family by name."""
