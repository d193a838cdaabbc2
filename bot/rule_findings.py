"""What each rule says of an account now: whether it fires, and the numbers that make it fire or keep it from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from typing import Final

from growth.alert import Alert, AlertKey, AlertStatus
from growth.baseline import Standing
from growth.event import Drop, Rule, Surge
from growth.glitch import without_glitches
from growth.jump import JumpLimits, jump_in
from growth.milestones import next_threshold
from growth.pace_change import pace_change
from growth.series import Series
from growth.settled import settled
from growth.stall import stall
from growth.thresholds import Thresholds
from growth.watch import Watch

AT_A_POLL: Final = (Rule.RENAMED, Rule.VERIFIED_LOST, Rule.PROFILE_CHANGED, Rule.TAKEN_OVER, Rule.CONTRADICTED)
"""Rules that speak of what one reading finds, and have nothing to measure between readings."""

_DAY: Final = timedelta(days=1)
_ANY: Final = -1e9
"""A limit that every change exceeds."""


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """What one rule says.

    Attributes:
        rule: The rule.
        subject: What within the account it speaks of; empty when there is one only.
        status: Where its alert is in its life; None for a rule that is off.
        why: The numbers, and those it would take, as a sentence.

    """

    rule: Rule
    subject: str
    status: AlertStatus | None
    why: str


def findings(
    watch: Watch,
    standings: Sequence[Standing],
    alerts: Mapping[AlertKey, Alert],
    thresholds: Thresholds,
    *,
    now: datetime,
    outage: str = "",
) -> tuple[RuleFinding, ...]:
    """What every rule says of an account, those about its platform included, in the order of the rules.

    Args:
        watch: The account as it was last read.
        standings: It against each of its baselines.
        alerts: Its alerts.
        thresholds: The rules' numbers for it.
        now: The present (UTC).
        outage: Since when and how its platform fails; empty when it answers.

    """
    said = [
        *_counter(watch, thresholds, now=now),
        *_standings(standings, thresholds),
        *_account(watch, thresholds, now=now),
        *_platform(outage, thresholds),
    ]
    found = [RuleFinding(rule, subject, _status(rule, subject, alerts, thresholds), why) for rule, subject, why in said]
    order = list(Rule)
    return tuple(sorted(found, key=lambda one: order.index(one.rule)))


def _status(rule: Rule, subject: str, alerts: Mapping[AlertKey, Alert], thresholds: Thresholds) -> AlertStatus | None:
    if rule in thresholds.off:
        return None
    mine = [alert for key, alert in alerts.items() if key.rule is rule and subject in {"", key.subject}]
    order = (AlertStatus.FIRING, AlertStatus.PENDING, AlertStatus.RESOLVED)
    return next((one for one in order if any(alert.status is one for alert in mine)), AlertStatus.INACTIVE)


def _counter(watch: Watch, thresholds: Thresholds, *, now: datetime) -> Iterator[tuple[Rule, str, str]]:
    known = settled(watch.followers.until(now))
    if len(known) < 2:  # noqa: PLR2004 - a first reading is compared with nothing
        why = "a first reading says nothing; the next one is compared with it"
        yield from (
            (rule, "", why) for rule in (Rule.MILESTONE, Rule.SURGE, Rule.DROP, Rule.STALLED, Rule.PACE_CHANGED)
        )
        return
    reached = int(known.value.max())
    ahead = next_threshold(reached)
    yield Rule.MILESTONE, "", f"{ahead:,} is next; {ahead - known[-1].value:,} to go"
    clean = without_glitches(watch.followers.until(now))
    yield Rule.SURGE, "", _change(clean, thresholds.jump, Surge)
    yield Rule.DROP, "", _change(clean, thresholds.jump, Drop)
    days = thresholds.stalled_after / _DAY
    still = stall(known, after=timedelta(0), is_told=True)
    yield (
        Rule.STALLED,
        "",
        f"{still.days if still else 0} days without growth; told from {days:g} on an account that grew",
    )
    yield Rule.PACE_CHANGED, "", _pace(known, thresholds)


def _change(clean: Series, limits: JumpLimits, kind: type[Surge | Drop]) -> str:
    """The largest change of a kind that stands out at all, beside what it takes."""
    is_rise = kind is Surge
    # The other direction is asked for what nothing reaches, so that only this one can answer.
    loose = replace(
        limits,
        surge_z=_ANY,
        drop_z=_ANY,
        surge_multiple=_ANY,
        drop_multiple=0.0,
        surge_share=0.0 if is_rise else inf,
        drop_share=inf if is_rise else 0.0,
        surge_followers=0,
        drop_followers=0,
    )
    found = jump_in(clean, loose)
    share, least, z = (
        (limits.surge_share, limits.surge_followers, limits.surge_z)
        if is_rise
        else (limits.drop_share, limits.drop_followers, -limits.drop_z)
    )
    needed = f"told from {share:.1%} of the count, {least:,} followers and {z:g} deviations"
    if found is None:
        what = "rise beyond the usual" if is_rise else "fall"
        return f"no {what} of late, or fewer than {limits.fewest} steps of history; {needed}"
    amount = found.after.value - found.before.value
    part = amount / found.before.value if found.before.value else 0.0
    return (
        f"{amount:+,} ({part:+.2%}) since {found.since:%Y-%m-%d %H:%M}, {found.deviations:+.1f} deviations from the "
        f"usual {found.usual:+,.0f}; {needed}"
    )


def _pace(known: Series, thresholds: Thresholds) -> str:
    found = pace_change(known, ratio=thresholds.pace_ratio)
    needed = f"told from {thresholds.pace_ratio:g} times faster or slower, every week of four beyond the twelve before"
    if found is None:
        return f"no such change, or less than sixteen weeks are known; {needed}"
    return f"{found.after:+,} a week instead of {found.before:+,}; {needed}"


def _standings(standings: Sequence[Standing], thresholds: Thresholds) -> Iterator[tuple[Rule, str, str]]:
    for one in standings:
        name, baseline = one.baseline.name, one.baseline
        at = f"{one.count.value:,} where {one.expected:,.0f} are expected"
        ratio = f" ({one.ratio:.1%})" if one.ratio is not None else ", too early to tell"
        yield Rule.BEHIND, name, f"{at}{ratio}; told below {1 - thresholds.behind_share:.0%}"
        yield Rule.AHEAD, name, f"{at}{ratio}; told above {1 + thresholds.ahead_share:.0%}"
        target = f"{one.count.value:,} of {baseline.target:,}"
        since = f"reached on {one.reached_on}" if one.reached_on else f"state {one.state.value}"
        yield Rule.BASELINE_REACHED, name, f"{target}; {since}"
        yield Rule.BASELINE_MISSED, name, f"{target}; {since}; the last day is {baseline.deadline}"


def _account(watch: Watch, thresholds: Thresholds, *, now: datetime) -> Iterator[tuple[Rule, str, str]]:
    limit = f"told from {thresholds.silent_after / _DAY:g} days on"
    if watch.last_post_at is None:
        yield Rule.SILENT, "", f"the platform does not say when the last post was; {limit}"
    else:
        days = (now - watch.last_post_at) / _DAY
        yield Rule.SILENT, "", f"{days:.1f} days since the post of {watch.last_post_at:%Y-%m-%d %H:%M}; {limit}"
    yield Rule.ACCOUNT_STATE, "", f"{watch.state.value} since {watch.state_since:%Y-%m-%d %H:%M}"
    yield from ((rule, "", "told by the reading that finds it") for rule in AT_A_POLL)
    flaps = thresholds.flapping
    yield Rule.UNSTABLE, "", f"told when an alert fires {flaps.firings} times within {flaps.window / _DAY:g} days"


def _platform(outage: str, thresholds: Thresholds) -> Iterator[tuple[Rule, str, str]]:
    why = outage or "the platform answered when it was last asked"
    yield from ((rule, "", why) for rule in (Rule.UNREADABLE, Rule.CREDENTIAL_FAILING))
    least = f"{thresholds.purge_accounts} accounts of the platform, or {thresholds.purge_share:.0%} of them"
    yield Rule.PURGE, "", f"told when {least}, fall unusually within a day"
