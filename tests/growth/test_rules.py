from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth.alert import Alert, AlertKey, AlertStatus, Patience
from growth.baseline import Baseline
from growth.event import (
    Behind,
    Event,
    Phase,
    ProfileChange,
    ProfileChanged,
    Renamed,
    Rule,
    Severity,
    Silent,
    Stalled,
    StateChanged,
    TakenOver,
    VerifiedLost,
)
from growth.platform import X
from growth.rules import Thresholds, Verdict, Watch, judge, judge_platform
from growth.series import Series
from growth.span import Span
from growth.state import AccountState

T0 = datetime(2019, 2, 15, 9, tzinfo=UTC)
DAY = timedelta(days=1)
TEN_DAYS = range(10)
YEAR = Baseline("45k in one year", date(2019, 2, 15), 45_000, Span(months=12), start_value=1_000)

Told = Callable[..., list[Event]]
Counted = Callable[..., Series]
Watching = Callable[..., Watch]


def keys(events: list[Event]) -> list[str]:
    return [event.key for event in events]


def polled(watches: list[Watch], first: datetime = T0 + 9 * DAY) -> list[tuple[Event, ...]]:
    """The events of daily polls, each with what was known then."""
    alerts: dict[AlertKey, Alert] = {}
    events = []
    for day, watch in enumerate(watches):
        verdict = judge(watch, alerts, Thresholds(), now=first + day * DAY)
        alerts.update(verdict.alerts)
        events.append(verdict.events)
    return events


def test_the_first_reading_tells_nothing(counted: Counted, told: Told) -> None:
    assert told(counted([0], [45_000]), baselines=(YEAR,)) == []


def test_judging_the_same_poll_twice_changes_no_alert_and_gives_the_same_keys(
    grown: Callable[..., Series], watch_of: Watching
) -> None:
    series = grown(days=60, first_day=200, lifts={259: -0.03})
    watch = watch_of(series, baselines=(YEAR,))
    now = series.time_of(-1)

    once = judge(watch, {}, Thresholds(), now=now)
    twice = judge(watch, once.alerts, Thresholds(), now=now)

    assert once.alerts != {}
    assert twice.alerts == {}
    assert keys(list(twice.events)) == keys(list(once.events))


def test_a_milestone_says_how_long_it_took(counted: Counted, told: Told) -> None:
    events = told(counted(range(4), [990, 995, 1_003, 1_010]))

    assert keys(events) == ["milestone:7:followers:1000"]
    assert (events[0].at, events[0].severity) == (T0 + 2 * DAY, Severity.INFO)
    assert events[0].facts.days_since_launch == 2


def test_a_milestone_crossed_again_after_a_purge_is_not_told_again(grown: Callable[..., Series], told: Told) -> None:
    events = told(grown(days=40, start=19_600, total=5_000, exponent=1, lifts={34: -0.03}))

    assert [event.rule for event in events] == [Rule.MILESTONE, Rule.DROP]


@pytest.mark.parametrize("poll", [5, 20])
def test_a_glitch_upwards_latches_no_milestone(grown: Callable[..., Series], told: Told, poll: int) -> None:
    assert told(grown(days=30, start=10_500, glitches={poll: 2})) == []


def test_a_milestone_that_a_jump_crossed_is_told_with_the_poll_that_confirms_it(
    grown: Callable[..., Series], told: Told
) -> None:
    events = told(grown(days=40, start=18_500, total=2_000, exponent=1, lifts={30: 0.08}))

    assert [(event.rule, event.at) for event in events] == [
        (Rule.MILESTONE, T0 + 31 * DAY),
        (Rule.SURGE, T0 + 31 * DAY),
    ]


@settings(max_examples=10)
@given(seed=st.integers(0, 30))
def test_near_the_edge_of_a_baseline_nothing_flaps(counted: Counted, told: Told, seed: int) -> None:
    random = np.random.default_rng(seed)
    path = 1_000 + 44_000 * (np.arange(60) + 10 / 24) / 366
    counts = path * (0.90 + random.uniform(-0.02, 0.02, 60))

    events = told(counted(range(60), counts), baselines=(YEAR,))

    assert [event.key for event in events if event.rule is Rule.BEHIND] in (
        [],
        ["behind:7:45k in one year:1:fired"],
    )


