"""Every text there is, by name, in each language."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from growth.agency import AccountName
from growth.baseline import BaselineKind, Recipe, Standing, Undrawable, Undrawn
from growth.between import Between, places
from growth.comparison import Comparison, Contender, Measure
from growth.cost import Cost, Unit
from growth.count import Count
from growth.digest import AccountStatus, Coverage, Digest
from growth.event import CredentialFailing, Event, Facts, Phase, Purge, Severity, Unreadable
from growth.figure import ALL, Figure, Method, Precision, PublishedFigure, Rounding
from growth.health import Health, PlatformHealth
from growth.note import Effect, Note
from growth.platform import FACEBOOK, MASTODON, TIKTOK, YOUTUBE, Metric, Platform, X
from growth.prospect import Prospect
from growth.route import Origin, Route
from growth.severity import severity_of
from growth.span import Span
from growth.state import AccountState
from growth.trail import NOTHING, Trail
from report.alert_text import alert_text
from report.alerts_text import Told, alerts_text
from report.baseline_text import baseline_text
from report.citation import citation
from report.compare_text import compare_text
from report.cost_text import cost_text
from report.digest_text import digest_text
from report.figure_text import figures_text, kept_text
from report.growth_text import growth_text
from report.health_text import health_text
from report.note_text import note_kept, notes_text
from report.reply_text import command_menu, help_text, refusal_text
from report.status_text import status_text
from report.telegram_html import code
from report.words import Words

ENDING = (
    *("behind", "ahead", "surge", "drop", "stalled", "silent"),
    *("verified lost", "suspended", "taken over", "unreadable", "credential failing"),
    *("purge", "growing faster", "unstable"),
)
"""The alerts whose end has a text of its own."""

Make = Callable[..., Event]

NOTES = (
    Note("ma_dgsn", 1, date(2020, 2, 1), "Open days <2020>", "https://www.example.org/open-days"),
    Note("ma_dgsn", None, date(2020, 2, 2), "زلزال في الحوز", "a bulletin"),
    Note("ma_dgsn", 1, date(2020, 2, 11), "A campaign"),
    Note("ma_dgsn", 1, date(2020, 2, 12), "Nothing known around it"),
)
EFFECTS = (
    Effect(28, 0.011, 0.032, 0.002, 0.019, (0.008, 0.027)),
    Effect(11, 0.02, 0.0, None, -0.02, (-0.031, 0.004)),
    Effect(7, 0.0, 0.012, 0.001, 0.011, None),
    None,
)
"""Notes and what coincided with them: beside peers, without any, and where little is known."""

FIGURES = (
    PublishedFigure(
        *("ma_dgsn", "x", Metric.FOLLOWERS, date(2019, 2, 15), Precision.DAY, 1_000, Rounding.APPROX),
        "http://www.bladi.net/dgsn-maroc-twitter,54410.html",
    ),
    PublishedFigure(
        *("ma_dgsn", "x", Metric.FOLLOWERS, date(2020, 2, 1), Precision.MONTH, 45_000, Rounding.ROUNDED),
        "Almaghrib Today (المغرب اليوم), Rabat, 2020",
    ),
    PublishedFigure(
        *("ma_dgsn", "x", Metric.FOLLOWERS, date(2024, 1, 1), Precision.YEAR, 500_550, Rounding.EXACT),
        "https://example.org/2024",
    ),
    PublishedFigure(
        *("ma_dgsn", ALL, Metric.FOLLOWERS, date(2023, 12, 26), Precision.DAY, 1_127_944, Rounding.EXACT),
        "https://fr.example.org/stories/202312260559.html",
    ),
)
"""A figure of every precision and every rounding, and a sum."""


def route(*accounts: str, sources: tuple[str, ...] = (), quartiles: bool = False) -> Route:
    """A path drawn from counts."""
    origin = Origin(accounts, date(2019, 2, 15), date(2020, 2, 14), 11, sources)
    fraction, count = np.array([0.0, 1.0]), np.array([1_000.0, 45_000.0])
    return Route(fraction, count, origin, *((count * 0.9, count * 1.1) if quartiles else ()))


ROUTES = (
    (BaselineKind.FIRST_YEAR, route("x/DGSN_MAROC", sources=("Almaghrib Today, 2020", "https://example.org/a?b=1"))),
    (BaselineKind.LAST_YEAR, route("x/DGSN_MAROC")),
    (BaselineKind.COHORT, route("x/one", "x/two", "x/three", "x/four", "x/five", quartiles=True)),
)


@pytest.fixture
def prospects(standings: tuple[Standing, ...]) -> tuple[Prospect, ...]:
    """Every standing with what may become of it, in every way its text may go."""
    not_started, ahead, on_pace, behind, far_behind, *over = standings
    drawn = [replace(behind.baseline, kind=kind, route=path) for kind, path in ROUTES]
    first, last, cohort = (replace(ahead, baseline=baseline) for baseline in drawn)
    day = date(2020, 2, 29)
    return (
        Prospect(not_started, needed=123.4, chance=0.414),
        Prospect(ahead, 29_000.0, 44_800.0, pace=131.2, needed=10.1, chance=0.997),
        Prospect(on_pace, 29_000.0, 44_800.0, needed=100.0),
        Prospect(behind, 29_000.0, 44_800.0, 96.0, 1_250.0, day, is_past_end=True, chance=0.004),
        Prospect(far_behind, 29_000.0, 44_800.0, 0.0, 11_025.0, chance=0.01),
        *(Prospect(one) for one in over),
        Prospect(first, pace=2.0, needed=1.0, catches_up=day, chance=0.5),
        Prospect(last, pace=11.0, needed=100.0, chance=0.98),
        Prospect(cohort, 40_000.0, 49_000.0, pace=1_000_000.0, needed=0.2, chance=0.99),
    )


@pytest.fixture
def missing() -> tuple[Undrawable, ...]:
    """A baseline that cannot be drawn, for every reason."""
    recipe = Recipe("As x", BaselineKind.FIRST_YEAR, date(2020, 3, 1), Span(months=12), of="x/no.body")
    return tuple(Undrawable(recipe, reason, peers=2 if reason is Undrawn.FEW_PEERS else None) for reason in Undrawn)


def contender(agency: str, name: str, *where: Platform, handle: str | None = None, **known: object) -> Contender:
    """Who is compared; of the trails only the number matters here."""
    trails = tuple(Trail(f"{platform}/{handle}", None, NOTHING) for platform in where)
    return Contender(agency, {"en": name, "ar": name}, where, handle, trails, **known)


COMPARED = Comparison(
    (
        contender(
            "ma_dgsn", "DGSN <b>", X, FACEBOOK, staff=78_146, staff_year=2021, source="https://example.org/78146"
        ),
        contender("fr_police", "Police nationale", X, handle="PoliceNationale", residents=68_000_000),
        contender("fr_police", "Police nationale", X, handle="PNationale75", staff=11),
    ),
    {
        Measure.FOLLOWERS: places(
            [Between(1_268_000, 1_268_999), Between(530_000, 539_999), Between(531_200, 531_200)]
        ),
        Measure.SHARE: places([Between(0.543, 0.544), Between(0.227, 0.23), None]),
        Measure.GROWTH: places([Between(0.002, 0.002), Between(-0.018, 0.019), Between(-0.0012, -0.0012)]),
        Measure.AT_AGE: places([None, Between(11, 11), Between(100, 102)]),
        Measure.PER_STAFF: places([Between(16_200, 16_200), None, Between(48_300.5, 48_300.5)]),
    },
    age_days=100,
)
"""Three contenders, with ties and with gaps."""


@pytest.fixture
def alert_texts(
    words: Words, alerts: Mapping[str, Facts], dgsn: AccountName, make_event: Make, zone: ZoneInfo
) -> dict[str, str]:
    """Every alert, fired and over."""

    def told(facts: Facts, phase: Phase) -> str:
        is_wide = isinstance(facts, Unreadable | CredentialFailing | Purge)
        event = make_event(facts, phase=phase, account=None if is_wide else 1)
        return alert_text(event, None if is_wide else dgsn, words, zone=zone)

    fired = {f"alert: {name}": told(facts, Phase.FIRED) for name, facts in alerts.items()}
    over = {f"alert: {name}, over": told(alerts[name], Phase.RESOLVED) for name in ENDING}
    return fired | over


@pytest.fixture
def groups(
    words: Words, alerts: Mapping[str, Facts], dgsn: AccountName, make_event: Make, zone: ZoneInfo
) -> dict[str, str]:
    """Messages about several events, and reminders."""
    told = [
        Told(make_event(facts, severity=severity_of(facts, Phase.FIRED)), dgsn)
        for facts in alerts.values()
        if not isinstance(facts, Unreadable | CredentialFailing | Purge)
    ]
    outage = Told(make_event(alerts["unreadable"], severity=Severity.WARNING, account=None), None)
    return {
        "group of two": alerts_text(told[:2], words, zone=zone),
        "group of six": alerts_text([outage, *told[10:15]], words, zone=zone),
        "group of many": alerts_text([*told, outage], words, zone=zone),
        "reminder": alerts_text([Told(make_event(alerts["suspended"]), dgsn, nth=2)], words, zone=zone),
    }


@pytest.fixture
def answers(
    words: Words,
    accounts: tuple[AccountStatus, ...],
    prospects: tuple[Prospect, ...],
    missing: tuple[Undrawable, ...],
    make_accounts: Callable[[int], tuple[AccountStatus, ...]],
    dgsn: AccountName,
    zone: ZoneInfo,
    now: datetime,
) -> dict[str, str]:
    """What the commands answer."""
    fine, stale, suspended, unread = (growth_text(status, words, zone=zone, now=now) for status in accounts)
    return {
        "/status": status_text(accounts, words, zone=zone, now=now),
        "/status of many": status_text(make_accounts(11), words, zone=zone, now=now),
        "/status of none": status_text((), words, zone=zone, now=now),
        "/growth": fine,
        "/growth of a stale account": stale,
        "/growth of a suspended account": suspended,
        "/growth of an unread account": unread,
        "/baseline": baseline_text(dgsn, prospects[: -len(ROUTES)], words),
        "/baseline drawn from counts": baseline_text(dgsn, prospects[-len(ROUTES) :], words),
        "/baseline that cannot be drawn": baseline_text(dgsn, (), words, missing=missing),
        "/compare": compare_text(COMPARED, words),
        "/baseline without any": baseline_text(dgsn, (), words),
        "/cost": cost_text(spending(now), words, zone=zone),
        "/cost of nothing": cost_text((), words, zone=zone),
        "/health": health_text(health(now, troubled=True), words, zone=zone),
        "/health when all is well": health_text(health(now, troubled=False), words, zone=zone),
    }


def spending(now: datetime) -> tuple[Cost, ...]:
    """Dollars under a cap that leaves many out, and units without an end."""
    renews_at = now + timedelta(hours=5)
    left = tuple(f"unit_{number}" for number in range(11))
    amounts = [Decimal(amount) for amount in ("1.5", "1.5", "36", "1045.5")]
    units = [Decimal(amount) for amount in ("2", "10000", "11", "1000000")]
    return (
        Cost(X, Unit.USD, now.date(), renews_at, *amounts, accounts=161, paid=150, left_out=left),
        Cost(YOUTUBE, Unit.UNITS, now.date(), renews_at, *units, accounts=3, paid=None, left_out=("UC1",)),
        Cost(TIKTOK, Unit.REQUESTS, now.date(), renews_at, units[0], None, *units[2:], accounts=3, paid=None),
    )


@pytest.fixture
def digests(
    words: Words,
    accounts: tuple[AccountStatus, ...],
    alerts: Mapping[str, Facts],
    make_accounts: Callable[[int], tuple[AccountStatus, ...]],
    make_digest: Callable[..., Digest],
    make_event: Make,
    zone: ZoneInfo,
) -> dict[str, str]:
    """Digests of good weeks and bad ones, of no account and of sixty."""
    fine, slipping, suspended, unread = accounts
    events = (
        (make_event(alerts["milestone"]), fine.name),
        (make_event(alerts["baseline reached early"]), fine.name),
        (make_event(alerts["drop"], severity=Severity.WARNING, account=2), slipping.name),
        (make_event(alerts["suspended"], severity=Severity.CRITICAL, account=3), suspended.name),
        (make_event(alerts["suspended"], phase=Phase.RESOLVED, account=9), unread.name),
        (make_event(alerts["unreadable"], phase=Phase.RESOLVED, account=None), None),
    )
    twins = (
        AccountStatus(7, unread.name, AccountState.OK, fine.followers, net_week=0, net_previous_week=3),
        AccountStatus(8, unread.name, AccountState.OK, fine.followers, net_week=0, net_previous_week=3),
    )
    weeks = {
        "of four accounts": make_digest(accounts, events=events),
        "of one account": make_digest((fine,), coverage=Coverage(7, 0)),
        "of a slipping account": make_digest((slipping,)),
        "of an unread account": make_digest((unread,)),
        "of two accounts on one platform": make_digest(twins),
        "of sixty accounts": make_digest(make_accounts(60)),
        "sent late": make_digest((fine,), is_late=True, covers=("2020-W05", "2020-W06")),
        "of a week with notes": make_digest((fine,), notes=((NOTES[0], fine.name), (NOTES[1], fine.name))),
        "without any account": make_digest((), coverage=Coverage(0, 0)),
    }
    return {f"digest {name}": digest_text(digest, words, zone=zone) for name, digest in weeks.items()}


@pytest.fixture
def replies(words: Words, dgsn: AccountName, zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """What the bot says besides."""
    until, agency = words.instant(now, zone), dgsn.in_language(words.language)
    schedule = {"weekday": words.weekday(0), "time": "09:00", "zone": "Africa/Casablanca"}
    return {
        "a possible repeat": words.say("alert.repeat"),
        "/start": words.say("reply.start"),
        "/start, the schedule": words.say("reply.schedule", **schedule),
        "/start, what is watched": words.say("reply.watching", accounts=words.counted("accounts", 3)),
        "/help": help_text(words),
        "the menu": "\n".join(description for _, description in command_menu(words)),
        "an unknown chat": refusal_text(-1_001_234_567_890, words),
        "/subscribe": words.say("reply.subscribed", scope=words.say("scope.agency", agency=agency)),
        "/unsubscribe": words.say("reply.unsubscribed", scope=words.say("scope.all")),
        "/mute": words.say("reply.muted", until=until),
        "/mute, how": words.say("reply.mute_usage"),
        "/language": words.say("reply.language_set"),
        "/language, unknown": words.say("reply.language_unknown"),
        "an unknown account": words.say("reply.unknown_account", text="<b>@nobody"),
        "messages held back": words.say("notice.returned", n=11),
        "/figures": figures_text([(dgsn, False, FIGURES[:3]), (dgsn, True, FIGURES[3:])], words),
        "/note": note_kept(NOTES[0], words),
        "/note, how": words.say("notes.usage", example=code("/note x/DGSN_MAROC 2026-05-16 Open days")),
        "/note, the list": notes_text([(dgsn, list(zip(NOTES, EFFECTS, strict=True)))], words),
        "/note of none": notes_text([], words),
        "/figures of none": figures_text([], words),
        "/record": kept_text(dgsn, FIGURES[1], words, contradicts=False),
        "/record, contradicted": kept_text(dgsn, FIGURES[2], words, contradicts=True),
        "/record, how": words.say("figures.usage", example=code("/record x/DGSN_MAROC 480944 2023-12-26 Police")),
        "/record, which": words.say("figures.which", text="dgsn", names=code("x/DGSN_MAROC, facebook/dgsn")),
        "/record, ahead": words.say("figures.future", day=words.dated(date(2030, 2, 1), Precision.MONTH)),
    }


@pytest.fixture
def citations(words: Words, dgsn: AccountName, zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """Lines to quote, of every method and precision."""
    day, exact, stepped = now.date(), Count(480_944), Count(1_230_000, 10_000)
    figures = {
        "measured": Figure(Metric.FOLLOWERS, exact, Method.MEASURED, day, at=now),
        "measured, rounded": Figure(Metric.FOLLOWERS, stepped, Method.MEASURED, day, at=now),
        "imported": Figure(Metric.POSTS, Count(2), Method.IMPORTED, day, at=now, source="an archive (أرشيف)"),
        "published on a day": FIGURES[0].quotable,
        "published in a month": FIGURES[1].quotable,
        "published in a year": FIGURES[2].quotable,
    }
    return {f"citation: {name}": citation(dgsn, figure, words, zone=zone) for name, figure in figures.items()}


@pytest.fixture
def messages(
    alert_texts: dict[str, str],
    groups: dict[str, str],
    answers: dict[str, str],
    digests: dict[str, str],
    replies: dict[str, str],
    citations: dict[str, str],
) -> Mapping[str, str]:
    """Every text, by name."""
    return alert_texts | groups | answers | digests | replies | citations


def health(now: datetime, *, troubled: bool) -> Health:
    """A watch with one trouble of every kind, or with none."""
    hour = timedelta(hours=1)
    well = PlatformHealth(X, {"read": 11}, 0, now - hour, None, None)
    blind = PlatformHealth(FACEBOOK, {"unavailable": 2}, 2, now - 5 * hour, now - 5 * hour, now + hour)
    new = PlatformHealth(MASTODON, {"never": 1}, 1, None, None, None)
    if troubled:
        return Health(now, (well, blind, new), {"pending": 11, "parked": 2}, now - 2 * hour, {"active": 3})
    return Health(now, (well,), {}, None, {"active": 3})
