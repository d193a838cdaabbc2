from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from growth.agency import AccountName
from growth.digest import AccountStatus, Coverage, Digest
from growth.event import Event, Facts, Severity
from report.digest_text import digest_text
from report.telegram_html import plain
from report.words import words_for

Accounts = tuple[AccountStatus, ...]
Make = Callable[..., Event]
ENGLISH = words_for("en")


@pytest.fixture
def told(make_digest: Callable[..., Digest], zone: ZoneInfo) -> Callable[..., list[str]]:
    """The English lines of a digest."""
    return lambda *args, **changes: plain(digest_text(make_digest(*args, **changes), ENGLISH, zone=zone)).split("\n")


def test_an_account_that_is_gone_comes_before_everything(told: Callable[..., list[str]], accounts: Accounts) -> None:
    assert told(accounts)[0] == "🔴 1 account needs attention. Followers over the week: +299"


def test_a_slipping_baseline_comes_before_growth(told: Callable[..., list[str]], accounts: Accounts) -> None:
    assert told(accounts[:2])[0] == "🟠 Behind on 1 baseline. Followers over the week: +299"


def test_a_reached_target_is_the_verdict_of_a_good_week(
    told: Callable[..., list[str]], accounts: Accounts, alerts: Mapping[str, Facts], make_event: Make
) -> None:
    events = ((make_event(alerts["baseline reached early"]), accounts[0].name),)

    assert told(accounts[:1], events=events)[0] == "🏁 1 target reached. Followers over the week: +310"


def test_a_missed_target_is_the_verdict_of_its_week(
    told: Callable[..., list[str]], accounts: Accounts, alerts: Mapping[str, Facts], make_event: Make
) -> None:
    events = ((make_event(alerts["baseline missed"]), accounts[0].name),)

    assert told(accounts[:1], events=events)[0] == "🟠 Behind on 1 baseline. Followers over the week: +310"


def test_a_week_without_comparison_says_so(told: Callable[..., list[str]], accounts: Accounts) -> None:
    assert told(accounts[3:])[0] == "⚪ No comparison for this week yet"


def test_an_alarm_without_comparison_admits_it(told: Callable[..., list[str]], accounts: Accounts) -> None:
    assert told(accounts[2:3])[0] == "🔴 1 account needs attention. Followers over the week: unknown"


def test_one_agency_is_named_once(told: Callable[..., list[str]], accounts: Accounts) -> None:
    lines = told(accounts[:2])

    assert sum("General Directorate" in line for line in lines) == 1


def test_long_lists_show_both_ends_and_count_the_rest(
    told: Callable[..., list[str]], make_accounts: Callable[[int], Accounts]
) -> None:
    lines = told(make_accounts(60))

    assert lines[lines.index("Grew most") :][:11] == [
        "Grew most",
        "• Agency 1, X: 99,000 (+49, +0.05%)",
        "• Agency 2, X: 98,000 (+48, +0.05%)",
        "• Agency 3, X: 97,000 (+47, +0.05%)",
        "• Agency 4, X: 96,000 (+46, +0.05%)",
        "• Agency 5, X: 95,000 (+45, +0.05%)",
        "Grew least",
        "• Agency 58, X: 42,000 (\u22128, \u22120.02%)",
        "• Agency 59, X: 41,000 (\u22129, \u22120.02%)",
        "• Agency 60, X: 40,000 (\u221210, \u22120.02%)",
        "and 52 more",
    ]


@pytest.mark.parametrize("number", [9, 10, 11])
def test_no_account_is_shown_twice_when_the_list_is_just_too_long(
    number: int, told: Callable[..., list[str]], make_accounts: Callable[[int], Accounts]
) -> None:
    lines = told(make_accounts(number))

    shown = lines[lines.index("Grew most") : lines.index("Milestones ahead")]

    assert sum(line.startswith("•") for line in shown) == 8
    assert len(set(shown)) == len(shown)


