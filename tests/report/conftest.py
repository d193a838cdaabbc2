"""The facts the texts are written from."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from growth import platform
from growth.agency import AccountName
from growth.baseline import Baseline, Curve, PaceState, Standing
from growth.count import Count
from growth.digest import AccountStatus, Coverage, Digest, NextMilestone
from growth.event import (
    Ahead,
    BaselineMissed,
    BaselineReached,
    Behind,
    Contradicted,
    CredentialFailing,
    Drop,
    Event,
    Facts,
    Fall,
    Milestone,
    PaceChanged,
    Phase,
    ProfileChange,
    ProfileChanged,
    Purge,
    Renamed,
    Rule,
    Severity,
    Silent,
    Stalled,
    StateChanged,
    Surge,
    TakenOver,
    Unreadable,
    Unstable,
    VerifiedLost,
)
from growth.figure import Precision, Rounding
from growth.platform import Metric, Platform
from growth.span import Span
from growth.state import AccountState
from report.words import Words, words_for

settings.register_profile("texts", deadline=None)
settings.load_profile("texts")

CASABLANCA = ZoneInfo("Africa/Casablanca")
NOW = datetime(2020, 2, 12, 13, 5, tzinfo=UTC)
DGSN_NAMES = {
    "ar": "المديرية العامة للأمن الوطني",
    "fr": "Direction générale de la Sûreté nationale",
    "en": "General Directorate of National Security",
}
DGSN = AccountName("ma_dgsn", DGSN_NAMES, platform.X, "DGSN_MAROC")
DGSN_FACEBOOK = AccountName("ma_dgsn", DGSN_NAMES, platform.FACEBOOK, "DGSN.page.officielle")
BSI = AccountName("de_bsi", {"en": "Federal Office for Information Security"}, platform.MASTODON, "bsi@social.bund.de")
BERLIN_NAMES = {"en": "Berlin Police", "fr": "Police de Berlin", "ar": "شرطة برلين"}
BERLIN = AccountName("de_polizei_berlin", BERLIN_NAMES, platform.X, "polizeiberlin")
BERLIN_OPERATIONS = AccountName("de_polizei_berlin", BERLIN_NAMES, platform.X, "PolizeiBerlin_E")

FIRST_YEAR = Baseline(
    "45,000 in one year", date(2019, 2, 15), 45_000, Span(months=12), 1_000, source="Almaghrib Today, 2020"
)

ALERTS: Mapping[str, Facts] = {
    "milestone": Milestone(Metric.FOLLOWERS, 45_000, Count(45_012), 362),
    "milestone on the first day": Milestone(Metric.POSTS, 1, Count(1), 0),
    "milestone of a rounded count": Milestone(Metric.FOLLOWERS, 1_000_000, Count(1_000_000, 10_000), None),
    "baseline reached early": BaselineReached(
        "45,000 in one year", 45_000, Count(45_012), date(2020, 2, 12), date(2020, 2, 15), "Almaghrib Today, 2020"
    ),
    "baseline reached on the last day": BaselineReached(
        "45,000 in one year", 45_000, Count(45_000), date(2020, 2, 15), date(2020, 2, 15), None
    ),
    "baseline reached late": BaselineReached(
        "45,000 in one year", 45_000, Count(45_001), date(2020, 3, 1), date(2020, 2, 15), None
    ),
    "baseline missed": BaselineMissed("45,000 in one year", 45_000, Count(44_999), date(2020, 2, 15), None),
    "behind": Behind("45,000 in one year", 25_000, Count(22_000), 0.88, 24.4),
    "behind without days": Behind("45,000 in one year", 1_100, Count(900), 0.818, None),
    "ahead": Ahead("45,000 in one year", 25_000, Count(29_000), 1.16, 11.0, source="Almaghrib Today, 2020"),
    "surge": Surge(Metric.FOLLOWERS, Count(10_000), Count(12_500), NOW - timedelta(hours=2), NOW, 5.2),
    "surge from nothing": Surge(Metric.FOLLOWERS, Count(0), Count(100), NOW - timedelta(minutes=11), NOW, 0.0),
    "drop": Drop(Metric.FOLLOWERS, Count(1_000_000), Count(970_000), NOW - timedelta(days=3), NOW, -5.2),
    "stalled": Stalled(Metric.FOLLOWERS, 14, Count(2)),
    "silent": Silent(11, NOW - timedelta(days=11)),
    "renamed": Renamed("DGSN_MAROC", "DGSN_MA"),
    "verified lost": VerifiedLost(),
    "profile changed": ProfileChanged(
        (
            ProfileChange("display_name", "DGSN", "DGSN <Maroc> & co"),
            ProfileChange("description", None, "Suivez @DGSN_MAROC /start\nt.me/dgsn"),
            ProfileChange("url", "https://www.dgsn.gov.ma", None),
            ProfileChange("verified", "true", "false"),
        )
    ),
    "picture changed": ProfileChanged((ProfileChange("picture", "0f3a", "9c1d"),)),
    "suspended": StateChanged(AccountState.SUSPENDED, NOW),
    "deactivated": StateChanged(AccountState.DEACTIVATED, NOW),
    "not found": StateChanged(AccountState.NOT_FOUND, NOW),
    "protected": StateChanged(AccountState.PROTECTED, NOW),
    "taken over": TakenOver("DGSN_MAROC", "1096021246", "1460021246"),
    "unreadable": Unreadable("Unavailable", NOW - timedelta(hours=6), 6),
    "contradicted": Contradicted(
        Metric.FOLLOWERS,
        45_000,
        Rounding.APPROX,
        date(2020, 2, 1),
        Precision.MONTH,
        "https://www.example.org/2020/a-very-long-address",
        31_200,
        36_011,
    ),
    "contradicted on a day": Contradicted(
        Metric.FOLLOWERS,
        14_000,
        Rounding.EXACT,
        date(2019, 5, 1),
        Precision.DAY,
        "Police (مجلة الشرطة), 2019",
        11_000,
        11_000,
    ),
    "credential failing": CredentialFailing("AuthFailed", NOW - timedelta(hours=1), 1),
    "purge": Purge(
        Metric.FOLLOWERS,
        (Fall(2, "polizeiberlin", Count(10_000), Count(9_300)), Fall(1, "DGSN_MAROC", Count(45_012), Count(44_100))),
        watched=11,
        needed=3,
        since=NOW - timedelta(days=1),
        until=NOW,
    ),
    "growing faster": PaceChanged(Metric.FOLLOWERS, 300, 1_100, 12, 4, NOW - timedelta(weeks=4), Count(45_012)),
    "growing more slowly": PaceChanged(Metric.FOLLOWERS, 300, 100, 12, 4, NOW - timedelta(weeks=4), Count(45_012)),
    "unstable": Unstable(Rule.ACCOUNT_STATE, "suspended", 4, NOW - timedelta(days=6), 3.0, is_firing=True),
    "surge with its numbers": Surge(
        Metric.FOLLOWERS, Count(10_000), Count(12_500), NOW - timedelta(hours=2), NOW, 5.2, 41.26, 8.0, 0.005
    ),
    "drop with its numbers": Drop(
        Metric.FOLLOWERS, Count(1_000_000), Count(970_000), NOW - timedelta(days=3), NOW, -5.2, -1_234.0, -3.5, 0.003
    ),
    "behind with its limit": Behind("45,000 in one year", 25_000, Count(22_000), 0.88, 24.4, 0.1),
    "ahead with its limit": Ahead("45,000 in one year", 25_000, Count(29_000), 1.16, 11.0, 0.1),
    "stalled with its numbers": Stalled(Metric.FOLLOWERS, 16, Count(45_012), 12.345, 14),
    "silent with its limit": Silent(11, NOW - timedelta(days=11), 7),
}
"""One set of facts for every kind of alert there is, and for every way its text may go."""


def event(
    facts: Facts,
    *,
    phase: Phase = Phase.FIRED,
    severity: Severity = Severity.INFO,
    at: datetime = NOW,
    where: Platform = platform.X,
    account: int | None = 1,
) -> Event:
    """An event with the given facts."""
    return Event(phase, severity, at, where, account, facts, f"{facts.rule}:1")


def standing(
    state: PaceState, *, count: int = 45_012, days: float | None = 3.2, reached_on: date | None = None
) -> Standing:
    """A standing against the first-year baseline."""
    return Standing(
        baseline=FIRST_YEAR,
        at=NOW,
        count=Count(count),
        expected=44_600.0,
        ratio=count / 44_600,
        days_ahead=days,
        projected=date(2020, 3, 1),
        reached_on=reached_on,
        state=state,
        extrapolated=state is PaceState.MISSED,
    )


STANDINGS = (
    Standing(
        baseline=Baseline("Next year", date(2020, 3, 1), 90_000, Span(months=12), 45_000, curve=Curve.EXPONENTIAL),
        at=NOW,
        count=Count(45_012),
        expected=45_000.0,
        ratio=None,
        days_ahead=None,
        projected=None,
        reached_on=None,
        state=PaceState.NOT_STARTED,
        extrapolated=False,
    ),
    standing(PaceState.AHEAD, count=48_000, days=30.4),
    standing(PaceState.ON_PACE, count=44_600, days=0.2),
    standing(PaceState.BEHIND, count=40_000, days=-11.0),
    standing(PaceState.BEHIND, count=900, days=None),
    standing(PaceState.REACHED, reached_on=date(2020, 2, 12)),
    standing(PaceState.REACHED),
    standing(PaceState.MISSED, count=44_999, days=-20.0),
)
"""One standing for every verdict."""

ACCOUNTS = (
    AccountStatus(
        1,
        DGSN,
        AccountState.OK,
        Count(45_012),
        NOW,
        net_day=12,
        net_week=310,
        net_previous_week=280,
        standing=standing(PaceState.REACHED, reached_on=date(2020, 2, 12)),
        next_milestone=NextMilestone(50_000, 4_988, date(2020, 5, 12)),
    ),
    AccountStatus(
        2,
        DGSN_FACEBOOK,
        AccountState.OK,
        Count(22_000, 1_000),
        NOW - timedelta(days=3),
        net_day=0,
        net_week=-11,
        net_previous_week=100,
        standing=standing(PaceState.BEHIND, count=22_000, days=-24.4),
        next_milestone=NextMilestone(30_000, 8_000, None),
        is_stale=True,
    ),
    AccountStatus(3, BSI, AccountState.SUSPENDED, Count(2), NOW, net_day=None, net_week=None),
    AccountStatus(4, BERLIN, AccountState.UNCONFIRMED),
)

EVENTS = (
    (event(ALERTS["milestone"], at=NOW - timedelta(days=2)), DGSN),
    (event(ALERTS["baseline reached early"], at=NOW - timedelta(days=2)), DGSN),
    (event(ALERTS["drop"], severity=Severity.WARNING, account=2, at=NOW - timedelta(days=1)), DGSN_FACEBOOK),
    (event(ALERTS["suspended"], severity=Severity.CRITICAL, account=3, at=NOW), BSI),
    (event(ALERTS["suspended"], phase=Phase.RESOLVED, account=9, at=NOW), BERLIN_OPERATIONS),
    (event(ALERTS["unreadable"], phase=Phase.RESOLVED, account=None, at=NOW), None),
)


def digest(accounts: tuple[AccountStatus, ...], **changes: object) -> Digest:
    """A digest of the week 10 to 16 February 2020."""
    facts = {
        "period": "2020-W07",
        "start": datetime(2020, 2, 9, 23, tzinfo=UTC),
        "end": datetime(2020, 2, 16, 23, tzinfo=UTC),
        "accounts": accounts,
        "events": (),
        "coverage": Coverage(1_008, 6),
    }
    return Digest(**(facts | changes))  # type: ignore[arg-type]  # each test names the fields it changes


def many(number: int) -> tuple[AccountStatus, ...]:
    """Accounts of as many agencies, each a little larger than the next."""
    return tuple(
        AccountStatus(
            key,
            AccountName(f"agency_{key}", {"en": f"Agency {key}", "ar": f"الجهة {key}"}, platform.X, f"agency_{key}"),
            AccountState.OK,
            Count(100_000 - 1_000 * key),
            NOW,
            net_day=1,
            net_week=50 - key,
            net_previous_week=40,
            standing=standing(PaceState.BEHIND, count=40_000, days=-11.0),
            next_milestone=NextMilestone(100_000, 1_000 * key, date(2020, 3, 1)),
        )
        for key in range(1, number + 1)
    )


@pytest.fixture(params=["ar", "fr", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each language in turn."""
    return str(request.param)


