import re
from datetime import date
from urllib.parse import urlsplit

import pytest

import seeds
from growth.baseline import Baseline, Curve
from growth.platform import BUILT_IN, FACEBOOK, INSTAGRAM, MASTODON, Platform, X
from growth.span import Span
from seeds import ALL, EventKind, Precision, Rounding, SeedAccount, SeedFigure

CATALOGUE = seeds.load()
ACCOUNTS = [(agency.id, account) for agency in CATALOGUE.agencies for account in agency.accounts]

HANDLES = {
    "x": r"[A-Za-z0-9_]{1,15}",
    "facebook": r"[A-Za-z0-9.]{3,50}",
    "instagram": r"[a-z0-9._]{1,30}",
    "threads": r"[a-z0-9._]{1,30}",
    "youtube": r"[A-Za-z0-9_.-]{3,30}",
    "tiktok": r"[A-Za-z0-9_.]{2,24}",
    "linkedin": r"[A-Za-z0-9_-]{3,100}",
    "mastodon": r"[a-z0-9_]+@([a-z0-9-]+\.)+[a-z]{2,}",
    "bluesky": r"([a-z0-9-]+\.)+[a-z]{2,}",
}
"""What each platform's documentation allows as a handle, without its first @."""


def names(pair: tuple[str, SeedAccount]) -> str:
    agency, account = pair
    return f"{agency}-{account.platform}-{account.handle or account.platform_id or 'unnamed'}"


def figure(platform: Platform, day: date) -> SeedFigure:
    return next(fact for fact in CATALOGUE.figures("ma_dgsn") if (fact.platform, fact.day) == (platform, day))


def test_sixty_agencies_have_accounts_and_one_is_known_by_a_figure_alone() -> None:
    with_accounts = [agency.id for agency in CATALOGUE.agencies if agency.accounts]
    without = [agency.id for agency in CATALOGUE.agencies if not agency.accounts]

    assert len(with_accounts) == 60
    assert without == ["eg_moi"]


def test_189_accounts_can_be_asked_for_and_the_others_are_the_five_of_dgsn_without_a_handle() -> None:
    unnamed = [(agency, str(account.platform)) for agency, account in ACCOUNTS if not account.is_identified]

    assert len(ACCOUNTS) - len(unnamed) == 189
    assert sorted(unnamed) == [
        ("ma_dgsn", "app_store"),
        ("ma_dgsn", "facebook"),
        ("ma_dgsn", "google_play"),
        ("ma_dgsn", "instagram"),
        ("ma_dgsn", "manual"),
    ]


def test_46_figures_and_25_events_are_published() -> None:
    assert len(CATALOGUE.all_figures) == 46
    assert len(CATALOGUE.all_events) == 25


def test_every_fact_has_a_source() -> None:
    staff = [count for agency in CATALOGUE.agencies for count in agency.staff]
    baselines = [line for agency in CATALOGUE.agencies for lines in agency.baselines.values() for line in lines]
    accounts = [account for _, account in ACCOUNTS]

    facts = [*accounts, *staff, *baselines, *CATALOGUE.all_figures, *CATALOGUE.all_events]

    assert [fact for fact in facts if not fact.source] == []


def test_every_source_but_one_interview_is_a_web_address() -> None:
    facts = [*(account for _, account in ACCOUNTS), *CATALOGUE.all_figures, *CATALOGUE.all_events]

    citations = {fact.source for fact in facts if not urlsplit(fact.source).hostname}

    assert len(citations) == 1
    assert citations.pop().startswith("Almaghrib Today (المغرب اليوم)")


@pytest.mark.parametrize("pair", ACCOUNTS, ids=names)
def test_an_account_is_on_a_known_platform_and_its_handle_is_one_that_platform_allows(
    pair: tuple[str, SeedAccount],
) -> None:
    account = pair[1]

    assert account.platform in BUILT_IN
    assert account.handle is None or re.fullmatch(HANDLES[account.platform], account.handle)
    assert account.platform_id is None or re.fullmatch(r"UC[A-Za-z0-9_-]{22}", account.platform_id)


