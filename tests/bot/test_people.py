"""Letting people in and out, from the chat: numbers, invitations, the audit, and being forgotten."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from simulator.server import Simulator
from storage import audit, chats, people
from storage.chats import ChatState, Role
from storage.store import Store

ADMIN, GUEST, OTHER, GROUP = 700, 555, 556, -4000

Ask = Callable[..., Awaitable[list[str]]]


@pytest.fixture
async def secret(ask: Ask, sim: Simulator) -> str:
    """What an invitation's link carries after ``/start``."""
    await ask("/start")
    (answer,) = await ask("/invite editor 1d")
    found = re.search(r"https://t\.me/marsad_simulated_bot\?start=(?P<secret>[A-Za-z0-9_-]{1,64})", answer)
    assert found is not None
    assert not sim.telegram.violations
    return found["secret"]


def role_of(store: Store, number: int) -> Role | None:
    with store.read() as tx:
        known = people.person(tx, number)
    return known.role if known is not None else None


async def test_an_invitation_lets_its_first_follower_in_and_nobody_else(ask: Ask, store: Store, secret: str) -> None:
    first = await ask(f"/start {secret}", chat=GUEST, user_id=GUEST)
    again = await ask(f"/start {secret}", chat=GUEST, user_id=GUEST)
    second = await ask(f"/start {secret}", chat=OTHER, user_id=OTHER, language_code="en")

    assert [first[0][0], again[0][0]] == ["👋", "👋"]
    assert second[0].startswith("This bot only answers")
    assert (role_of(store, GUEST), role_of(store, OTHER)) == (Role.EDITOR, None)


async def test_an_invitation_that_is_over_lets_nobody_in(ask: Ask, sim: Simulator, store: Store, secret: str) -> None:
    sim.clock.advance(timedelta(days=1))

    answer = await ask(f"/start {secret}", chat=GUEST, user_id=GUEST, language_code="en")

    assert answer[0].startswith("This bot only answers")
    assert role_of(store, GUEST) is None


async def test_an_invitation_takes_no_role_away(ask: Ask, store: Store, sim: Simulator, secret: str) -> None:
    with store.begin() as tx:
        people.let_in(tx, GUEST, Role.ADMIN, by=ADMIN, now=sim.clock.now())

    await ask(f"/start {secret}", chat=GUEST, user_id=GUEST)

    assert role_of(store, GUEST) is Role.ADMIN


async def test_no_secret_of_an_invitation_is_kept(ask: Ask, store: Store, secret: str) -> None:
    await ask(f"/start {secret}", chat=GUEST, user_id=GUEST)

    with store.read() as tx:
        deeds = audit.deeds(tx, limit=9)
    assert [(deed.person, deed.action, deed.detail) for deed in deeds] == [
        (GUEST, "joined", "editor"),
        (ADMIN, "invite", "editor"),
    ]


async def test_an_invitation_is_not_given_where_others_read(ask: Ask) -> None:
    answer = await ask("/invite", chat=GROUP, chat_type="group", title="Office")

    assert answer[0].startswith("An invitation is given in private only")


@pytest.mark.parametrize("typed", ["/invite forever", "/invite editor tomorrow"])
async def test_an_invitation_that_cannot_be_made_says_how(ask: Ask, typed: str) -> None:
    assert (await ask(typed))[0].startswith("For which role, and how long?")


async def test_a_person_who_was_allowed_may_write_and_one_who_was_denied_may_not(ask: Ask, store: Store) -> None:
    await ask("/start")
    await ask(f"/allow {GUEST} editor")
    allowed = await ask("/start", chat=GUEST, user_id=GUEST)
    await ask(f"/deny {GUEST}")
    denied = await ask("/status", chat=GUEST, user_id=GUEST, language_code="en")
    await ask(f"/allow {GUEST}")
    back = await ask("/help", chat=GUEST, user_id=GUEST)

    assert allowed[0].startswith("👋")
    assert denied[0].startswith("This bot only answers")
    assert back[0].startswith("Commands")
    assert role_of(store, GUEST) is Role.VIEWER


async def test_a_group_can_be_given_a_role_and_be_dismissed(ask: Ask, store: Store) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")
    refused = await ask("/mute 1h", chat=GROUP, user_id=GUEST)
    await ask("/allow editor", chat=GROUP)
    heard = await ask("/mute 1h", chat=GROUP, user_id=GUEST)
    await ask(f"/deny {GROUP}")

    assert refused == ["Your role in this chat does not allow that."]
    assert heard[0].startswith("🔕")
    with store.read() as tx:
        group = chats.chat_by_telegram_id(tx, GROUP)
    assert group is not None
    assert group.state is ChatState.LEFT


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/allow", "Who, and in which role?"),
        ("/allow editor", "Who, and in which role?"),
        ("/allow 5 king", "Who, and in which role?"),
        ("/allow 99999999999999999999", "Who, and in which role?"),
        ("/deny 700", "700 is an administrator"),
        ("/deny 4242", "I do not know"),
        ("/deny", "Nobody was let in yet"),
        ("/audit", "Nobody has changed anything yet."),
    ],
)
async def test_what_cannot_be_done_is_said(ask: Ask, store: Store, typed: str, answer: str) -> None:
    await ask("/start")

    (said,) = await ask(typed)

    assert said.replace("\u2068", "").replace("\u2069", "").startswith(answer)
    with store.read() as tx:
        assert audit.deeds(tx, limit=1) == ()


async def test_the_audit_is_read_a_page_at_a_time(ask: Ask, sim: Simulator) -> None:
    await ask("/start")
    for hours in range(1, 17):
        await ask(f"/mute {hours}h")

    first, second = (await ask("/audit"))[0], (await ask("/audit page=2"))[0]

    assert len(first.splitlines()) == 16
    assert "mute 16h" in first.splitlines()[1]
    assert "mute 1h" in second.splitlines()[1]
    assert "Reader" in second
    assert not sim.telegram.violations


async def test_a_person_who_is_forgotten_is_a_stranger_without_a_name(ask: Ask, store: Store) -> None:
    await ask("/start")
    await ask(f"/allow {GUEST} editor")
    await ask("/start", chat=GUEST, user_id=GUEST)
    await ask("/mute 1h", chat=GUEST, user_id=GUEST)
    asked = await ask("/forget", chat=GUEST, user_id=GUEST)
    done = await ask("/forget yes", chat=GUEST, user_id=GUEST)
    later = await ask("/status", chat=GUEST, user_id=GUEST, language_code="en")

    assert (asked[0][:8], done) == ("I forget", ["That is forgotten."])
    assert later[0].startswith("This bot only answers")
    with store.read() as tx:
        assert [deed.person for deed in audit.deeds(tx, limit=9) if deed.action == "mute"] == [None]
        assert people.people(tx) == ()
        assert [chat.telegram_id for chat in chats.chats(tx)] == [ADMIN]


async def test_a_group_is_forgotten_by_an_administrator_alone(ask: Ask, store: Store) -> None:
    await ask("/start", chat=GROUP, chat_type="group", title="Office")

    refused = await ask("/forget chat yes", chat=GROUP, user_id=GUEST)
    done = await ask("/forget chat yes", chat=GROUP)

    assert refused == ["Your role in this chat does not allow that."]
    assert done == ["That is forgotten."]
    with store.read() as tx:
        assert chats.chats(tx) == ()
