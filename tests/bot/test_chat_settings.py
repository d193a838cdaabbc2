"""What a chat chooses for itself, typed and by buttons: each choice is kept, shown, written down, and obeyed."""

from collections.abc import Awaitable, Callable
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from support.process import until

from bot.announce import announce
from bot.app import App
from bot.telegram.choice import Choosing
from bot.telegram.choices import CHOICES
from bot.telegram.choices_of_alerts import quiet_from
from growth.event import Event, Phase, Rule, Severity, VerifiedLost
from growth.platform import X
from growth.quiet import Quiet
from report.words import LANGUAGES, words_for
from simulator.server import Simulator
from storage import audit, chats, outbox
from storage.chats import Chat
from storage.store import Store

ADMIN = 700

Ask = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def kept(store: Store) -> Callable[[], Chat]:
    def read() -> Chat:
        with store.read() as tx:
            chat = chats.chat_by_telegram_id(tx, ADMIN)
        assert chat is not None
        return chat

    return read


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("/quiet 22-7", "quiet", Quiet(time(22), time(7))),
        ("/quiet 21:30 - 6:45", "quiet", Quiet(time(21, 30), time(6, 45))),
        ("/settings quiet 23-7", "quiet", Quiet(time(23), time(7))),
        ("/settings critical off", "quiet", Quiet(time(22), time(7), lets_critical=False)),
        ("/timezone europe/paris", "zone", ZoneInfo("Europe/Paris")),
        ("/timezone Riyadh", "zone", ZoneInfo("Asia/Riyadh")),
        ("/settings language fr", "language", "fr"),
        ("/settings region sn", "region", "SN"),
        ("/settings day 4", "digest_weekday", 4),
        ("/settings hour 18", "digest_at", time(18)),
        ("/settings reminders off", "reminds", False),
        ("/settings follow all", "scopes", frozenset()),
    ],
)
async def test_a_choice_is_kept_and_written_down(
    ask: Ask, kept: Callable[[], Chat], store: Store, typed: str, field: str, value: object
) -> None:
    await ask("/start")

    await ask(typed)

    assert getattr(kept(), field) == value
    with store.read() as tx:
        assert audit.deeds(tx, limit=1)[0].person == ADMIN


async def test_wishes_add_up(ask: Ask, kept: Callable[[], Chat]) -> None:
    await ask("/start")

    for typed in ("/settings severity warning", "/settings share 0.05", "/settings milestone 10000"):
        await ask(typed)

    wish = kept().wish
    assert (wish.severity, wish.share, wish.milestone) == (Severity.WARNING, 0.05, 10_000)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/quiet 25-7", "Which hours?"),
        ("/quiet 7-7", "Which hours?"),
        ("/quiet soon", "Which hours?"),
        ("/timezone Atlantis", "“\u2068Atlantis\u2069” is not a time zone."),
        ("/settings severity loud", "“\u2068loud\u2069” is not a possible value."),
        ("/settings share 7", "“\u20687\u2069” is not a possible value."),
        ("/settings share nan", "“\u2068nan\u2069” is not a possible value."),
        ("/settings hour x", "“\u2068x\u2069” is not a possible value."),
        ("/settings region ZZZ", "“\u2068ZZZ\u2069” is not a possible value."),
        ("/settings rules sorcery", "“\u2068sorcery\u2069” is not a possible value."),
        ("/settings follow nobody", "“\u2068nobody\u2069” is not a possible value."),
        ("/settings weather", "⚙️ Settings"),
    ],
)
async def test_what_cannot_be_chosen_is_named(
    ask: Ask, kept: Callable[[], Chat], store: Store, typed: str, answer: str
) -> None:
    await ask("/start")
    before = kept()

    assert (await ask(typed))[0].startswith(answer)
    assert kept() == before
    with store.read() as tx:
        assert audit.deeds(tx, limit=1) == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHOICES)
def test_every_value_a_button_offers_can_be_kept(app: App, chat: int, name: str, language: str) -> None:
    choice = CHOICES[name]

    with app.store.begin() as tx:
        chats.set_language(tx, chat, language)
        found = chats.chat(tx, chat)
        assert found is not None
        choosing = Choosing(tx, found, words_for(language), app.settings)
        shown = [choice.keep(choosing, value) or label for value, label in choice.values(choosing)]

    assert all(shown)


async def test_a_choice_is_made_in_place(ask: Ask, sim: Simulator, kept: Callable[[], Chat]) -> None:
    await ask("/start")
    await ask("/settings quiet")
    menu = sim.telegram.sent[-1]
    rows = (menu.reply_markup or {})["inline_keyboard"]
    button = next(one for row in rows for one in row if "22:00" in one["text"])  # type: ignore[attr-defined]  # JSON

    sim.clock.advance(timedelta(seconds=5))
    sim.telegram.press(menu.message_id, button["callback_data"], user_id=ADMIN, chat_id=ADMIN)
    await until(lambda: len(sim.telegram.edits) == 1)

    after = (sim.telegram.edits[0].reply_markup or {})["inline_keyboard"]
    assert kept().quiet == Quiet(time(22), time(6))
    assert "✓ \u206822:00\u2069 to \u206806:00\u2069" in [one["text"] for row in after for one in row]  # type: ignore[attr-defined]  # JSON


async def test_a_kind_that_is_switched_off_is_not_told_and_comes_back(
    ask: Ask, app: App, kept: Callable[[], Chat], sim: Simulator
) -> None:
    await ask("/start")
    now = sim.clock.now()
    events = [Event(Phase.FIRED, Severity.CRITICAL, now, X, 1, VerifiedLost(), f"lost:{number}") for number in (1, 2)]

    await ask(f"/settings rules {Rule.VERIFIED_LOST}")
    with app.store.begin() as tx:
        announce(tx, events[:1], now=now)
        silent = outbox.history(tx, kept().key, 9)
    await ask(f"/settings rules {Rule.VERIFIED_LOST}")
    with app.store.begin() as tx:
        announce(tx, events[1:], now=now)
        heard = outbox.history(tx, kept().key, 9)

    assert (len(silent), len(heard)) == (0, 1)


async def test_an_agency_is_followed_and_left_by_its_button(ask: Ask, kept: Callable[[], Chat]) -> None:
    await ask("/start")

    await ask("/settings follow all")
    none = kept().scopes
    await ask("/settings follow city")
    one = kept().scopes
    await ask("/settings follow city")

    assert (none, one, kept().scopes) == (frozenset(), {"agency:city"}, frozenset())


@pytest.mark.parametrize("text", ["", "7", "-", "7-", "-7", "\u0667-\u0668", "1:60-2", "22-7-9"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        quiet_from(text, lets_critical=True)
