"""Sends one message and says what became of it. No retry, no pacing, no database: see bot/delivery.py."""

import io
import os
import ssl
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import httpx
import structlog
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.settings import TelegramSettings
from bot.telegram.outcome import BadMarkup, Delivered, Migrated, NotSent, Outcome, Refused, Unknown, Unreachable

_log = structlog.get_logger("marsad.telegram")

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
"""Failures before the first byte of the request was written."""

_CLOSED_CHATS = (
    *("chat not found", "peer_id_invalid", "user is deactivated", "group chat was deactivated"),
    *("not enough rights to send", "have no rights to send", "need administrator rights"),
    *("chat_write_forbidden", "chat_restricted", "topic_closed", "message thread not found"),
)
"""400 answers that speak of the chat, not of the message; 403 always does. Source: the access checks of the public Bot
API server (tdlib/telegram-bot-api, Client.cpp), and the errors of MTProto that it passes on in capitals."""

_MOST_CALLS = 64
"""Connections at once: a full second of messages and the answers to commands."""

_MOST_POLLS = 4
"""Connections for listening: one long poll at a time, and room for one that was cut off and is not given back."""

_CREDENTIAL_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where to.

    Attributes:
        telegram_id: The chat's number.
        thread_id: The forum topic; None for the chat itself.

    """

    telegram_id: int
    thread_id: int | None = None


class _Bot(Bot):
    """The library's bot, whose own ``repr`` shows the token."""

    __slots__ = ()

    def __repr__(self) -> str:
        """The address without the token."""
        return f"Bot({self.base_url.removesuffix(self.token)!r})"


@cache
def _certificates() -> ssl.SSLContext:
    """Whom to trust, read once: that takes longer than all the rest of opening a bot."""
    return httpx.create_ssl_context(trust_env=False)


@asynccontextmanager
async def open_bot(settings: TelegramSettings) -> AsyncIterator[Bot]:
    """A bot over its own connections. Nothing is asked of Telegram, which may be away when we start.

    Raises:
        ValueError: Without a token.

    """
    if settings.token is None:
        raise ValueError("telegram.token is missing")
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # without it the library warns at every 429 it meets
    timeout = settings.timeout.total_seconds()
    tls = _certificates()
    calls, updates = (
        HTTPXRequest(
            connection_pool_size=size,
            read_timeout=timeout,
            write_timeout=timeout,
            connect_timeout=timeout,
            pool_timeout=timeout,
            httpx_kwargs={"trust_env": False, "verify": tls},
        )
        for size in (_MOST_CALLS, _MOST_POLLS)
    )
    async with calls, updates:
        yield _Bot(
            settings.token.get_secret_value(),
            base_url=f"{settings.base_url.rstrip('/')}/bot",
            request=calls,
            get_updates_request=updates,
        )


async def send_text(
    bot: Bot, to: Destination, html: str, under: InlineKeyboardMarkup | None = None, *, as_plain: bool = False
) -> Outcome:
    """Send one text of at most 4,096 UTF-16 units after parsing; ``as_plain`` sends it without any markup.

    Args:
        bot: The bot.
        to: Where to.
        html: Telegram HTML.
        under: The buttons under it; None for none.
        as_plain: Whether it is to be sent as it stands.

    """
    return await _outcome(
        bot.send_message(
            to.telegram_id,
            html,
            parse_mode=None if as_plain else ParseMode.HTML,
            message_thread_id=to.thread_id,
            reply_markup=under,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
    )


async def edit_text(
    bot: Bot, to: Destination, message_id: int, html: str, under: InlineKeyboardMarkup | None
) -> Outcome:
    """Put a text and buttons in the place of a message of the bot; one that says so already is left as it is."""
    outcome = await _outcome(
        bot.edit_message_text(
            html,
            chat_id=to.telegram_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=under,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
    )
    is_same = isinstance(outcome, Refused) and "message is not modified" in outcome.reason.casefold()
    return Delivered(message_id) if is_same else outcome


async def end_press(bot: Bot, query_id: str, text: str) -> None:
    """End the wait of whoever pressed a button, with a few words or without; Telegram forgets old presses by itself."""
    try:
        await bot.answer_callback_query(query_id, text or None)
    except TelegramError as error:
        _log.info("a pressed button could not be answered", failure=type(error).__name__)


async def send_picture(bot: Bot, to: Destination, png: bytes, caption_html: str) -> Outcome:
    """Send one picture with a caption of at most 1,024 UTF-16 units after parsing."""
    return await _outcome(
        bot.send_photo(
            to.telegram_id,
            io.BytesIO(png),
            caption=caption_html,
            parse_mode=ParseMode.HTML,
            message_thread_id=to.thread_id,
        )
    )


async def send_file(bot: Bot, to: Destination, name: str, content: bytes, caption_html: str) -> Outcome:
    """Send one file of at most 50 MB with a caption of at most 1,024 UTF-16 units after parsing."""
    return await _outcome(
        bot.send_document(
            to.telegram_id,
            io.BytesIO(content),
            filename=name,
            caption=caption_html,
            parse_mode=ParseMode.HTML,
            message_thread_id=to.thread_id,
        )
    )


async def _outcome(sending: Awaitable[Message | bool]) -> Outcome:
    try:
        message = await sending
    except TelegramError as error:
        return classify(error)
    return Delivered(message.message_id if isinstance(message, Message) else 0)


def classify(error: TelegramError) -> Outcome:  # noqa: PLR0911 - one return a case
    """What a failed call means for the message. The order matters: BadRequest is a NetworkError to the library."""
    match error:
        case Forbidden() | BadRequest() | InvalidToken() | Conflict() if error.__cause__ is not None:
            return NotSent("a refusal that is not Telegram's")  # its body was no JSON: a proxy's, say
        case ChatMigrated():
            return Migrated(error.new_chat_id)
        case RetryAfter():
            return NotSent("rate limited", after=timedelta(seconds=_seconds(error)))
        case Forbidden():
            return Unreachable(error.message)
        case InvalidToken() | Conflict():
            return NotSent(type(error).__name__, after=_CREDENTIAL_PAUSE)
        case BadRequest():
            return _bad_request(error.message)
        case NetworkError():
            return _network_failure(error)
        case _:
            return Unknown(error.message)


def _seconds(error: RetryAfter) -> float:
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _bad_request(message: str) -> Outcome:
    words = message.casefold()
    if "parse entities" in words:
        return BadMarkup(message)
    if any(closed in words for closed in _CLOSED_CHATS):
        return Unreachable(message)
    return Refused(message)


def _network_failure(error: NetworkError) -> Outcome:
    cause = error.__cause__
    if isinstance(cause, _NEVER_LEFT):
        return NotSent(type(cause).__name__)
    if cause is None:
        return NotSent(error.message)  # a 5xx in the Bot API's own JSON: it says that it did not take the message
    return Unknown(type(cause).__name__)
