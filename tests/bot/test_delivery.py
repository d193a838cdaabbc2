import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from bot.app import App, open_app
from bot.returning import welcome_back
from bot.settings import Settings
from simulator.faults import Fault
from simulator.server import Simulator
from storage import chats, outbox
from storage.letters import LetterKind, LetterState
from storage.store import Store

Tell = Callable[..., None]
Settle = Callable[[], Awaitable[None]]
Said = Callable[..., list[str]]

REPEAT = "↻ Possible repeat: this message may have reached you already."


def states(store: Store, chat: int) -> list[LetterState]:
    with store.read() as tx:
        return [letter.state for letter in reversed(outbox.history(tx, chat, 100))]


async def test_letters_of_a_chat_arrive_in_order_and_within_the_limits(
    sim: Simulator, chat: int, tell: Tell, settle: Settle, said: Said
) -> None:
    tell(chat, *range(1, 31))

    await settle()

    assert said() == [f"🎉 \u2068\u2068{number},000\u2069 followers\u2069" for number in range(1, 31)]
    assert not sim.telegram.violations


async def test_a_group_is_written_to_twenty_times_a_minute(
    sim: Simulator, add_chat: Callable[..., int], tell: Tell, settle: Settle
) -> None:
    group = add_chat(-400, kind="group")
    tell(group, *range(1, 46))
    start = sim.clock.now()

    await settle()

    assert len(sim.telegram.sent) == 45
    assert not sim.telegram.violations
    assert timedelta(minutes=2) <= sim.clock.now() - start < timedelta(minutes=3)


async def test_a_chat_on_hold_does_not_hold_up_another(
    sim: Simulator, chat: int, add_chat: Callable[..., int], tell: Tell, app: App, said: Said
) -> None:
    other = add_chat(501)
    sim.faults.add(Fault(api="telegram", kind="flood", path="sendMessage", chat_id=500, retry_after_s=3600, times=1))
    tell(chat, 1)
    tell(other, 2)

    due = await app.deliver()

    assert (said(500), len(said(501))) == ([], 1)
    assert due == sim.clock.now() + timedelta(hours=1)


async def test_a_hold_outlives_a_restart(
    sim: Simulator, chat: int, tell: Tell, app: App, settings: Settings, said: Said
) -> None:
    sim.faults.add(Fault(api="telegram", kind="flood", path="sendMessage", retry_after_s=3600, times=1))
    tell(chat, 1)
    await app.deliver()
    sim.clock.advance(timedelta(minutes=59))

    async with open_app(settings, now=sim.clock.now) as again:
        due = await again.deliver()

    assert said() == []
    assert due == sim.clock.now() + timedelta(minutes=1)


@pytest.mark.parametrize("fault", [{"kind": "internal"}, {"drop": "before"}], ids=["5xx in JSON", "cut before"])
async def test_what_failed_is_sent_again(
    sim: Simulator, chat: int, tell: Tell, settle: Settle, said: Said, fault: dict[str, str]
) -> None:
    sim.faults.add(Fault(api="telegram", path="sendMessage", times=1, **fault))
    tell(chat, 1)

    await settle()

    assert len(said()) == 1


async def test_a_message_whose_answer_was_lost_is_repeated_and_says_so(
    sim: Simulator, chat: int, tell: Tell, settle: Settle, said: Said
) -> None:
    sim.faults.add(Fault(api="telegram", path="sendMessage", drop="after", times=1))
    tell(chat, 1)

    await settle()

    assert said() == ["🎉 \u2068\u20681,000\u2069 followers\u2069", REPEAT]


async def test_a_slow_answer_counts_as_lost(sim: Simulator, chat: int, tell: Tell, settle: Settle, said: Said) -> None:
    sim.faults.add(Fault(api="telegram", path="sendMessage", delay_s=1.5, times=1))
    tell(chat, 1)

    await settle()

    assert said() == ["🎉 \u2068\u20681,000\u2069 followers\u2069", REPEAT]


async def test_a_page_of_html_from_a_gateway_is_no_proof_of_failure(
    sim: Simulator, chat: int, tell: Tell, settle: Settle, said: Said
) -> None:
    sim.faults.add(Fault(api="telegram", path="sendMessage", kind="bad_gateway", times=1))
    tell(chat, 1)

    await settle()

    assert said() == [REPEAT]