def test_behind_is_told_after_a_fortnight_and_taken_back_within_half_the_distance(counted: Counted, told: Told) -> None:
    path = 1_000 + 44_000 * (np.arange(60) + 10 / 24) / 366
    share = np.concatenate([np.full(30, 0.85), np.linspace(0.85, 1.0, 30)])

    events = [event for event in told(counted(range(60), path * share), baselines=(YEAR,)) if event.rule is Rule.BEHIND]

    assert [(event.phase, event.at, event.severity) for event in events] == [
        (Phase.FIRED, T0 + 15 * DAY, Severity.WARNING),
        (Phase.RESOLVED, T0 + 52 * DAY, Severity.INFO),
    ]
    assert isinstance(events[0].facts, Behind)
    assert events[0].facts.ratio == pytest.approx(0.85, abs=0.01)


def test_a_baseline_that_is_over_ends_behind_without_a_word(counted: Counted, told: Told) -> None:
    counts = np.linspace(1_000, 30_000, 380)

    events = told(counted(range(380), counts), first_poll=340, baselines=(YEAR,))

    assert keys([event for event in events if event.rule is not Rule.MILESTONE]) == [
        "behind:7:45k in one year:1:fired",
        "baseline_missed:7:45k in one year",
    ]


def test_a_baseline_reached_late_is_told_as_missed_and_then_as_reached(counted: Counted, told: Told) -> None:
    counts = np.linspace(1_000, 46_000, 400)

    events = told(counted(range(400), counts), first_poll=360, baselines=(YEAR,))

    assert keys([event for event in events if event.rule is not Rule.MILESTONE]) == [
        "baseline_missed:7:45k in one year",
        "baseline_reached:7:45k in one year",
    ]
    assert events[-1].facts.reached_on > YEAR.deadline


def test_a_baseline_reached_before_anyone_looked_is_not_told(counted: Counted, told: Told) -> None:
    series = counted(range(500, 520), range(80_100, 82_100, 100))

    assert told(series, baselines=(YEAR,)) == []


def test_a_stall_is_told_once_and_not_taken_back_with_words(counted: Counted, told: Told) -> None:
    counts = [*range(20_000, 26_000, 100), *[25_900] * 40, *range(26_000, 27_000, 100)]

    events = told(counted(range(len(counts)), counts), first_poll=60)

    assert keys(events) == ["stalled:7:followers:1:fired"]
    assert events[0].facts == Stalled(events[0].facts.metric, 15, events[0].facts.count, usual=100.0, limit=14)


def test_a_purge_is_no_stall(grown: Callable[..., Series], told: Told) -> None:
    events = told(grown(days=100, start=500_000, total=20_000, exponent=1, lifts={70: -0.03}), first_poll=40)

    assert keys(events) == ["drop:7:followers:1:fired"]


def test_a_poll_that_read_nothing_judges_no_counter(grown: Callable[..., Series], watch_of: Watching) -> None:
    series = grown(days=60, first_day=200, lifts={259: -0.03})

    verdict = judge(watch_of(series, baselines=(YEAR,), is_read=False), {}, Thresholds(), now=series.time_of(-1))

    assert verdict == Verdict()


@pytest.mark.parametrize(
    ("state", "polls", "severity"),
    [
        (AccountState.SUSPENDED, 1, Severity.CRITICAL),
        (AccountState.DEACTIVATED, 1, Severity.CRITICAL),
        (AccountState.PROTECTED, 1, Severity.WARNING),
        (AccountState.NOT_FOUND, 2, Severity.CRITICAL),
    ],
)
def test_an_account_that_goes_away_is_told_and_so_is_its_return(
    counted: Counted, watch_of: Watching, state: AccountState, polls: int, severity: Severity
) -> None:
    here = watch_of(counted(TEN_DAYS, range(5_100, 5_110)))
    away = replace(here, state=state, state_since=T0 + 10 * DAY, is_read=False)

    events = polled([here, away, away, away, here])

    told_at = [day for day, found in enumerate(events) if found]
    assert told_at == [polls, 4]
    assert events[polls][0].severity is severity
    assert events[polls][0].facts == StateChanged(state, T0 + 10 * DAY)
    assert events[4][0].key == f"account_state:7:{state}:1:resolved"
    assert events[4][0].facts == StateChanged(state, T0 + 10 * DAY)


def test_an_account_missing_for_one_poll_is_not_told(counted: Counted, watch_of: Watching) -> None:
    here = watch_of(counted(TEN_DAYS, range(5_100, 5_110)))
    away = replace(here, state=AccountState.NOT_FOUND, is_read=False)

    assert polled([here, away, here, away, here]) == [(), (), (), (), ()]


def test_one_absence_that_becomes_another_is_no_return(counted: Counted, watch_of: Watching) -> None:
    here = watch_of(counted(TEN_DAYS, range(5_100, 5_110)))
    suspended = replace(here, state=AccountState.SUSPENDED, is_read=False)
    gone = replace(here, state=AccountState.NOT_FOUND, is_read=False)

    events = polled([suspended, gone, gone, here])

    assert [keys(list(found)) for found in events] == [
        ["account_state:7:suspended:1:fired"],
        [],
        ["account_state:7:not_found:1:fired"],
        ["account_state:7:not_found:1:resolved"],
    ]


