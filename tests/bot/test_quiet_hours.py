"""Quiet hours: alerts are held and arrive in one message at their end; critical ones and digests as the chat wishes."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

import pytest

from bot.announce import announce
from bot.app import App
from growth.count import Count
from growth.event import Event, Facts, Milestone, Phase, VerifiedLost
from growth.platform import Metric, X
from growth.quiet import Quiet
from growth.severity import severity_of
from simulator.server import Simulator
from storage import chats, outbox
from storage.letters import LetterState

READER = 500
EVENING = timedelta(hours=14)
"""From the fixtures' morning to eleven in the evening."""

Settle = Callable[[], Awaitable[None]]
Tell = Callable[..., None]


@pytest.fixture
def quiet(app: App, chat: int, sim: Simulator) -> int:
    """A chat that is quiet from ten to seven, at eleven in the evening; its key."""
    with app.store.begin() as tx:
        chats.set_quiet(tx, chat, Quiet(time(22), time(7)))
    sim.clock.advance(EVENING)
    return chat


@pytest.fixture
def notice(app: App, sim: Simulator) -> Tell:
    """Lets round numbers be noticed, or other facts."""

    def told(*numbers: int, facts: Facts | None = None) -> None:
        with app.store.begin() as tx:
            announce(tx, [_event(number, facts, sim.clock.now()) for number in numbers], now=sim.clock.now())

    return told


def _event(number: int, facts: Facts | None, now: datetime) -> Event:
    said = facts or Milestone(Metric.FOLLOWERS, 1_000 * number, Count(1_000 * number), None)
    return Event(Phase.FIRED, severity_of(said, Phase.FIRED), now, X, 1, said, f"{said.rule}:{number}")


async def morning(app: App, sim: Simulator, settle: Settle) -> None:
    sim.clock.advance(timedelta(hours=9))
    await app.open_digests()
    await settle()


async def test_what_happens_in_quiet_hours_arrives_in_one_message_at_their_end(
    app: App, sim: Simulator, quiet: int, notice: Tell, settle: Settle
) -> None:
    notice(1, 2)
    await settle()
    sim.clock.advance(timedelta(hours=3))
    notice(3)
    await app.open_digests()
    await settle()
    in_the_night = len(sim.telegram.sent)

    await morning(app, sim, settle)

    assert in_the_night == 0
    (summary,) = sim.telegram.sent
    assert summary.text.startswith("🌙 During the quiet hours")
    assert [f"{number},000" in summary.text for number in (1, 2, 3)] == [True, True, True]
    with app.store.read() as tx:
        assert [letter.state for letter in outbox.history(tx, quiet, 9)] == [LetterState.SENT]


async def test_a_critical_alert_passes_through_quiet_hours(
    sim: Simulator, quiet: int, notice: Tell, settle: Settle
) -> None:
    del quiet
    notice(1)
    notice(2, facts=VerifiedLost())
    await settle()

    (passed,) = sim.telegram.sent
    assert "Verification lost" in passed.text


async def test_a_chat_may_want_critical_alerts_held_as_well(
    app: App, sim: Simulator, quiet: int, notice: Tell, settle: Settle
) -> None:
    with app.store.begin() as tx:
        chats.set_quiet(tx, quiet, Quiet(time(22), time(7), lets_critical=False))
    notice(2, facts=VerifiedLost())
    await settle()

    assert sim.telegram.sent == ()


async def test_a_held_letter_holds_up_no_other(
    app: App, sim: Simulator, quiet: int, notice: Tell, settle: Settle, tell: Callable[..., None]
) -> None:
    notice(1)
    tell(quiet, 7)

    await settle()
    night = [one.text.partition("\n")[0] for one in sim.telegram.sent]
    await morning(app, sim, settle)

    assert len(night) == 1
    assert "7,000" in night[0]
    assert "1,000" in sim.telegram.sent[-1].text


async def test_quiet_hours_that_are_given_up_let_go_of_what_they_held(
    app: App, sim: Simulator, quiet: int, notice: Tell, settle: Settle
) -> None:
    notice(1)
    with app.store.begin() as tx:
        chats.set_quiet(tx, quiet, None)

    await app.open_digests()
    await settle()

    assert len(sim.telegram.sent) == 1


async def test_a_chat_that_goes_away_in_the_night_is_told_how_much_it_missed(
    app: App, quiet: int, notice: Tell
) -> None:
    notice(1)
    with app.store.begin() as tx:
        outbox.park_chat(tx, quiet, app.now())

        assert sum(outbox.unpark_chat(tx, quiet, app.now()).values()) == 1
        assert outbox.held(tx) == ()
