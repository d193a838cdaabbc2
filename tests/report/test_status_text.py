from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from growth.baseline import Standing
from growth.digest import AccountStatus
from report.standing_text import standing_text
from report.status_text import status_text
from report.telegram_html import FSI, PDI, plain, split
from report.words import words_for

Accounts = tuple[AccountStatus, ...]
ENGLISH = words_for("en")


@pytest.fixture
def told(zone: ZoneInfo, now: datetime) -> Callable[[Accounts], list[str]]:
    """The English lines of a status."""
    return lambda accounts: plain(status_text(accounts, ENGLISH, zone=zone, now=now)).split("\n")


def test_accounts_of_one_agency_stand_together(told: Callable[[Accounts], list[str]], accounts: Accounts) -> None:
    x, facebook, bsi, _ = accounts

    lines = told((x, bsi, facebook))

    assert [line for line in lines if " · " in line and "Last" not in line] == [
        "X · @DGSN_MAROC: 45,012",
        "Facebook · DGSN.page.officielle: at least 22,000",
        "Mastodon · @bsi@social.bund.de: 2",
    ]


def test_an_old_reading_says_how_old_it_is(told: Callable[[Accounts], list[str]], accounts: Accounts) -> None:
    assert "⏳ Last reading: 9 February 2020, 14:05 (age: 3 days)" in told(accounts)


def test_an_account_that_is_not_well_says_so_in_a_long_list_too(
    told: Callable[[Accounts], list[str]], accounts: Accounts, make_accounts: Callable[[int], Accounts]
) -> None:
    lines = told((*make_accounts(10), replace(accounts[2], account=99)))

    assert lines[-2:] == ["Federal Office for Information Security, Mastodon: 2 (unknown)", "⚠️ State: suspended"]


def test_a_long_list_is_a_line_an_account(
    told: Callable[[Accounts], list[str]], make_accounts: Callable[[int], Accounts]
) -> None:
    assert len(told(make_accounts(60))) == 62


def test_sixty_accounts_fit_two_messages(
    make_accounts: Callable[[int], Accounts], language: str, zone: ZoneInfo, now: datetime
) -> None:
    text = status_text(make_accounts(60), words_for(language), zone=zone, now=now)

    assert len(split(text)) <= 2


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (30.4, "ahead of “45,000 in one year” by 30 days"),
        (1.4, "ahead of “45,000 in one year” by 1 day"),
        (0.4, "ahead of “45,000 in one year”, at 107.6% of the expected count"),
        (None, "ahead of “45,000 in one year”, at 107.6% of the expected count"),
    ],
)
def test_a_lead_is_told_in_days_where_there_is_one(
    days: float | None, text: str, standings: tuple[Standing, ...]
) -> None:
    standing = replace(standings[1], days_ahead=days)

    told = standing_text(standing, ENGLISH)

    assert told.translate({ord(FSI): None, ord(PDI): None}) == text


def test_a_target_reached_on_an_unknown_day_claims_no_day(standings: tuple[Standing, ...]) -> None:
    reached = replace(standings[5], reached_on=None)

    told = standing_text(reached, ENGLISH)

    assert plain(told) == "“45,000 in one year” reached already"
    assert str(date(2020, 2, 15).year) not in told
