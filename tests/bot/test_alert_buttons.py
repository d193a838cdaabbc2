"""The buttons under an alert: what each does, in place, in its own chat, and how the alert reads afterwards."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from support.process import until

from bot.announce import announce
from bot.app import App
from growth.count import Count
from growth.event import Drop, Event, Phase
from growth.platform import Metric, X
from growth.severity import severity_of
from simulator.server import Simulator
from simulator.telegram_messages import Sent
from storage import audit, silences

ADMIN, READER = 700, 500

Ask = Callable[..., Awaitable[list[str]]]
Settle = Callable[[], Awaitable[None]]


def drop(sim: Simulator, number: int) -> Event:
    now = sim.clock.now()
    facts = Drop(Metric.FOLLOWERS, Count(1_000), Count(900), now - timedelta(days=1), now, 10.0)
    return Event(Phase.FIRED, severity_of(facts, Phase.FIRED), now, X, 1, facts, f"drop:1:{number}")


def labels(sent: Sent) -> list[list[str]]:
    rows = (sent.reply_markup or {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]  # type: ignore[attr-defined]  # JSON as it came


def data(sent: Sent, label: str) -> str:
    rows = (sent.reply_markup or {}).get("inline_keyboard", [])
    return next(button["callback_data"] for row in rows for button in row if label in button["text"])  # type: ignore[attr-defined]  # likewise


def visible_text(sent: Sent) -> str:
    return sent.text.replace("\u2068", "").replace("\u2069", "")


@pytest.fixture
async def alert(app: App, sim: Simulator, chat: int, settle: Settle, ask: Ask) -> Sent:
    """An alert as a reader's chat got it, with a listener for its buttons."""
    del chat, ask
    with app.store.begin() as tx:
        announce(tx, [drop(sim, 1)], now=sim.clock.now())
    await settle()
    return sim.telegram.sent[-1]


@pytest.fixture
def press(sim: Simulator) -> Callable[..., Awaitable[Sent]]:
    """Presses a button of a message and gives the message as it stands afterwards."""

    async def pressed(message: Sent, label: str, *, user: int = READER) -> Sent:
        edits = len(sim.telegram.edits)
        sim.clock.advance(timedelta(seconds=5))
        sim.telegram.press(message.message_id, data(message, label), user_id=user, chat_id=message.chat_id)
        await until(lambda: len(sim.telegram.edits) > edits)
        return sim.telegram.edits[-1]

    return pressed


async def test_every_alert_has_its_buttons(alert: Sent) -> None:
    assert labels(alert) == [["✓ Seen", "🔕 Mute"], ["Chart", "👎 Not useful"]]


async def test_an_acknowledged_alert_says_who_has_seen_it(
    alert: Sent, press: Callable[..., Awaitable[Sent]], sim: Simulator
) -> None:
    after = await press(alert, "Seen")

    assert after.text.startswith(alert.text)
    assert after.text.splitlines()[-1].startswith("✓ Seen by \u2068Reader\u2069, ")
    assert labels(after) == [["🔕 Mute"], ["Chart", "👎 Not useful"]]
    assert sim.telegram.answers[-1].text == "✓ Noted: you have seen the alert."


async def test_acknowledging_twice_keeps_the_first_author_and_is_written_down_once(
    alert: Sent, press: Callable[..., Awaitable[Sent]], sim: Simulator, app: App
) -> None:
    await press(alert, "Seen")
    sim.telegram.press(alert.message_id, data(alert, "Seen"), user_id=ADMIN, chat_id=alert.chat_id)
    await until(lambda: len(sim.telegram.answers) == 2)

    assert sim.telegram.answers[-1].text == "Somebody had seen this alert already."
    with app.store.read() as tx:
        assert [(deed.person, deed.action) for deed in audit.deeds(tx, limit=5)] == [(READER, "ack")]


@pytest.mark.parametrize(
    ("pause", "until_then"),
    [("1 hour", "2 March 2026, 10:00."), ("8 hours", "2 March 2026, 17:00."), ("Monday", "9 March 2026, 00:00.")],
)
async def test_a_muted_alert_says_until_when_and_can_be_heard_again(
    alert: Sent, press: Callable[..., Awaitable[Sent]], pause: str, until_then: str
) -> None:
    asked = await press(alert, "Mute")
    muted = await press(asked, pause)
    heard = await press(muted, "Alerts on")

    assert labels(asked) == [["1 hour", "8 hours", "Until Monday"], ["Back"]]
    assert visible_text(muted).endswith(f"until {until_then}")
    assert heard.text == alert.text
    assert labels(heard) == labels(alert)


async def test_a_muted_alert_is_not_told_again_and_others_are(
    alert: Sent, press: Callable[..., Awaitable[Sent]], sim: Simulator, app: App, settle: Settle
) -> None:
    await press(await press(alert, "Mute"), "8 hours")
    before = len(sim.telegram.sent)
    with app.store.begin() as tx:
        announce(tx, [drop(sim, 2)], now=sim.clock.now())
    await settle()

    assert len(sim.telegram.sent) == before
    with app.store.read() as tx:
        assert silences.silenced(tx, ["alert:drop:1"], sim.clock.now() + timedelta(hours=9)) == frozenset()


async def test_going_back_leaves_the_alert_as_it_was(alert: Sent, press: Callable[..., Awaitable[Sent]]) -> None:
    back = await press(await press(alert, "Mute"), "Back")

    assert (back.text, labels(back)) == (alert.text, labels(alert))


async def test_an_alert_of_no_use_is_kept_for_the_operator(alert: Sent, sim: Simulator, app: App) -> None:
    sim.telegram.press(alert.message_id, data(alert, "Not useful"), user_id=READER, chat_id=alert.chat_id)
    await until(lambda: len(sim.telegram.answers) == 1)

    assert sim.telegram.answers[0].text.startswith("Thank you")
    with app.store.read() as tx:
        assert [(deed.action, deed.detail) for deed in audit.deeds(tx, limit=5)] == [("useless", "drop")]


@pytest.mark.usefixtures("polled")
async def test_the_chart_of_an_alert_is_a_message_of_its_own(alert: Sent, sim: Simulator) -> None:
    sim.clock.advance(timedelta(seconds=5))
    sim.telegram.press(alert.message_id, data(alert, "Chart"), user_id=READER, chat_id=alert.chat_id)
    await until(lambda: sim.telegram.sent[-1].photo is not None)

    assert sim.telegram.edits == ()


async def test_anothers_chats_alert_cannot_be_spoken_of(alert: Sent, ask: Ask) -> None:
    del alert

    assert (await ask("/ack L1"))[0].startswith("The button under each alert")
    assert (await ask("/mute L1"))[0].startswith("For how long?")
    assert (await ask("/useless L1"))[0].startswith("The button under each alert")