def test_a_poll_that_says_nothing_of_the_account_leaves_its_state_alone(counted: Counted, watch_of: Watching) -> None:
    here = watch_of(counted(TEN_DAYS, range(5_100, 5_110)))
    suspended = replace(here, state=AccountState.SUSPENDED, is_read=False)
    unreadable = replace(here, state=AccountState.UNREADABLE, is_read=False)

    events = polled([suspended, unreadable, suspended])

    assert [len(found) for found in events] == [1, 0, 0]


def test_an_account_that_was_never_read_cannot_go_away(counted: Counted, watch_of: Watching) -> None:
    never = watch_of(counted([], []), known_id=None, state=AccountState.SUSPENDED, is_read=False)

    assert polled([never, never]) == [(), ()]


def test_a_takeover_is_told_once_for_each_stranger_and_its_counts_are_not_judged(
    grown: Callable[..., Series], watch_of: Watching
) -> None:
    series = grown(days=60, first_day=200, lifts={259: -0.5})
    here = watch_of(series)
    stranger = replace(here, state=AccountState.TAKEN_OVER, taken_over=TakenOver("DGSN_MAROC", "109", "666"))
    another = replace(stranger, taken_over=TakenOver("DGSN_MAROC", "109", "667"))

    events = polled([stranger, stranger, another], first=series.time_of(-1))

    assert [keys(list(found)) for found in events] == [
        ["taken_over:7:666:1:fired"],
        [],
        ["taken_over:7:667:1:fired"],
    ]
    assert events[0][0].severity is Severity.CRITICAL


def test_a_handle_that_comes_back_to_its_owner_may_be_lost_again(counted: Counted, watch_of: Watching) -> None:
    here = watch_of(counted(TEN_DAYS, range(5_100, 5_110)))
    stranger = replace(here, state=AccountState.TAKEN_OVER, taken_over=TakenOver("DGSN_MAROC", "109", "666"))

    events = polled([stranger, here, stranger])

    assert [keys(list(found)) for found in events] == [["taken_over:7:666:1:fired"], [], ["taken_over:7:666:2:fired"]]


@pytest.mark.parametrize(
    ("quiet_days", "told_days"), [(6, []), (7, [7]), (9, [9])], ids=["not yet", "a week", "after an outage"]
)
def test_a_silence_is_told_when_a_week_is_full(
    counted: Counted, watch_of: Watching, quiet_days: int, told_days: list[int]
) -> None:
    posted = T0 + 2 * DAY
    now = posted + quiet_days * DAY
    watch = watch_of(counted(TEN_DAYS, range(5_100, 5_110)), last_post_at=posted)

    events = judge(watch, {}, Thresholds(), now=now).events

    assert [event.facts for event in events] == [Silent(days, posted, 7) for days in told_days]


def test_an_account_silent_before_it_was_first_read_is_no_news(counted: Counted, watch_of: Watching) -> None:
    watch = watch_of(counted(TEN_DAYS, range(5_100, 5_110)), last_post_at=T0 - 30 * DAY)

    assert judge(watch, {}, Thresholds(), now=T0 + 9 * DAY).events == ()


def test_each_silence_is_told_once(counted: Counted, watch_of: Watching) -> None:
    series = counted(TEN_DAYS, range(5_100, 5_110))
    first = watch_of(series, last_post_at=T0 + 2 * DAY)
    second = watch_of(series, last_post_at=T0 + 11 * DAY)

    events = polled([first, first, second, *[second] * 7])

    assert [len(found) for found in events] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_what_is_new_in_a_profile_is_told_by_the_poll_that_found_it(counted: Counted, watch_of: Watching) -> None:
    words = ProfileChange("description", "old", "new")
    lost = ProfileChange("verified", "true", "false")
    watch = watch_of(
        counted(TEN_DAYS, range(5_100, 5_110)), renamed=Renamed("DGSN", "DGSN_MAROC"), profile_changes=(words, lost)
    )
    now = T0 + 9 * DAY

    events = judge(watch, {}, Thresholds(), now=now).events

    assert [event.facts for event in events] == [
        Renamed("DGSN", "DGSN_MAROC"),
        VerifiedLost(),
        ProfileChanged((words,)),
    ]
    assert keys(list(events)) == [
        f"{rule}:7:{int(now.timestamp())}" for rule in ("renamed", "verified_lost", "profile_changed")
    ]