async def test_a_chat_that_blocked_the_bot_gets_one_summary_when_it_returns(
    sim: Simulator, chat: int, tell: Tell, settle: Settle, said: Said, store: Store
) -> None:
    sim.telegram.block(500)
    tell(chat, 1)
    tell(chat, 2)
    await settle()
    parked = states(store, chat)
    tell(chat, 3)
    sim.telegram.unblock(500)
    with store.begin() as tx:
        welcome_back(tx, chat, sim.clock.now())

    await settle()

    assert parked == [LetterState.PARKED, LetterState.PARKED]
    assert said() == [
        "While this chat was away, \u20683\u2069 messages were held back. /status shows how things stand now."
    ]


async def test_a_group_that_became_a_supergroup_gets_its_letters_there(
    sim: Simulator, add_chat: Callable[..., int], tell: Tell, settle: Settle, said: Said, store: Store
) -> None:
    group = add_chat(-400, kind="group")
    new_id = sim.telegram.migrate(-400)
    tell(group, 1)

    await settle()

    with store.read() as tx:
        kept = chats.chat(tx, group)
    assert len(said(new_id)) == 1
    assert kept is not None
    assert kept.telegram_id == new_id


async def test_markup_that_telegram_refuses_goes_out_as_plain_text(
    sim: Simulator, chat: int, settle: Settle, said: Said, store: Store
) -> None:
    broken = {"description": "Bad Request: can't parse entities: unsupported start tag"}
    body = json.dumps({"ok": False, "error_code": 400, **broken})
    sim.faults.add(Fault(api="telegram", path="sendMessage", status=400, body=body, times=1))
    notice = json.dumps(["reply.unmuted", {}])
    with store.begin() as tx:
        outbox.enqueue(tx, chat=chat, kind=LetterKind.NOTICE, dedupe_key="n", now=sim.clock.now(), payload=notice)

    await settle()

    assert said() == ["🔔 Alerts are on again."]


async def test_a_letter_telegram_will_never_take_does_not_block_the_next(
    sim: Simulator, chat: int, tell: Tell, settle: Settle, said: Said, store: Store
) -> None:
    body = json.dumps({"ok": False, "error_code": 400, "description": "Bad Request: message text is empty"})
    sim.faults.add(Fault(api="telegram", path="sendMessage", status=400, body=body, times=1))
    tell(chat, 1)
    tell(chat, 2)

    await settle()

    assert states(store, chat) == [LetterState.REFUSED, LetterState.SENT]
    assert len(said()) == 1


async def test_a_letter_of_several_parts_goes_on_where_it_stopped(
    sim: Simulator, chat: int, tell: Tell, settle: Settle, said: Said, store: Store
) -> None:
    tell(chat, 1)
    with store.begin() as tx:
        letter = outbox.due(tx, sim.clock.now(), limit=1)[0]
        outbox.mark_sending(tx, letter.key, now=sim.clock.now(), owner="test", parts=["one", "two", "three"])
        outbox.part_sent(tx, letter.key, message_id=1, now=sim.clock.now())

    await settle()

    assert said() == ["two", "three"]


async def test_letters_left_in_flight_by_a_killed_process_are_repeated_and_say_so(
    sim: Simulator, chat: int, tell: Tell, app: App, settle: Settle, said: Said, store: Store
) -> None:
    tell(chat, 1)
    with store.begin() as tx:
        letter = outbox.due(tx, sim.clock.now(), limit=1)[0]
        outbox.mark_sending(tx, letter.key, now=sim.clock.now(), owner="test", parts=["the text"])

    assert app.delivery is not None
    recovered = await app.delivery.recover()
    await settle()

    assert recovered == 1
    assert said() == [REPEAT]


async def test_many_chats_are_served_beside_each_other_within_the_limits(
    sim: Simulator, add_chat: Callable[..., int], tell: Tell, settle: Settle
) -> None:
    for key in [add_chat(1_000 + number) for number in range(90)]:
        tell(key, key)
    start = sim.clock.now()

    await settle()

    assert len(sim.telegram.sent) == 90
    assert not sim.telegram.violations
    assert sim.clock.now() - start <= timedelta(seconds=3)


@pytest.mark.usefixtures("chat")
async def test_nothing_is_due_when_nothing_waits(app: App) -> None:
    due: datetime | None = await app.deliver()

    assert due is None
