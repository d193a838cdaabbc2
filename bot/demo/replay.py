"""Drives the real program through the story, day by day, on the simulator's clock."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.app import App
from bot.demo.cast import CAST, Role
from bot.demo.settings import READER
from bot.demo.stage import NOON, Stage
from simulator.server import Simulator
from storage import accounts

HELLO = ("/start",)
"""What the reader writes first."""

BREATH = timedelta(seconds=5)
"""Between a reader's questions, on the simulator's clock: Telegram lets a bot write once a second to a chat."""

PATIENCE_S = 60.0
"""Seconds of the machine's clock after which an answer is given up."""

PLATFORMS = tuple(dict.fromkeys(role.platform for role in CAST))
"""Those of the story; others that need no credentials are on as well, and have nobody to read."""

GOODBYE = ("/status", "/growth DGSN_MAROC", "/chart DGSN_MAROC", "/baseline DGSN_MAROC")
"""What the reader asks at the end."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader wrote.

    Attributes:
        text: The words.
        at: When (UTC).

    """

    text: str
    at: datetime


async def replay(
    app: App, simulator: Simulator, stage: Stage, days: tuple[date, ...], *, on_day: Callable[[date], None]
) -> tuple[Question, ...]:
    """Live through ``days``: the reader says hello, each day is polled, judged and delivered, the reader asks.

    Args:
        app: The program, on the simulator's clock.
        simulator: The platforms and Telegram.
        stage: What happens.
        days: Which days.
        on_day: Called when a day is over.

    Returns:
        What the reader asked, oldest first; the answers are among what the simulated Telegram was sent.

    """
    stage.set(simulator, days[0])
    await asyncio.to_thread(_watch, app, [role for role in CAST if role.opens > days[0]], enabled=False)
    hello = await _converse(app, simulator, HELLO)
    for day in days:
        stage.set(simulator, day)
        if opening := [role for role in CAST if role.opens == day]:
            await asyncio.to_thread(_watch, app, opening, enabled=True)
        for platform in PLATFORMS:
            await app.poll(platform)
        simulator.clock.set(datetime.combine(day, NOON, UTC))
        await app.open_digests()
        await app.open_reminders()
        await deliver_all(app, simulator)
        on_day(day)
    return (*hello, *await _converse(app, simulator, GOODBYE))


async def deliver_all(app: App, simulator: Simulator) -> None:
    """Let the clock run on until the outbox is empty."""
    while (due := await app.deliver()) is not None:
        simulator.clock.set(max(due, simulator.clock.now()))


def _watch(app: App, roles: Sequence[Role], *, enabled: bool) -> None:
    """Switch accounts on when they open, or off while they do not exist yet."""
    with app.store.begin() as tx:
        for role in roles:
            for account in accounts.find(tx, f"{role.platform}:{role.handle}"):
                accounts.set_enabled(tx, account.key, enabled=enabled)


async def _converse(app: App, simulator: Simulator, texts: tuple[str, ...]) -> list[Question]:
    """Let the reader write and wait for each answer, through real long polling."""
    if app.listener is None:
        raise TypeError("the demonstration needs Telegram")
    stop = asyncio.Event()
    listening = asyncio.create_task(app.listener.listen(stop))
    asked = [await _ask(simulator, text, listening) for text in texts]
    stop.set()
    await listening
    return asked


async def _ask(simulator: Simulator, text: str, listening: asyncio.Task[None]) -> Question:
    answered = len(simulator.telegram.sent)
    simulator.clock.advance(BREATH)
    asked = Question(text, simulator.clock.now())
    simulator.telegram.say(text, chat_id=READER, user_id=READER)
    async with asyncio.timeout(PATIENCE_S):
        while len(simulator.telegram.sent) == answered and not listening.done():  # noqa: ASYNC110 - nothing to wait on
            await asyncio.sleep(0.01)
    return asked
