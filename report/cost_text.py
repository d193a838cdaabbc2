"""What /cost answers: what each platform costs, and who the day's budget has no room for."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from growth.cost import Cost, Unit
from growth.platform import Platform
from report.account_text import platform_name, written_handle
from report.telegram_html import Html, clean_name, code, escape
from report.words import Words

_NAMED: Final = 10
"""Accounts left out that are named; the others are counted."""


def cost_text(costs: Sequence[Cost], words: Words, *, zone: ZoneInfo) -> str:
    """A few lines a platform, as Telegram HTML; may need ``split``.

    Args:
        costs: What each platform costs; empty when nothing does.
        words: The chat's language.
        zone: The chat's time zone.

    """
    if not costs:
        return words.say("cost.free")
    return "\n\n".join((words.say("cost.title"), *("\n".join(_lines(cost, words, zone)) for cost in costs)))


def _lines(cost: Cost, words: Words, zone: ZoneInfo) -> Iterator[Html]:
    named = {"platform": platform_name(cost.platform, words), "amount": _amount(cost.today, cost.unit, words)}
    if cost.cap is None:
        yield words.say("cost.today", **named)
    else:
        yield words.say("cost.capped", **named, cap=_amount(cost.cap, cost.unit, words))
    if cost.paid is not None:
        yield words.say("cost.paid", paid=cost.paid, accounts=words.counted("accounts", cost.accounts))
    month, forecast = (_amount(amount, cost.unit, words) for amount in (cost.month, cost.forecast))
    yield words.say("cost.month", month=month, forecast=forecast)
    if cost.left_out:
        handles = _handles(cost.left_out, cost.platform, words)
        yield words.say("cost.left", accounts=words.counted("accounts", len(cost.left_out)), handles=handles)
        yield words.say("cost.renews", instant=words.instant(cost.renews_at, zone))


def _handles(handles: Sequence[str], platform: Platform, words: Words) -> Html:
    shown = Html(", ".join(code(clean_name(written_handle(one, platform))) for one in handles[:_NAMED]))
    return shown if len(handles) <= _NAMED else words.say("cost.more", handles=shown)


def _amount(amount: Decimal, unit: Unit, words: Words) -> Html:
    """Dollars to the cent, or so many units."""
    if unit is not Unit.USD:
        return words.counted(unit, int(amount))
    return words.say("cost.usd", amount=escape(format_decimal(amount, format="#,##0.00", locale=words.locale)))