@pytest.mark.parametrize(("before", "after"), [("false", "true"), ("true", None), (None, "false")])
def test_a_mark_that_was_gained_or_is_no_longer_published_is_not_told(
    counted: Counted, watch_of: Watching, before: str | None, after: str | None
) -> None:
    change = ProfileChange("verified", before, after)
    watch = watch_of(counted(TEN_DAYS, range(5_100, 5_110)), profile_changes=(change,))

    assert judge(watch, {}, Thresholds(), now=T0 + 9 * DAY).events == ()


def outage(days: list[tuple[str, bool] | None], thresholds: Thresholds | None = None) -> list[tuple[Event, ...]]:
    """The events of daily polls of a platform: a failure's class and whether it is our credential's, or None."""
    alerts: dict[AlertKey, Alert] = {}
    events = []
    polls, since = 0, T0
    for day, failed in enumerate(days):
        now = T0 + day * DAY
        polls, since = (polls + 1, since if polls else now) if failed else (0, now)
        verdict = judge_platform(
            X,
            failing_since=since if failed else None,
            failure=failed[0] if failed else None,
            polls=polls,
            is_credential=bool(failed and failed[1]),
            alerts=alerts,
            thresholds=thresholds or Thresholds(),
            now=now,
        )
        alerts.update(verdict.alerts)
        events.append(verdict.events)
    return events


DOWN = ("Unavailable", False)
REFUSED = ("AuthFailed", True)


def test_an_outage_is_told_once_when_it_starts_and_once_when_it_ends() -> None:
    events = outage([None, DOWN, DOWN, DOWN, None, None])

    assert [keys(list(found)) for found in events] == [
        [],
        [],
        ["unreadable:x::1:fired"],
        [],
        ["unreadable:x::1:resolved"],
        [],
    ]
    fired, ended = events[2][0], events[4][0]
    assert (fired.account, fired.facts.failure, fired.facts.since, fired.facts.polls) == (
        None,
        "Unavailable",
        T0 + DAY,
        2,
    )
    assert (ended.facts.failure, ended.facts.since) == ("", T0 + DAY)


def test_one_failed_poll_is_no_outage() -> None:
    assert outage([None, DOWN, None, DOWN, None]) == [(), (), (), (), ()]


def test_a_refused_credential_is_told_at_once() -> None:
    events = outage([REFUSED, REFUSED, None])

    assert [keys(list(found)) for found in events] == [
        ["credential_failing:x::1:fired"],
        [],
        ["credential_failing:x::1:resolved"],
    ]
    assert events[0][0].severity is Severity.CRITICAL


def test_an_outage_that_becomes_a_refusal_has_not_ended() -> None:
    events = outage([DOWN, DOWN, REFUSED, None])

    assert [keys(list(found)) for found in events] == [
        [],
        ["unreadable:x::1:fired"],
        ["credential_failing:x::1:fired"],
        ["credential_failing:x::1:resolved"],
    ]


def test_an_operator_may_ask_for_more_patience() -> None:
    patient = Thresholds(hold={Rule.UNREADABLE: Patience(polls=3)}, keep={Rule.UNREADABLE: Patience(polls=2)})

    events = outage([DOWN, DOWN, DOWN, None, None], patient)

    assert [len(found) for found in events] == [0, 0, 1, 0, 1]


@settings(max_examples=10)
@given(
    seed=st.integers(0, 30),
    hold=st.integers(1, 3),
    keep=st.integers(1, 3),
    day=st.integers(20, 40),
    share=st.sampled_from([-0.03, 0.08]),
)
def test_more_patience_never_tells_more_of_a_history(
    grown: Callable[..., Series], told: Told, seed: int, hold: int, keep: int, day: int, share: float
) -> None:
    series = grown(seed=seed, days=50, first_day=200, lifts={200 + day: share}, glitches={day - 5: 0.5})
    usual = Thresholds(hold={rule: Patience(hold) for rule in Rule}, keep={rule: Patience(keep) for rule in Rule})
    patient = Thresholds(
        hold={rule: Patience(hold + 1) for rule in Rule}, keep={rule: Patience(keep + 1) for rule in Rule}
    )

    more, less = (told(series, first_poll=day - 8, thresholds=one) for one in (usual, patient))

    assert set(keys(less)) <= set(keys(more))


def test_an_alert_at_rest_is_not_written_again(counted: Counted, watch_of: Watching) -> None:
    rest = Alert(AlertStatus.RESOLVED, since=T0, turned_at=T0, polls=1, judged_at=T0, fired=3)
    alerts = {AlertKey(Rule.DROP, "followers"): rest}

    verdict = judge(watch_of(counted(TEN_DAYS, range(5_100, 5_110))), alerts, Thresholds(), now=T0 + 9 * DAY)

    assert verdict == Verdict()
