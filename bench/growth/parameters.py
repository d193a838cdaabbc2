"""The frozen numbers of the corpus. A test holds this file's digest: a change is a new corpus, and says so aloud.

A pair ``(low, high)`` is drawn from uniformly; a name that ends in ``_log`` is drawn log-uniformly. Shares are
fractions of the count, ``0.01`` being one per cent. Numbers without a source are judgement, made before any forecast
or alert was looked at.
"""

from dataclasses import dataclass
from datetime import date

Range = tuple[float, float]

VERSION = 1
"""Part of every seed: another version is another corpus."""

TRAIN_FAMILIES = ("diffusion", "hawkes", "news", "campaign", "churner")
"""Families in both halves."""

HOLD_OUT_FAMILIES = ("recruitment", "suggested")
"""Families whose series nobody sees before the final measurement."""

TRAIN_SEEDS = (0, 100_000)
"""Half-open range of seeds a forecaster may look at."""

HOLD_OUT_SEEDS = (1_000_000, 1_100_000)
"""Half-open range of seeds for the final measurement only."""


@dataclass(frozen=True, slots=True)
class AccountParameters:
    """How accounts differ.

    Attributes:
        followers_log: Followers at the first poll; five orders of magnitude.
        growth_median: Median yearly gross follows, as a share of a count of ``growth_size``.
        growth_size: The count at which the median holds.
        growth_size_power: Growth falls with size as ``(size / growth_size) ** power``.
        growth_sigma: Standard deviation of the logarithm of growth between accounts.
        growth_limits: Growth is clipped to these shares a year.
        leaving_log: Yearly unfollows per follower.
        leaving_noise: Standard deviation of the logarithm of a day's unfollow rate.
        mood_noise: Standard deviation of the logarithm of a day's follow rate.
        mood_memory: Day-to-day autocorrelation of that noise.
        remorse: Share of the followers of a burst who leave again.
        remorse_days: Mean days until they do.
        first_days: The first poll falls on a day of this range.

    """

    followers_log: Range = (300.0, 30e6)
    growth_median: float = 0.25
    growth_size: float = 50_000.0
    growth_size_power: float = -0.08
    growth_sigma: float = 0.95
    growth_limits: Range = (0.01, 4.0)
    leaving_log: Range = (0.005, 0.12)
    leaving_noise: Range = (0.05, 0.5)
    mood_noise: Range = (0.05, 0.35)
    mood_memory: Range = (0.0, 0.7)
    remorse: Range = (0.02, 0.35)
    remorse_days: Range = (4.0, 30.0)
    first_days: tuple[date, date] = (date(2019, 1, 1), date(2025, 12, 31))


@dataclass(frozen=True, slots=True)
class Region:
    """A region's clock and week.

    Attributes:
        zone: Its time zone.
        utc_offset_h: Hours east of UTC used for its habits; a fixed one, habits do not mind the hour.
        weekday: Relative interest from Monday to Sunday.
        keeps_ramadan: Whether Ramadan and the two feasts change habits.
        national_day: Month and day of the agency's own feast.

    """

    zone: str
    utc_offset_h: int
    weekday: tuple[float, float, float, float, float, float, float]
    keeps_ramadan: bool
    national_day: tuple[int, int]


REGIONS = (
    Region("Africa/Casablanca", 1, (1.05, 1.06, 1.04, 1.02, 0.9, 0.94, 0.99), keeps_ramadan=True, national_day=(5, 16)),
    Region("Asia/Riyadh", 3, (1.05, 1.04, 1.03, 0.98, 0.85, 0.95, 1.1), keeps_ramadan=True, national_day=(9, 23)),
    Region("Europe/Paris", 1, (1.06, 1.06, 1.05, 1.03, 1.0, 0.87, 0.93), keeps_ramadan=False, national_day=(7, 14)),
    Region("America/New_York", -5, (1.0, 1.02, 1.03, 1.03, 1.0, 0.95, 0.97), keeps_ramadan=False, national_day=(7, 4)),
    Region("Asia/Tokyo", 9, (0.97, 0.96, 0.97, 0.98, 1.02, 1.05, 1.05), keeps_ramadan=False, national_day=(11, 3)),
)


