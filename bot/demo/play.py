"""Sets up, replays and gathers: the database, the settings and the pictures that stay behind."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.app import App, open_app
from bot.charts import draw
from bot.demo.replay import Question, replay
from bot.demo.settings import replayed, write_config
from bot.demo.stage import MORNING, Stage
from bot.facts import statuses
from bot.logs import set_up_logs
from bot.seeding import save_published
from bot.settings import LogSettings
from growth.digest import AccountStatus
from report.chat_page import ChatMessage, chat_page
from report.telegram_html import Html, escape
from report.words import words_for
from seeds import load
from simulator.server import Simulator
from simulator.telegram_messages import Sent
from storage import accounts, chats, outbox
from storage.letters import LetterKind


@dataclass(frozen=True, slots=True)
class Played:
    """What a replay leaves.

    Attributes:
        questions: What the reader wrote, oldest first.
        messages: What the reader got, oldest first.
        digests: Which of them are weekly digests, by Telegram's number.
        statuses: Every account at the end.
        config: The settings file.
        database: The database.
        pictures: The charts.
        page: The chat as a page.

    """

    questions: tuple[Question, ...]
    messages: tuple[Sent, ...]
    digests: frozenset[int]
    statuses: tuple[AccountStatus, ...]
    config: Path
    database: Path
    pictures: tuple[Path, ...]
    page: Path


async def play(
    days: tuple[date, ...], *, language: str, seed: int, out: Path, on_day: Callable[[date], None]
) -> Played:
    """Replay ``days`` and write everything into ``out``."""
    config, database, page = out / "config.toml", out / "marsad.db", out / f"chat-{language}.html"
    await asyncio.to_thread(_clear, out)
    write_config(config, database, language)
    async with Simulator.start(now=datetime.combine(days[0], MORNING, UTC)) as simulator:
        settings = replayed(config, simulator)
        set_up_logs(LogSettings(level="error"), settings.secrets())
        async with open_app(settings, now=simulator.clock.now) as app:
            await asyncio.to_thread(_publish, app)
            questions = await replay(app, simulator, Stage.drawn(seed), days, on_day=on_day)
            pictures, found = await asyncio.to_thread(_gather, app, out, language)
            digests = await asyncio.to_thread(_digests, app)
        sent = tuple(simulator.telegram.sent)
    shown = chat_page(conversation(questions, sent), words_for(language), zone=settings.zone)
    page.write_text(shown, encoding="utf-8")
    return Played(questions, sent, digests, found, config, database, pictures, page)


def conversation(questions: Iterable[Question], messages: Iterable[Sent]) -> list[ChatMessage]:
    """Both sides of the chat, oldest first; a question stands before its answer."""
    own = [ChatMessage(escape(one.text), one.at, is_own=True) for one in questions]
    got = [ChatMessage(Html(one.html), one.at, one.photo) for one in messages]
    return sorted([*own, *got], key=lambda message: message.at)


def _clear(out: Path) -> None:
    """Make the folder, and remove the database an earlier replay left in it."""
    out.mkdir(parents=True, exist_ok=True)
    for left in out.glob("marsad.db*"):
        left.unlink()


def _publish(app: App) -> None:
    """Bring in what others published about the General Directorate, to draw beside the counts."""
    with app.store.begin() as tx:
        save_published(tx, load(), "ma_dgsn")


def _gather(app: App, out: Path, language: str) -> tuple[tuple[Path, ...], tuple[AccountStatus, ...]]:
    words, now, zone = words_for(language), app.now(), app.settings.zone
    with app.store.read() as tx:
        watched = accounts.accounts(tx)
        found = statuses(tx, watched, app.settings, now=now, zone=zone)
        drawn = [
            (out / f"{account.agency}-{account.platform}-{language}.png", png)
            for account in watched
            if (png := draw(tx, account, words, now=now, zone=zone)) is not None
        ]
    for path, png in drawn:
        path.write_bytes(png)
    return tuple(path for path, _ in drawn), found


def _digests(app: App) -> frozenset[int]:
    with app.store.read() as tx:
        letters = [letter for chat in chats.chats(tx) for letter in outbox.history(tx, chat.key, 10_000)]
    return frozenset(
        letter.message_id for letter in letters if letter.kind is LetterKind.DIGEST and letter.message_id is not None
    )