@pytest.fixture
def words(language: str) -> Words:
    """The words of each language in turn."""
    return words_for(language)


@pytest.fixture(scope="session")
def zone() -> ZoneInfo:
    """The reader's zone."""
    return CASABLANCA


@pytest.fixture(scope="session")
def now() -> datetime:
    """The present of every text."""
    return NOW


@pytest.fixture(scope="session")
def dgsn() -> AccountName:
    """The account most texts are about."""
    return DGSN


@pytest.fixture(scope="session")
def alerts() -> Mapping[str, Facts]:
    """Facts for every kind of alert there is."""
    return ALERTS


@pytest.fixture(scope="session")
def standings() -> tuple[Standing, ...]:
    """A standing for every verdict."""
    return STANDINGS


@pytest.fixture(scope="session")
def accounts() -> tuple[AccountStatus, ...]:
    """Four accounts of three agencies: one fine, one slipping and stale, one suspended, one never read."""
    return ACCOUNTS


@pytest.fixture(scope="session")
def make_event() -> Callable[..., Event]:
    """Makes an event from facts."""
    return event


@pytest.fixture(scope="session")
def make_digest() -> Callable[..., Digest]:
    """Makes a digest from accounts."""
    return digest


@pytest.fixture(scope="session")
def make_accounts() -> Callable[[int], tuple[AccountStatus, ...]]:
    """Makes as many accounts of as many agencies."""
    return many