@dataclass(frozen=True, slots=True)
class CalendarParameters:
    """Days and hours that differ from one another.

    Attributes:
        weekday_power: The region's weekday pattern is raised to this power; negative turns the week round.
        hour_swing: Relative amplitude of the daily wave.
        peak_hour: Local hour at which it peaks.
        ramadan_level: Relative interest during Ramadan.
        ramadan_shift_h: Hours by which Ramadan moves the peak towards the night.
        feast_level: Relative interest on the three days of each feast, and from 24 December to 1 January elsewhere.
        national_day_excess: Follows the agency's feast brings, in usual days.
        ramadan_first_days: First days of Ramadan (astronomical tables; countries differ by a day).
        sacrifice_days: Days of Eid al-Adha (the same).

    """

    weekday_power: Range = (-0.6, 3.0)
    hour_swing: Range = (0.3, 0.8)
    peak_hour: Range = (17.0, 22.0)
    ramadan_level: Range = (0.7, 1.3)
    ramadan_shift_h: float = 3.0
    feast_level: Range = (0.5, 1.2)
    national_day_excess: Range = (0.0, 3.0)
    ramadan_first_days: tuple[date, ...] = (
        date(2019, 5, 6),
        date(2020, 4, 24),
        date(2021, 4, 13),
        date(2022, 4, 2),
        date(2023, 3, 23),
        date(2024, 3, 11),
        date(2025, 3, 1),
        date(2026, 2, 18),
        date(2027, 2, 8),
        date(2028, 1, 28),
    )
    sacrifice_days: tuple[date, ...] = (
        date(2019, 8, 11),
        date(2020, 7, 31),
        date(2021, 7, 20),
        date(2022, 7, 9),
        date(2023, 6, 28),
        date(2024, 6, 16),
        date(2025, 6, 6),
        date(2026, 5, 27),
        date(2027, 5, 16),
        date(2028, 5, 5),
    )


@dataclass(frozen=True, slots=True)
class FamilyParameters:
    """How follows come about, by family; see ``families`` for what each number does. Units: days unless said.

    Attributes are grouped by family and named after it.
    """

    diffusion_waves: tuple[int, int] = (2, 6)
    diffusion_head_start: float = 200.0
    diffusion_innovation_log: Range = (0.0005, 0.01)
    """Share of an untouched audience that follows unprompted, a day (Bass 1969: p)."""
    diffusion_imitation_log: Range = (0.01, 0.15)
    """Contagion within an audience, a day (Bass 1969: q)."""
    diffusion_trickle: Range = (0.1, 0.4)
    """Share of follows that come from outside any wave."""
    diffusion_young_share: float = 0.35
    """Share of diffusion series that show an account's first years."""
    diffusion_young_followers_log: Range = (300.0, 3_000.0)
    diffusion_young_factor_log: Range = (8.0, 120.0)
    """Audience at the end over followers at the start."""

    hawkes_branching: Range = (0.4, 0.85)
    """Follows each follow begets (Hawkes 1971; below one, so that it dies out)."""
    hawkes_fast_hours: Range = (1.0, 6.0)
    hawkes_slow_hours: Range = (24.0, 120.0)
    hawkes_fast_share: Range = (0.3, 0.8)
    hawkes_drift_days: float = 60.0
    hawkes_drift_sd: Range = (0.1, 0.4)
    hawkes_viral_per_year: Range = (0.5, 6.0)
    hawkes_viral_tail: float = 1.3
    """Pareto exponent of a viral post's follows."""
    hawkes_viral_share: Range = (0.0004, 0.06)
    """Smallest and largest share of the count one viral post brings."""

    news_per_year_log: Range = (2.0, 20.0)
    news_tail: float = 1.2
    news_share: Range = (0.0002, 0.06)
    news_delay_hours: Range = (2.0, 12.0)
    """``c`` of the decay ``(1 + t / c) ** -p`` (Crane and Sornette 2008)."""
    news_decay: Range = (1.2, 1.8)
    """``p`` of it."""
    news_knot_days: float = 90.0
    news_knot_sd: Range = (0.1, 0.5)

    campaign_per_year: Range = (1.0, 5.0)
    campaign_days: Range = (14.0, 56.0)
    campaign_level: Range = (1.3, 4.0)
    campaign_ramp_days: Range = (1.0, 6.0)
    campaign_hangover: Range = (0.75, 1.0)
    """Relative interest in the month after a campaign."""
    campaign_daily_limit: float = 0.003
    """A campaign is planned so that a day brings at most this share of the count."""

    churner_leaving: Range = (0.1, 0.4)
    """Yearly unfollows per follower."""
    churner_replacement: Range = (0.7, 1.35)
    """Follows per unfollow."""
    churner_tide_days: float = 45.0
    churner_tide_sd: Range = (0.1, 0.35)

    recruitment_rounds: tuple[int, int] = (1, 3)
    """Rounds of recruitment a year, on the same days each year give or take two weeks."""
    recruitment_peak_days: Range = (2.0, 12.0)
    recruitment_level: Range = (2.0, 8.0)
    """Peak interest over the usual."""
    recruitment_results_share: Range = (0.0005, 0.01)
    """Share of the count that comes on the day results are published."""

    suggested_on_days: float = 25.0
    suggested_off_days: float = 70.0
    suggested_level_log: Range = (1.8, 8.0)
    suggested_daily_limit: float = 0.006


