"""Every text there is, by name, in each language."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from growth.agency import AccountName
from growth.baseline import Standing
from growth.digest import AccountStatus, Coverage, Digest
from growth.event import CredentialFailing, Event, Facts, Phase, Severity, Unreadable
from growth.state import AccountState
from report.alert_text import alert_text
from report.baseline_text import baseline_text
from report.digest_text import digest_text
from report.growth_text import growth_text
from report.reply_text import command_menu, help_text, refusal_text
from report.status_text import status_text
from report.words import Words

ENDING = (
    *("behind", "ahead", "surge", "drop", "stalled", "silent"),
    *("verified lost", "suspended", "taken over", "unreadable", "credential failing"),
)
"""The alerts whose end has a text of its own."""

Make = Callable[..., Event]


@pytest.fixture
def alert_texts(
    words: Words, alerts: Mapping[str, Facts], dgsn: AccountName, make_event: Make, zone: ZoneInfo
) -> dict[str, str]:
    """Every alert, fired and over."""

    def told(facts: Facts, phase: Phase) -> str:
        is_wide = isinstance(facts, Unreadable | CredentialFailing)
        event = make_event(facts, phase=phase, account=None if is_wide else 1)
        return alert_text(event, None if is_wide else dgsn, words, zone=zone)

    fired = {f"alert: {name}": told(facts, Phase.FIRED) for name, facts in alerts.items()}
    over = {f"alert: {name}, over": told(alerts[name], Phase.RESOLVED) for name in ENDING}
    return fired | over


@pytest.fixture
def answers(
    words: Words,
    accounts: tuple[AccountStatus, ...],
    standings: tuple[Standing, ...],
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
        "/baseline": baseline_text(dgsn, standings, words),
        "/baseline without any": baseline_text(dgsn, (), words),
    }


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
    }


@pytest.fixture
def messages(
    alert_texts: dict[str, str], answers: dict[str, str], digests: dict[str, str], replies: dict[str, str]
) -> Mapping[str, str]:
    """Every text, by name."""
    return alert_texts | answers | digests | replies
