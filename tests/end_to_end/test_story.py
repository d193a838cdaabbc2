"""The demonstration's story, replayed whole: what is told, when, and what must not be."""

import asyncio
import fcntl
import pickle
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.demo.play import Played, play
from bot.demo.stage import story
from bot.facts import followers_of
from bot.settings_file import load_settings
from storage import accounts, ledger, outbox
from storage.letters import LetterState
from storage.store import Store

FAR = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def replay(out: Path, language: str, *, days: int = 10_000) -> Played:
    return asyncio.run(play(story(days), language=language, seed=2019, out=out, on_day=lambda _: None))


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Played:
    """The whole story, replayed by whichever worker needs it first and read by the others."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    result = shared / "story.pickle"
    with (shared / "story.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not result.exists():
            result.write_bytes(pickle.dumps(replay(shared / "story", "en")))
        found: Played = pickle.loads(result.read_bytes())
    return found


@pytest.fixture(scope="session")
def told(played: Played) -> list[tuple[str, str, str]]:
    """Day, handle or platform, and rule of every event but milestones; resolved ones marked."""
    store = Store.open(f"sqlite:///{played.database}")
    with store.read() as tx:
        handles = {account.key: account.handle for account in accounts.accounts(tx)}
        found = [one.event for one in ledger.events(tx, start=FAR[0], end=FAR[1])]
    store.close()
    return [
        (
            event.at.date().isoformat(),
            handles.get(event.account or 0, event.platform),
            event.rule + ("" if event.phase == "fired" else " over"),
        )
        for event in found
        if event.rule != "milestone"
    ]


def test_everything_that_happens_is_told_and_nothing_else(told: list[tuple[str, str, str]]) -> None:
    assert told == [
        ("2019-03-02", "DGSN_MAROC", "ahead"),
        ("2019-06-12", "SimCoastGuardHQ", "renamed"),
        ("2019-07-08", "SimCityPolice", "account_state"),
        ("2019-07-17", "SimCityPolice", "account_state over"),
        ("2019-11-05", "DGSN_MAROC", "drop"),
        ("2019-11-07", "DGSN_MAROC", "ahead over"),
        ("2019-11-13", "facebook", "unreadable"),
        ("2019-11-14", "facebook", "unreadable over"),
        ("2019-12-18", "SimCityPolice", "behind"),
        ("2019-12-26", "dgsn.simulated", "surge"),
        ("2020-01-02", "SimCityPolice", "baseline_missed"),
        ("2020-02-11", "DGSN_MAROC", "baseline_reached"),
    ]


def test_the_count_follows_what_was_published(played: Played) -> None:
    store = Store.open(f"sqlite:///{played.database}")
    with store.read() as tx:
        (account,) = [one for one in accounts.accounts(tx) if one.handle == "DGSN_MAROC"]
        series = followers_of(tx, account, now=FAR[1])
    store.close()

    def on(day: date) -> int:
        count = series.count_at(datetime(day.year, day.month, day.day, 23, tzinfo=UTC))
        return count.value if count else 0

    assert 900 <= on(date(2019, 2, 15)) <= 1_100
    assert 14_000 <= on(date(2019, 5, 15)) <= 15_000
    assert 44_000 <= on(date(2020, 2, 15)) <= 46_500


def test_a_year_of_digests_reached_the_reader_once_each(played: Played) -> None:
    weeks = [re.search(r"Week of [^\n]+", one.text) for one in played.messages if one.message_id in played.digests]

    found = [week[0] for week in weeks if week]
    assert len(found) == len(set(found)) == 54


def test_every_letter_was_delivered_and_none_repeated(played: Played) -> None:
    store = Store.open(f"sqlite:///{played.database}")
    with store.read() as tx:
        letters = outbox.history(tx, 1, 10_000)
    store.close()

    assert {letter.state for letter in letters} == {LetterState.SENT}
    assert not any(one.text.startswith("↻") for one in played.messages)


def test_pictures_settings_and_page_are_left_behind(played: Played) -> None:
    settings = load_settings(played.config)

    assert [picture.read_bytes()[:4] for picture in played.pictures] == [b"\x89PNG"] * 6
    assert settings.storage.url == f"sqlite:///{played.database}"
    assert "🏁" in played.page.read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr")])
def test_the_story_is_told_in_other_languages(tmp_path: Path, language: str, direction: str) -> None:
    played = replay(tmp_path, language, days=25)

    page = played.page.read_text(encoding="utf-8")
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert [warning for one in played.messages for warning in one.warnings] == []


def test_the_same_seed_tells_the_same_story(tmp_path: Path) -> None:
    first = replay(tmp_path / "first", "en", days=20)
    second = replay(tmp_path / "second", "en", days=20)

    assert [one.html for one in first.messages] == [one.html for one in second.messages]