@dataclass(frozen=True, slots=True)
class EventParameters:
    """What is done to a series and what is called an event.

    Attributes:
        eventful_share: Share of series that purges and surges are added to.
        after_days: Nothing is added before this many days of polls.
        apart_days: Additions are at least this far from one another and from large natural bursts.
        purges_per_year: Purges added, mean, before those too close to another addition are left out.
        purge_share_log: Share of the count removed (July 2018 on Twitter: 2 to 3 per cent on
            average for large accounts, 0.5 to 2.3 for politicians, 12 at the most).
        purge_shapes: Chance of a purge at once, over hours, in two strokes.
        purge_hours: Length of a purge that takes hours, and the distance of two strokes.
        recovery_chance: Chance that some come back, having proved they are people.
        recovery_share: Share of the removed who do.
        recovery_days: Mean days until they do.
        surges_per_year: Surges added, the same.
        surge_share_log: Share of the count gained within ``surge_hours``.
        surge_shapes: Chance of a viral decay, a delivery of bought followers, a broadcast.
        surge_hours: Window in which a surge's share is measured.
        surge_bought_lost: Share of bought followers that leaks away again.
        surge_bought_days: Mean days until they do.
        surge_over_usual: A rise is a surge when its busiest day brings this many times the usual day.
        least_followers: Smaller changes are nobody's event.
        least_share: Smaller natural rises carry no label.

    """

    eventful_share: float = 0.5
    after_days: int = 60
    apart_days: int = 21
    purges_per_year: float = 2.5
    purge_share_log: Range = (0.002, 0.07)
    purge_shapes: tuple[float, float, float] = (0.55, 0.3, 0.15)
    purge_hours: Range = (4.0, 40.0)
    recovery_chance: float = 0.35
    recovery_share: Range = (0.05, 0.5)
    recovery_days: Range = (1.5, 12.0)
    surges_per_year: float = 2.0
    surge_share_log: Range = (0.005, 0.08)
    surge_shapes: tuple[float, float, float] = (0.5, 0.25, 0.25)
    surge_hours: int = 72
    surge_bought_lost: Range = (0.1, 0.7)
    surge_bought_days: Range = (20.0, 60.0)
    surge_over_usual: float = 4.0
    least_followers: int = 30
    least_share: float = 0.003


@dataclass(frozen=True, slots=True)
class CadenceParameters:
    """One way to poll.

    Attributes:
        name: What it is called.
        share: Share of series polled so.
        hours: Hours between polls; None draws each gap from ``irregular_gap``.
        days: Length of the series.
        jitter_s: Largest lateness of a poll, in seconds.

    """

    name: str
    share: float
    hours: float | None
    days: tuple[int, int]
    jitter_s: int