def test_the_gravest_changes_are_kept_when_there_are_too_many(
    told: Callable[..., list[str]], accounts: Accounts, alerts: Mapping[str, Facts], make_event: Make
) -> None:
    small = [(make_event(alerts["silent"]), accounts[0].name)] * 20
    grave = (make_event(alerts["suspended"], severity=Severity.CRITICAL, account=3), accounts[2].name)

    lines = told(accounts, events=(*small, grave))

    changes = lines[lines.index("What changed") :]
    assert "• 12 February: Account suspended, Federal Office for Information Security, Mastodon" in changes
    assert "and 13 more" in changes


def test_changes_are_told_oldest_first(
    told: Callable[..., list[str]], accounts: Accounts, alerts: Mapping[str, Facts], make_event: Make
) -> None:
    late = make_event(alerts["silent"])
    early = make_event(alerts["renamed"], severity=Severity.INFO, at=late.at - timedelta(days=1))

    lines = told(accounts[:1], events=((late, accounts[0].name), (early, accounts[0].name)))

    assert lines[lines.index("What changed") :][1:3] == [
        "• 11 February: Handle changed, X",
        "• 12 February: No posts, X",
    ]


def test_an_event_of_an_account_no_longer_followed_is_named_in_full(
    told: Callable[..., list[str]], accounts: Accounts, alerts: Mapping[str, Facts], make_event: Make, dgsn: AccountName
) -> None:
    lines = told(accounts[2:3], events=((make_event(alerts["silent"], account=99), dgsn),))

    assert "• 12 February: No posts, General Directorate of National Security, X" in lines


def test_a_late_digest_and_the_weeks_it_stands_in_for_are_said(
    told: Callable[..., list[str]], accounts: Accounts
) -> None:
    lines = told(accounts[:1], is_late=True, covers=("2020-W06",))

    assert "⏰ Sent late: it was due more than a day ago." in lines
    assert "No digest went out for the week of 3–9 February 2020: this one stands in for it." in lines  # noqa: RUF001


@pytest.mark.parametrize(
    ("coverage", "line"),
    [
        (Coverage(1_000, 1), "📡 Data: 99.9% of readings came through (1,000 asked for)"),
        (Coverage(10_000_000, 1), "📡 Data: 99.9% of readings came through (10,000,000 asked for)"),
        (Coverage(7, 7), "📡 Data: 0% of readings came through (7 asked for)"),
        (Coverage(0, 0), "📡 Data: nothing was read in this week"),
    ],
)
def test_the_data_says_how_complete_it_is(
    coverage: Coverage, line: str, told: Callable[..., list[str]], accounts: Accounts
) -> None:
    assert line in told(accounts[:1], coverage=coverage)


def test_a_repeated_digest_says_so_first(
    make_digest: Callable[..., Digest], accounts: Accounts, zone: ZoneInfo
) -> None:
    text = digest_text(make_digest(accounts), ENGLISH, zone=zone, is_repeat=True)

    assert text.startswith("↻ Possible repeat")


def test_a_week_in_which_nothing_happened_says_so(told: Callable[..., list[str]], accounts: Accounts) -> None:
    assert "🔕 A quiet week: nothing out of the ordinary was noticed." in told(accounts[:1])


@pytest.mark.parametrize("coverage", [Coverage(100, 30), Coverage(0, 0)], ids=["patchy", "unread"])
def test_a_week_that_was_not_read_well_is_not_called_quiet(
    told: Callable[..., list[str]], accounts: Accounts, coverage: Coverage
) -> None:
    net = None if coverage.polls == 0 else 5
    lines = told((replace(accounts[0], net_week=net),), coverage=coverage)

    assert [line for line in lines if "quiet" in line] == []


@pytest.mark.parametrize("which", [1, 2], ids=["behind and stale", "suspended"])
def test_a_week_in_which_something_is_amiss_is_not_called_quiet(
    told: Callable[..., list[str]], accounts: Accounts, which: int
) -> None:
    lines = told((accounts[0], accounts[which]))

    assert [line for line in lines if "quiet" in line] == []


def test_a_week_in_which_something_happened_is_not_called_quiet(
    told: Callable[..., list[str]], accounts: Accounts, alerts: Mapping[str, Facts], make_event: Make
) -> None:
    lines = told(accounts[:1], events=((make_event(alerts["milestone"]), accounts[0].name),))

    assert [line for line in lines if "quiet" in line] == []
