"""The demonstration's story, replayed whole: what is told, when, and what must not be."""

import asyncio
import fcntl
import pickle
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support.logs import logging_as_it_was

from bot.demo.play import Played, play
from bot.demo.stage import story
from bot.demo.telling import tell
from bot.facts import followers_of
from bot.settings_file import load_settings
from growth.event import Event, Milestone
from growth.series import Series
from storage import accounts, ledger, outbox
from storage.letters import LetterState
from storage.store import Store

pytestmark = pytest.mark.timeout(300)  # the replay takes a quarter of a minute, on a machine that does nothing else

TOLD = Path(__file__).parent / "data" / "story.txt"
"""Day, handle or platform, and what happened: every event of the whole story for the usual seed, in order."""

LONG_AGO, FAR = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def replay(out: Path, language: str, *, days: int = 10_000, seed: int = 2019) -> Played:
    return asyncio.run(play(story(days), language=language, seed=seed, out=out, on_day=lambda _: None))


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Played:
    """The whole story, replayed by whichever worker needs it first and read by the others."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    result = shared / "story.pickle"
    with (shared / "story.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not result.exists():
            with logging_as_it_was():
                result.write_bytes(pickle.dumps(replay(shared / "story", "en")))
        found: Played = pickle.loads(result.read_bytes())
    return found


@pytest.fixture
def store(played: Played) -> Iterator[Store]:
    """The database that is left behind."""
    opened = Store.open(f"sqlite:///{played.database}")
    yield opened
    opened.close()


@pytest.fixture
def count_on(store: Store) -> Callable[[str, date], int]:
    """The followers an account had in the evening of a day."""

    def count(handle: str, day: date) -> int:
        found = _history(store, handle).count_at(datetime(day.year, day.month, day.day, 23, tzinfo=UTC))
        assert found is not None
        return found.value

    return count


def _history(store: Store, handle: str) -> Series:
    with store.read() as tx:
        (account,) = accounts.find(tx, handle)
        return followers_of(tx, account, now=FAR)


def _line(event: Event, handles: dict[int | None, str]) -> str:
    threshold = f" {event.facts.threshold}" if isinstance(event.facts, Milestone) else ""
    return f"{event.at.date()} {handles.get(event.account, event.platform)} {event.rule}{threshold} {event.phase}"


def test_everything_that_happens_is_told_on_its_day_and_nothing_else(store: Store) -> None:
    with store.read() as tx:
        handles: dict[int | None, str] = {account.key: account.handle for account in accounts.accounts(tx)}
        told = [_line(one.event, handles) for one in ledger.events(tx, start=LONG_AGO, end=FAR)]

    assert told == TOLD.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("day", "least", "most"),
    [(date(2019, 2, 15), 950, 1_050), (date(2019, 5, 15), 14_000, 15_000), (date(2020, 2, 15), 44_500, 46_000)],
)
def test_the_count_follows_what_was_published(
    count_on: Callable[[str, date], int], day: date, least: int, most: int
) -> None:
    assert least <= count_on("DGSN_MAROC", day) <= most


def test_the_page_is_watched_from_the_day_it_opens(store: Store) -> None:
    first = _history(store, "dgsn.simulated").time_of(0)

    assert first.date() == date(2019, 9, 20)


def test_a_year_of_digests_reached_the_reader_once_each(played: Played) -> None:
    weeks = [re.search(r"Week of [^\n]+", one.text) for one in played.messages if one.message_id in played.digests]

    found = [week[0] for week in weeks if week]
    assert len(found) == len(set(found)) == len(played.digests) == 54


def test_every_letter_was_delivered_and_none_repeated(played: Played, store: Store) -> None:
    with store.read() as tx:
        letters = outbox.history(tx, 1, 10_000)

    assert {letter.state for letter in letters} == {LetterState.SENT}
    assert not any(one.text.startswith("↻") for one in played.messages)


def test_pictures_settings_and_page_are_left_behind(played: Played) -> None:
    settings = load_settings(played.config)

    page = played.page.read_text(encoding="utf-8")
    assert [picture.read_bytes()[:4] for picture in played.pictures] == [b"\x89PNG"] * 6
    assert settings.storage.url == f"sqlite:///{played.database}"
    assert page.count('<article class="own">') == len(played.questions) == 5
    assert page.count('src="data:image/png;base64,') == 1
    assert "🏁" in page


def test_the_terminal_shows_both_sides_the_last_digests_and_what_to_try_next(
    played: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(played, language="en")

    shown = capsys.readouterr().out
    counts = {word: shown.count(word) for word in ("Week of", "│ /start ", "🎉", "🏁 Target of 45,000 reached", "🖼")}
    assert counts == {"Week of": 3, "│ /start ": 1, "🎉": 15, "🏁 Target of 45,000 reached": 1, "🖼": 1}
    assert f"--config {played.config} digest --week 2020-W08 --lang en" in shown


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr")])
def test_a_short_story_is_told_in_the_other_languages(tmp_path: Path, language: str, direction: str) -> None:
    played = replay(tmp_path, language, days=9)

    page = played.page.read_text(encoding="utf-8")
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert load_settings(played.config).digest.language == language
    assert played.database.exists()
    assert {picture.name.rpartition("-")[2] for picture in played.pictures} == {f"{language}.png"}
    assert [warning for one in played.messages for warning in one.warnings] == []


def test_a_story_of_one_day_has_an_end_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    played = replay(tmp_path, "fr", days=1)

    tell(played, language="fr")

    assert played.pictures == ()
    assert "/status" in capsys.readouterr().out


def test_the_same_seed_tells_the_same_story(played: Played, tmp_path: Path) -> None:
    again = replay(tmp_path, "en", days=8)

    told = [one.html for one in again.messages if one.at < again.questions[1].at]
    assert told == [one.html for one in played.messages][: len(told)]
    assert len(told) == 3
