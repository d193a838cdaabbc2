"""Long lists in the chat: pages, and buttons to choose one of many accounts; what fires now, and links that lead in."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from support.process import until

from bot.app import App
from growth.alert import Alert, AlertKey, AlertStatus
from growth.count import Count
from growth.event import Drop, Event, Phase, Rule
from growth.platform import Metric, X
from growth.severity import severity_of
from simulator.server import Simulator
from simulator.telegram_messages import Sent
from storage import accounts, alerts, ledger
from storage.store import Store

ADMIN = 700

Ask = Callable[..., Awaitable[list[str]]]


def buttons(sent: Sent) -> dict[str, str]:
    rows = (sent.reply_markup or {}).get("inline_keyboard", [])
    return {one["text"]: one["callback_data"] for row in rows for one in row}  # type: ignore[attr-defined]  # JSON as it came


@pytest.fixture
def many(app: App, store: Store) -> None:
    """Forty accounts beside the one that is there."""
    with store.begin() as tx:
        for number in range(40):
            accounts.save_account(
                tx, agency="city", platform=X, handle=f"unit_{number:02}", origin="command", now=app.now()
            )


@pytest.fixture
def press(ask: Ask, sim: Simulator) -> Callable[[Sent, str], Awaitable[Sent]]:
    """Presses a button by what stands on it and gives the message as it reads then."""
    del ask

    async def pressed(message: Sent, label: str) -> Sent:
        before = len(sim.telegram.edits)
        sim.clock.advance(timedelta(seconds=5))
        sim.telegram.press(message.message_id, buttons(message)[label], user_id=ADMIN, chat_id=message.chat_id)
        await until(lambda: len(sim.telegram.edits) > before)
        return sim.telegram.edits[-1]

    return pressed


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("command", ["/growth", "/chart", "/forecast", "/export", "/remove city"])
async def test_where_many_accounts_fit_buttons_ask_which(ask: Ask, sim: Simulator, command: str) -> None:
    await ask("/start")

    await ask(command)

    asked = sim.telegram.sent[-1]
    assert asked.text == "Which account?"
    assert len(buttons(asked)) == 9


@pytest.mark.usefixtures("many")
async def test_the_answer_to_which_account_takes_the_questions_place(
    ask: Ask, sim: Simulator, press: Callable[[Sent, str], Awaitable[Sent]]
) -> None:
    await ask("/start")
    await ask("/growth")

    turned = await press(sim.telegram.sent[-1], "Next (\u20682\u2069 of \u20686\u2069)")
    answered = await press(turned, next(label for label in buttons(turned) if "unit_09" in label))

    assert answered.text.startswith("📈 Growth")
    assert "unit_09" in answered.text
    assert len(sim.telegram.sent) == 2


@pytest.mark.usefixtures("many")
async def test_a_list_of_many_accounts_turns_its_pages_and_knows_its_length(
    ask: Ask, sim: Simulator, press: Callable[[Sent, str], Awaitable[Sent]]
) -> None:
    await ask("/start")
    await ask("/status")
    first = sim.telegram.sent[-1]

    second = await press(first, "Next (\u20682\u2069 of \u20682\u2069)")
    back = await press(second, "Previous (\u20681\u2069 of \u20682\u2069)")

    assert "41\u2069 accounts" in first.text
    assert len(second.text.splitlines()) < len(first.text.splitlines())
    assert (back.text, buttons(back)) == (first.text, buttons(first))


@pytest.mark.parametrize("page", ["page=0", "page=99", "page=x", "page=", "page=\u0663", "page=9999999"])
async def test_a_page_that_is_not_there_is_the_nearest_one(ask: Ask, page: str) -> None:
    await ask("/start")

    assert (await ask(f"/status {page}"))[0].startswith("📋 Status")


async def test_what_fires_is_listed_until_somebody_has_seen_it(
    ask: Ask, app: App, sim: Simulator, press: Callable[[Sent, str], Awaitable[Sent]]
) -> None:
    await ask("/start")
    now = app.now()
    facts = Drop(Metric.FOLLOWERS, Count(1_000), Count(900), now - timedelta(days=1), now, 10.0)
    event = Event(Phase.FIRED, severity_of(facts, Phase.FIRED), now, X, 1, facts, "drop:1:followers:1:fired")
    with app.store.begin() as tx:
        ledger.append(tx, event)
        life = Alert(AlertStatus.FIRING, now, now, 1, now, 1)
        alerts.save_alerts(tx, 1, X, {AlertKey(Rule.DROP, "followers"): life})

    await ask("/alerts")
    listed = sim.telegram.sent[-1]
    seen = await press(listed, "✓ Seen: \u20681\u2069")

    assert "Nobody has seen it yet" in listed.text
    assert "✓ Seen by \u2068Reader\u2069" in seen.text
    assert buttons(seen) == {}


@pytest.mark.usefixtures("polled")
async def test_a_link_leads_to_a_commands_answer(ask: Ask) -> None:
    await ask("/start")

    assert (await ask("/start growth-1"))[0].startswith("📈 Growth")
    assert (await ask("/start growth-x"))[0].startswith("👋")
    assert (await ask("/start dance-1"))[0].startswith("I do not know that command.")


@pytest.mark.usefixtures("polled")
async def test_a_history_is_exported_as_a_table(ask: Ask, sim: Simulator) -> None:
    await ask("/start")

    await ask("/export")

    sent = sim.telegram.sent[-1]
    rows = (sent.document or b"").decode().splitlines()
    assert sent.filename == "x-city_police.csv"
    assert rows[:2] == ["observed_at,followers,resolution", "2026-03-02T09:00:00+00:00,990,1"]
    assert len(rows) == 16


@pytest.mark.usefixtures("polled")
async def test_a_week_is_reported_as_a_page_and_a_table(ask: Ask, sim: Simulator) -> None:
    await ask("/start")

    await ask("/report 2026-W10")
    sim.clock.advance(timedelta(seconds=2))
    await until(lambda: len(sim.telegram.sent) == 3)

    page, table = sim.telegram.sent[1:]
    assert (page.filename, table.filename) == ("marsad-2026-W10.html", "marsad-2026-W10.csv")
    assert b"<html" in (page.document or b"")
    assert b"city_police" in (table.document or b"")
