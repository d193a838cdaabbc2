from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growth import platform
from growth.agency import AccountName
from growth.event import Event, Facts, ProfileChange, ProfileChanged, Renamed
from report.alert_text import alert_text
from report.telegram_html import plain, visible
from report.words import words_for
from simulator.telegram_text import message_text

Make = Callable[..., Event]
HOSTILE = st.text(max_size=90)
ENGLISH = words_for("en")


@pytest.fixture
def told(make_event: Make, dgsn: AccountName, zone: ZoneInfo) -> Callable[[Facts], str]:
    """The English lines of an alert about the DGSN's account."""
    return lambda facts: plain(alert_text(make_event(facts), dgsn, ENGLISH, zone=zone))


def test_an_alert_names_the_account_under_its_headline(
    alerts: Mapping[str, Facts], told: Callable[[Facts], str]
) -> None:
    lines = told(alerts["milestone"]).split("\n")

    assert lines[:2] == ["🎉 45,000 followers", "General Directorate of National Security · X · @DGSN_MAROC"]


def test_the_handle_leads_to_the_profile(
    make_event: Make, alerts: Mapping[str, Facts], dgsn: AccountName, zone: ZoneInfo
) -> None:
    text = alert_text(make_event(alerts["milestone"]), dgsn, ENGLISH, zone=zone)

    assert '<a href="https://x.com/DGSN_MAROC">@DGSN_MAROC</a>' in text


def test_the_source_of_a_baseline_is_not_cut_like_a_name(
    alerts: Mapping[str, Facts], told: Callable[[Facts], str]
) -> None:
    source = "Almaghrib Today (المغرب اليوم), Rabat, 2020: interview with Amal Barqia of the magazine Police"

    text = told(replace(alerts["baseline reached early"], source=source))

    assert source in text


def test_a_handle_cannot_lead_elsewhere(make_event: Make, alerts: Mapping[str, Facts], zone: ZoneInfo) -> None:
    name = AccountName("a", {"en": "A"}, platform.X, '../evil?"><b>')

    text = alert_text(make_event(alerts["milestone"]), name, ENGLISH, zone=zone)

    assert 'href="https://x.com/..%2Fevil%3F%22%3E%3Cb%3E"' in text


def test_a_handle_on_a_platform_without_a_known_address_is_no_link(
    make_event: Make, alerts: Mapping[str, Facts], zone: ZoneInfo
) -> None:
    name = AccountName("a", {"en": "A"}, platform.MASTODON, "bsi@social.bund.de")

    text = alert_text(make_event(alerts["milestone"]), name, ENGLISH, zone=zone)

    assert "<code>@bsi@social.bund.de</code>" in text


def test_a_possible_repeat_says_so_first(
    make_event: Make, alerts: Mapping[str, Facts], dgsn: AccountName, zone: ZoneInfo
) -> None:
    text = alert_text(make_event(alerts["milestone"]), dgsn, ENGLISH, zone=zone, is_repeat=True)

    assert text.startswith("↻ Possible repeat")


@pytest.mark.parametrize(
    ("reached_on", "line"),
    [
        ("2020-02-12", "Reached on 12 February 2020, 3 days before the deadline (15 February 2020)."),
        ("2020-02-14", "Reached on 14 February 2020, 1 day before the deadline (15 February 2020)."),
        ("2020-02-15", "Reached on 15 February 2020, the last day."),
        ("2020-03-01", "Reached on 1 March 2020, 15 days after the deadline (15 February 2020)."),
    ],
)
def test_a_reached_target_is_told_against_its_deadline(
    reached_on: str, line: str, told: Callable[[Facts], str], alerts: Mapping[str, Facts]
) -> None:
    facts = replace(alerts["baseline reached early"], reached_on=date.fromisoformat(reached_on))

    text = told(facts)

    assert line in text


def test_an_owners_words_are_quoted_where_telegram_links_nothing(
    make_event: Make, dgsn: AccountName, zone: ZoneInfo
) -> None:
    facts = ProfileChanged((ProfileChange("description", None, "@DGSN /start t.me/x"),))

    text = alert_text(make_event(facts), dgsn, ENGLISH, zone=zone)

    assert "<code>@DGSN /start t.me/x</code>" in text


def test_a_text_of_nothing_visible_is_called_none(told: Callable[[Facts], str]) -> None:
    text = told(ProfileChanged((ProfileChange("display_name", "DGSN", "\u200b\u2069"),)))

    assert "Name: was DGSN, is now none" in text


def test_a_platform_wide_alert_names_no_account(make_event: Make, alerts: Mapping[str, Facts], zone: ZoneInfo) -> None:
    text = plain(alert_text(make_event(alerts["unreadable"], account=None), None, ENGLISH, zone=zone))

    assert text.split("\n")[:2] == ["📡 X cannot be read", "Since 12 February 2020, 08:05."]


def test_times_are_told_in_the_chats_zone(make_event: Make, alerts: Mapping[str, Facts], dgsn: AccountName) -> None:
    text = plain(alert_text(make_event(alerts["surge"]), dgsn, ENGLISH, zone=ZoneInfo("Asia/Riyadh")))

    assert "On 12 February 2020, between 14:05 and 16:05." in text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE, HOSTILE, HOSTILE)
def test_hostile_names_always_make_a_message_telegram_takes(
    make_event: Make, zone: ZoneInfo, language: str, agency: str, handle: str, other: str
) -> None:
    name = AccountName("a", {language: agency or "a"}, platform.X, handle)
    renamed = make_event(Renamed(handle, other))

    text = alert_text(renamed, name, words_for(language), zone=zone)

    read = message_text(text, "HTML", None).formatted
    assert read.text == visible(text).strip()
    assert [warning for warning in read.warnings if "empty" not in warning] == []


def test_a_baselines_name_is_hostile_too(told: Callable[[Facts], str], alerts: Mapping[str, Facts]) -> None:
    facts = replace(alerts["baseline missed"], baseline="<i>\u202e45k")

    text = told(facts)

    assert "Baseline: “<i>45k”." in text