def test_old_youtube_user_names_are_told_from_handles() -> None:
    legacy = [(agency, account.handle) for agency, account in ACCOUNTS if account.is_legacy_username]

    assert legacy == [("ca_public_safety", "SafetyinCanada"), ("ca_rcmp", "rcmpgrcpolice")]


def test_an_account_without_a_handle_says_so_and_is_never_guessed() -> None:
    facebook = next(account for account in CATALOGUE.accounts("ma_dgsn") if account.platform == FACEBOOK)

    assert (facebook.handle, facebook.platform_id, facebook.launched) == (None, None, None)
    assert "No source prints the handle" in facebook.note


def test_no_account_is_an_unofficial_mirror() -> None:
    mirrors = [account for _, account in ACCOUNTS if "respublicae" in (account.handle or "")]

    assert mirrors == []


def test_a_launch_day_of_an_account_is_a_sourced_event() -> None:
    launches = {
        (event.agency, event.platform, event.day)
        for event in CATALOGUE.all_events
        if (event.kind, event.precision) == (EventKind.LAUNCH, Precision.DAY)
    }
    launched = {(agency, account.platform, account.launched) for agency, account in ACCOUNTS if account.launched}

    assert launched == launches - {("de_polizei_bw", MASTODON, date(2024, 10, 1))}


def test_staff_counts_agree_with_the_events_they_come_from() -> None:
    counted = {
        (event.agency, event.day.year, event.kind, event.value, event.source)
        for event in CATALOGUE.all_events
        if event.kind in {EventKind.STAFF_TOTAL, EventKind.STAFF_WOMEN}
    }

    stated = {
        (agency.id, staff.year, kind, value, source)
        for agency in CATALOGUE.agencies
        for staff in agency.staff
        for kind, value, source in (
            (EventKind.STAFF_TOTAL, staff.total, staff.source),
            (EventKind.STAFF_WOMEN, staff.women, staff.women_source or staff.source),
        )
    }

    assert stated == counted


def test_dgsn_counts_its_staff_and_the_women_among_them() -> None:
    staff = CATALOGUE.agency("ma_dgsn").staff

    assert [(row.year, row.total, row.women) for row in staff] == [(2019, 71_089, 4_818), (2021, 78_146, 5_895)]


def test_dgsn_has_a_name_in_every_language_that_marsad_speaks() -> None:
    assert dict(CATALOGUE.agency("ma_dgsn").names) == {
        "ar": "المديرية العامة للأمن الوطني",
        "fr": "Direction générale de la sûreté nationale",
        "en": "General Directorate for National Security",
    }


def test_the_first_baseline_is_45_000_followers_on_x_in_one_year() -> None:
    (baseline,) = CATALOGUE.baselines("ma_dgsn", X)

    assert baseline == Baseline(
        name="45k in one year",
        start=date(2019, 2, 15),
        target=45_000,
        within=Span(months=12),
        curve=Curve.LINEAR,
        source="Almaghrib Today (المغرب اليوم), Rabat, 2020: interview with Amal Barqia of the magazine Police",
    )


@pytest.mark.parametrize(
    ("day", "parts", "total"),
    [
        (date(2023, 12, 26), (480_944, 440_000, 207_000), 1_127_944),
        (date(2024, 1, 1), (500_550, 472_285, 224_500), 1_197_335),
    ],
)
def test_totals_are_the_sums_of_the_figures_they_name(day: date, parts: tuple[int, ...], total: int) -> None:
    whole = figure(ALL, day)

    found = tuple(figure(platform, day).value for platform in whole.sum_of)

    assert whole.sum_of == (X, FACEBOOK, INSTAGRAM)
    assert found == parts
    assert whole.value == sum(parts) == total


def test_a_figure_keeps_how_exactly_its_source_dates_and_counts() -> None:
    first_year = figure(X, date(2020, 2, 1))

    assert (first_year.value, first_year.precision, first_year.rounding, first_year.quote_language) == (
        45_000,
        Precision.MONTH,
        Rounding.APPROX,
        "ar",
    )


def test_a_figure_of_an_agency_with_two_accounts_says_which() -> None:
    (berlin,) = CATALOGUE.figures("de_polizei_berlin")

    assert berlin.handle == "PolizeiBerlin_E"
