"""Telegram: exact subscribers of public channels and groups through a bot, which tells their immutable ids.

Source: https://core.telegram.org/bots/api. The bot need not be a member of what is public. It tells neither when a
channel last posted nor whether it is verified; the pages of t.me do, which are read when there is no bot.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, SecretStr

from connectors.connector import Answer
from connectors.errors import AuthFailed, MalformedAnswer, RateLimited, redacted
from connectors.limits import refusal
from connectors.parts import merged, one_by_one
from connectors.telegram_web import NAME
from connectors.wire import Clean, Flag, Integer, Reply, Text, read_counters, read_integer, read_model, read_pause
from growth.platform import TELEGRAM, Metric, Platform
from growth.reading import Absence, AccountRef, Profile, Unread, UnreadReason

if TYPE_CHECKING:
    from connectors.http import Fetcher

_ID = re.compile(r"-100[0-9]{1,15}")
"""Ids of channels and supergroups; source: https://core.telegram.org/api/bots/ids."""

_PUBLIC = frozenset({"channel", "supergroup"})
_BAD_TOKEN = frozenset({401, 404})
"""Revoked, and no token at all."""


def _names(value: object) -> tuple[str, ...]:
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()


class _Chat(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: int = Field(ge=-(10**15), lt=0)
    type: Text = None
    title: Text = None
    username: Text = None
    active_usernames: Annotated[tuple[str, ...], PlainValidator(_names)] = ()
    description: Text = None

    def handle(self, known: str) -> str:
        """The name it goes by: the one known as long as it is among its names, of which it may have several."""
        names = [*([self.username] if self.username else []), *self.active_usernames]
        same = [name for name in names if name.lower() == known.lower()]
        return next(iter([*same, *names]), known)


class _Parameters(BaseModel):
    model_config = ConfigDict(frozen=True)
    retry_after: Integer = None


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)
    ok: Flag = None
    result: object = None
    description: Text = None
    parameters: Annotated[
        _Parameters, PlainValidator(lambda value: read_model(_Parameters, value) or _Parameters())
    ] = _Parameters()


def is_askable(ref: AccountRef) -> bool:
    """Whether Telegram can have this name and, where one is known, this id."""
    return bool(NAME.fullmatch(ref.handle)) and (ref.platform_id is None or bool(_ID.fullmatch(ref.platform_id)))


def parse_chat(reply: Reply, *, clean: Clean) -> _Chat | Unread:
    """The channel or group of an answer, or why there is none.

    Raises:
        ConnectorError: If it is a refusal of something else, or not what Telegram documents.

    """
    result = _result(reply, clean)
    if isinstance(result, Unread):
        return result
    chat = read_model(_Chat, result)
    if chat is None:
        raise MalformedAnswer("Telegram answered without a chat")
    return chat if chat.type in _PUBLIC else Unread(UnreadReason.NOT_FOUND, "neither a channel nor a public group")


def parse_count(reply: Reply, chat: _Chat, ref: AccountRef, *, clean: Clean) -> Profile | Unread:
    """What the answer about a chat's members says.

    Raises:
        ConnectorError: If it is a refusal of something else.

    """
    result = _result(reply, clean)
    if isinstance(result, Unread):
        return result
    members = read_integer(result)
    counters, absent = read_counters({Metric.FOLLOWERS: Absence.MALFORMED if members is None else members})
    handle = chat.handle(ref.handle)
    return Profile(
        platform_id=str(chat.id),
        handle=handle,
        counters=counters,
        absent=absent,
        display_name=chat.title,
        url=f"https://t.me/{handle}",
        description=chat.description,
    )


def _result(reply: Reply, clean: Clean) -> object:
    """The result, or an ``Unread`` for what is refused of the one chat asked for."""
    answer = read_model(_Answer, reply.body) or _Answer()
    if reply.is_success and answer.ok:
        return answer.result
    said = clean(answer.description or reply.silence)
    words = f"Telegram refused with status {reply.status}: {said}"
    if reply.is_json and reply.status == 400 and "not found" in said:  # noqa: PLR2004 - Bad Request, RFC 9110
        return Unread(UnreadReason.NOT_FOUND, said)
    if reply.is_json and reply.status == 403:  # noqa: PLR2004 - Forbidden: the bot was banned there
        return Unread(UnreadReason.NOT_PERMITTED, said)
    if reply.is_json and reply.status in _BAD_TOKEN:
        raise AuthFailed(words)
    if answer.parameters.retry_after is not None:
        raise RateLimited(words, after=read_pause(answer.parameters.retry_after))
    raise refusal(reply, words)


class TelegramBotConnector:
    """Reads public channels and groups by name, and by id where the name has passed to something else.

    Args:
        fetcher: The way to the Bot API.
        bot_token: The bot's.
        base_url: Where the Bot API is.

    """

    platform: Platform = TELEGRAM
    batch_size: int = 1

    def __init__(self, fetcher: "Fetcher", *, bot_token: SecretStr, base_url: str) -> None:
        self._fetcher = fetcher
        self._bot_token = bot_token
        self._base_url = base_url.rstrip("/")
        self._clean = partial(redacted, secrets=(bot_token,))

    async def read(self, accounts: Sequence[AccountRef]) -> Answer:
        """Read a channel with two requests, and with one more when its name does not lead to it any longer.

        Raises:
            ConnectorError: When a request failed; the subclass says what to do next.

        """
        asked = {ref: f"@{ref.handle}" for ref in accounts if is_askable(ref)}
        return merged(accounts, [await one_by_one(asked, self._read)] if asked else [])

    async def _read(self, ref: AccountRef, name: str) -> Profile | Unread:
        chat = await self._chat(name)
        is_another = isinstance(chat, Unread) or str(chat.id) != ref.platform_id
        if ref.platform_id is not None and is_another:
            # answered only if this Bot API server has met the id before, so that not finding it says nothing
            known = await self._chat(ref.platform_id)
            chat = chat if isinstance(known, Unread) else known
        if isinstance(chat, Unread):
            return chat
        reply = await self._ask("getChatMemberCount", {"chat_id": str(chat.id)})
        return parse_count(reply, chat, ref, clean=self._clean)

    async def _chat(self, address: str) -> _Chat | Unread:
        return parse_chat(await self._ask("getChat", {"chat_id": address}), clean=self._clean)

    async def _ask(self, method: str, form: Mapping[str, str]) -> Reply:
        url = f"{self._base_url}/bot{self._bot_token.get_secret_value()}/{method}"
        return (await self._fetcher.post(url, form=form)).reply

    async def close(self) -> None:
        """Close every connection; safe to call twice."""
        await self._fetcher.close()


def connect(
    *, bot_token: SecretStr, base_url: str = "https://api.telegram.org", timeout_s: float = 20.0
) -> TelegramBotConnector:
    """A connector to the Bot API; nothing is sent before the first ``read``.

    Args:
        bot_token: The token of any bot.
        base_url: Where the Bot API is.
        timeout_s: Seconds for a whole request.

    """
    from connectors.http import Fetcher  # noqa: PLC0415 - aiohttp is imported by its users only

    token = SecretStr(bot_token.get_secret_value().strip())
    return TelegramBotConnector(
        Fetcher("Telegram", timeout_s=timeout_s, secrets=[token]), bot_token=token, base_url=base_url
    )
