"""The rules' numbers for everyone, for an agency's accounts, and for one account."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.merging import merge_settings
from bot.rule_book import RuleBook, rule_book
from bot.settings_file import load_settings
from bot.thresholds import thresholds_from
from growth.alert import Patience
from growth.event import Rule
from growth.platform import X
from growth.reading import Profile
from growth.thresholds import Thresholds
from storage import accounts, profiles
from storage.accounts import StoredAccount
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CONFIG = """
[alerts]
drop_share = "0.5%"
silent_after = "10d"
keep.behind = { polls = 5 }

[[agencies]]
id = "city"
names = { en = "City Police" }
alerts = { silent_after = "3d", hold.drop = { polls = 4 } }

[[agencies.accounts]]
platform = "x"
handle = "city_police"

[[agencies.accounts]]
platform = "x"
handle = "city_alerts"
alerts = { drop_followers = 500, off = ["surge"], keep.behind = { polls = 1, span = "2d" } }

[[agencies]]
id = "town"
names = { en = "Town Police" }
accounts = [{ platform = "x", handle = "town_police" }]
"""

Of = Callable[[str], Thresholds]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'marsad.db'}")
    opened.upgrade()
    yield opened
    opened.close()


def stored(store: Store, handle: str) -> StoredAccount:
    with store.read() as tx:
        (account,) = accounts.find(tx, handle)
    return account


@pytest.fixture
def book(store: Store, tmp_path: Path) -> RuleBook:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "config.toml").chmod(0o600)
    settings = load_settings(tmp_path / "config.toml")
    with store.begin() as tx:
        merge_settings(tx, settings, now=NOW)
        return rule_book(tx, settings)


@pytest.fixture
def of(store: Store, book: RuleBook) -> Of:
    """The numbers that hold for an account."""
    return lambda handle: book.of(stored(store, handle))


def test_without_settings_of_its_own_an_account_is_judged_by_everyones(of: Of) -> None:
    town = of("town_police")

    assert (town.drop_share, town.silent_after, town.hold_of(Rule.DROP)) == (0.005, 10 * DAY, Patience(2))


def test_an_agencys_numbers_hold_for_its_accounts(of: Of) -> None:
    city = of("city_police")

    assert (city.silent_after, city.hold_of(Rule.DROP), city.drop_share) == (3 * DAY, Patience(4), 0.005)


def test_an_accounts_own_numbers_win_over_its_agencys_and_everyones(of: Of) -> None:
    own = of("city_alerts")

    assert (own.drop_followers, own.off, own.silent_after) == (500, {Rule.SURGE}, 3 * DAY)
    assert (own.keep_of(Rule.BEHIND), own.hold_of(Rule.DROP)) == (Patience(1, 2 * DAY), Patience(4))


def test_an_account_that_was_renamed_keeps_its_own_numbers(store: Store, book: RuleBook, tmp_path: Path) -> None:
    account = stored(store, "city_alerts")
    with store.begin() as tx:
        profiles.observe(tx, account.key, Profile("111", "city_alerts", {}), NOW)
        profiles.observe(tx, account.key, Profile("111", "city_news", {}), NOW + DAY)

    with store.read() as tx:
        again = rule_book(tx, load_settings(tmp_path / "config.toml"))

    assert again.of(stored(store, "city_news")).drop_followers == 500
    assert again == book


def test_an_account_added_later_to_an_agency_is_judged_by_the_agencys(store: Store, of: Of) -> None:
    with store.begin() as tx:
        accounts.save_account(tx, agency="city", platform=X, handle="city_traffic", origin="command", now=NOW)

    assert of("city_traffic").silent_after == 3 * DAY


def test_without_settings_the_numbers_are_the_rules_own(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("", encoding="utf-8")

    assert thresholds_from(load_settings(tmp_path / "config.toml").alerts) == Thresholds()
