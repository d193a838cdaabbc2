"""The pages that t.me shows of public names: ``/name``, and ``/s/name`` with the latest posts of a channel.

Written from what readers of these pages rely on (the classes and wordings, https://github.com/JustAnotherArchivist/snscrape):
counts are exact on the first and abbreviated on the second; what has no posts to show is redirected to the first.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Final

from aiohttp import web

from simulator.clock import Clock
from simulator.faults import Api, Faults
from simulator.gate import Gate
from simulator.open_world import Channel, ChannelKind
from simulator.refusal import OVERLOADED, Refusal, html_refusal, refused
from simulator.request_log import RequestLog
from simulator.world import World

POSTS_A_PAGE: Final = 20

_KINDS: Final[Mapping[str, Refusal]] = {
    "rate_limited": html_refusal(429, "Too Many Requests"),
    "forbidden": html_refusal(403, "Forbidden"),
    "internal_error": html_refusal(500, "Internal Server Error"),
    "unavailable_html": OVERLOADED,
}

_PAGE: Final = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Telegram</title></head>'
    '<body class="no_transition"><div class="tgme_page_wrap"><div class="tgme_page">{inner}</div></div></body></html>'
)


class TelegramWebApi:
    """Shows every public name of the world.

    Args:
        clock: Dates the log.
        world: The names there are.
        faults: What is to go wrong.
        requests: Where requests are written.

    """

    def __init__(self, clock: Clock, world: World, faults: Faults, requests: RequestLog) -> None:
        self._world = world
        self._gate = Gate(
            Api.TELEGRAM_WEB,
            clock=clock,
            faults=faults,
            requests=requests,
            refuse=lambda fault, _: refused(fault, _KINDS),
        )
        faults.know(Api.TELEGRAM_WEB, _KINDS)

    def app(self) -> web.Application:
        """A new application that serves it."""
        app = self._gate.app()
        app.router.add_get("/s/{name}", self._posts)
        app.router.add_get("/{name}", self._name)
        return app

    async def _name(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        channel = self._channel(name)
        return _html(_nobody(name) if channel is None else _card(channel))

    async def _posts(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        channel = self._channel(name)
        if channel is None or channel.kind is not ChannelKind.CHANNEL or not channel.has_preview:
            return web.Response(status=302, headers={"Location": f"/{name}"})
        return _html(_preview(channel))

    def _channel(self, name: str) -> Channel | None:
        return {channel.id.lower(): channel for channel in self._world.all(Channel).values()}.get(name.lower())


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html", charset="utf-8")


def _nobody(name: str) -> str:
    link = f'<a class="tgme_username_link" href="tg://resolve?domain={escape(name)}">@{escape(name)}</a>'
    words = f"If you have <strong>Telegram</strong>, you can contact {link} right away."
    icon = '<div class="tgme_page_icon"><i class="tgme_icon_user"></i></div>'
    return _PAGE.format(inner=f'{icon}<div class="tgme_page_description">{words}</div>')


def _card(channel: Channel) -> str:
    badge = ' <i class="verified-icon"> ✔</i>' if channel.is_verified else ""
    about = f'<div class="tgme_page_description" dir="auto">{channel.description}</div>' if channel.description else ""
    inner = (
        f'<div class="tgme_page_title"><span dir="auto">{escape(channel.title or channel.id)}</span>{badge}</div>'
        f'<div class="tgme_page_extra">{_extra(channel)}</div>{about}'
        f'<div class="tgme_page_action"><a href="tg://resolve?domain={escape(channel.id)}">View in Telegram</a></div>'
    )
    return _PAGE.format(inner=inner)


def _extra(channel: Channel) -> str:
    """The line under the title: who can be counted is."""
    if channel.kind is ChannelKind.PERSON or channel.subscribers is None:
        return f"@{escape(channel.id)}"
    count = f"{channel.subscribers:,}".replace(",", " ")
    plural = "" if channel.subscribers == 1 else "s"
    words = {
        ChannelKind.CHANNEL: f"{count} subscriber{plural}",
        ChannelKind.GROUP: f"{count} member{plural}, 56 online",
        ChannelKind.BOT: f"{count} monthly user{plural}",
    }
    return words[channel.kind]


def _preview(channel: Channel) -> str:
    badge = ' <i class="verified-icon"> ✔</i>' if channel.is_verified else ""
    numbered = list(enumerate(channel.posts, start=1))[-POSTS_A_PAGE:]
    posts = "".join(_post(channel, number, at) for number, at in numbered)
    counter = f'<span class="counter_value">{_short(channel.subscribers or 0)}</span>'
    inner = (
        f'<div class="tgme_channel_info_header_title"><span dir="auto">{escape(channel.title)}</span></div>{badge}'
        f'<div class="tgme_channel_info_counter">{counter} <span class="counter_type">subscribers</span></div>'
        f'<section class="tgme_channel_history">{posts}</section>'
    )
    return _PAGE.format(inner=inner)


def _post(channel: Channel, number: int, at: datetime) -> str:
    stamp = at.astimezone(UTC).isoformat(timespec="seconds")
    post = f"{channel.id}/{number}"
    time = f'<time datetime="{stamp}" class="time"></time>'
    link = f'<a class="tgme_widget_message_date" href="https://t.me/{post}">{time}</a>'
    return f'<div class="tgme_widget_message js-widget_message" data-post="{post}">{link}</div>'


def _short(number: int) -> str:
    """1,234,567 as 1.23M: what the preview shows, of no use for counting."""
    for size, letter in ((1_000_000, "M"), (1_000, "K")):
        if number >= size:
            return f"{number / size:.2f}".rstrip("0").rstrip(".") + letter
    return str(number)