CADENCES = (
    CadenceParameters("daily", 0.55, 24.0, (240, 900), 1_800),
    CadenceParameters("six_hourly", 0.18, 6.0, (200, 500), 300),
    CadenceParameters("hourly", 0.12, 1.0, (100, 200), 120),
    CadenceParameters("irregular", 0.15, None, (300, 900), 0),
)


@dataclass(frozen=True, slots=True)
class PollingParameters:
    """What polling does to the truth.

    Attributes:
        rounded_share: Share of series published with three significant figures, rounded down.
        irregular_gap_days: Median gap of irregular polls.
        irregular_gap_sigma: Standard deviation of the logarithm of that gap.
        missing: Share of polls that fail.
        outages_per_year: Outages, mean; each lasts ``outage_days`` on average.
        outage_days: Mean length.
        long_outages_per_year: Long outages, mean.
        long_outage_days: Their length.
        frozen_share: Share of accounts whose counter at times is served from a cache.
        freezes_per_year: How often, mean.
        freeze_days: For how long.
        glitch_share: Share of accounts served wrong values at times.
        glitches_per_year: How often, mean.
        glitch_kinds: Chance of a lagging replica's fraction, a value of earlier days, a shifted decimal, a zero.
        replica_level: What such a replica shows of the truth (a real one showed about half).
        earlier_days: How old an earlier value is.
        glitch_twice: Chance that a wrong value is served twice, where polls are at most six hours apart.

    """

    rounded_share: float = 0.3
    irregular_gap_days: float = 1.2
    irregular_gap_sigma: float = 0.6
    missing: Range = (0.0, 0.05)
    outages_per_year: float = 1.5
    outage_days: float = 3.0
    long_outages_per_year: float = 0.25
    long_outage_days: Range = (10.0, 45.0)
    frozen_share: float = 0.3
    freezes_per_year: float = 1.5
    freeze_days: Range = (1.0, 6.0)
    glitch_share: float = 0.35
    glitches_per_year: float = 2.5
    glitch_kinds: tuple[float, float, float, float] = (0.45, 0.25, 0.15, 0.15)
    replica_level: Range = (0.4, 0.9)
    earlier_days: Range = (1.0, 10.0)
    glitch_twice: float = 0.1


@dataclass(frozen=True, slots=True)
class MeasureParameters:
    """How a forecaster and a detector are held against the truth.

    Attributes:
        horizons_days: How far ahead forecasts are asked for.
        levels: Levels of the intervals asked for.
        first_origin_days: The first forecast stands after this many days of polls.
        origin_step_days: The next ones follow at this distance.
        origins: Forecasts a series, at most.
        milestone_days: A milestone is this many days of the last four weeks' true pace away.
        milestone_least: And at least this many followers.
        milestone_room_days: Asked for only where the truth is known for as long.
        warm_up_days: Labels within the first days need not be found; alerts there still must not be false.
        purge_exact: Smallest purge that must be found on exact counters, as a share of the count.
        purge_rounded: The same on counters with three significant figures.
        surge: Smallest surge that must be found on exact counters.
        late_days: An alert answers a label from its start until this long after its end,
        late_readings: or until the so-manieth fresh reading after its end, whichever is later.
        excuse_days: An alert is excused by a label that asks for none until this long after its end.

    """

    horizons_days: tuple[int, ...] = (7, 30, 90)
    levels: tuple[int, int] = (80, 95)
    first_origin_days: int = 75
    origin_step_days: int = 130
    origins: int = 3
    milestone_days: int = 30
    milestone_least: int = 10
    milestone_room_days: int = 120
    warm_up_days: int = 60
    purge_exact: float = 0.005
    purge_rounded: float = 0.01
    surge: float = 0.01
    late_days: float = 3.0
    late_readings: int = 3
    excuse_days: float = 3.0


ACCOUNT = AccountParameters()
CALENDAR = CalendarParameters()
FAMILY = FamilyParameters()
EVENT = EventParameters()
POLLING = PollingParameters()
MEASURE = MeasureParameters()
