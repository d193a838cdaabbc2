"""What a chat may choose of its language, its place and the time of its digest."""

from datetime import time
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale

from bot.settings import WEEKDAYS
from bot.telegram.choice import Choice, Choosing, one_of, time_of
from report.telegram_html import Html, escape
from report.words import LANGUAGES
from storage import chats

_ZONES: Final = (
    *("Africa/Casablanca", "Africa/Algiers", "Africa/Tunis", "Africa/Tripoli", "Africa/Cairo", "Africa/Nouakchott"),
    *("Africa/Dakar", "Asia/Riyadh", "Asia/Dubai", "Asia/Amman", "Asia/Beirut", "Europe/Paris", "Europe/Brussels"),
    *("Europe/London", "America/Montreal", "UTC"),
)
_REGIONS: Final = (*("MA", "DZ", "TN", "LY", "EG", "MR", "SN", "SA", "AE", "JO", "LB", "FR", "BE", "CH", "CA", "GB"),)
_HOURS: Final = (6, 7, 8, 9, 10, 12, 14, 16, 18, 20)


def language() -> Choice:
    """The language of everything written."""

    def name(choosing: Choosing, language: str) -> Html:
        return choosing.words.say(f"language.{language}")

    return Choice(
        values=lambda choosing: [(language, name(choosing, language)) for language in LANGUAGES],
        current=lambda choosing: frozenset({choosing.chat.language}),
        shown=lambda choosing: name(choosing, choosing.chat.language),
        keep=lambda choosing, value: chats.set_language(choosing.tx, choosing.chat.key, one_of(value, LANGUAGES)),
    )


def region() -> Choice:
    """Whose way of writing numbers and months is followed."""

    def name(choosing: Choosing, region: str) -> Html:
        return escape(Locale(choosing.chat.language).territories.get(region, region))

    def keep(choosing: Choosing, value: str) -> None:
        region = one_of(value.upper(), [code for code in map(str, Locale("en").territories) if len(code) == len("MA")])
        chats.set_language(choosing.tx, choosing.chat.key, choosing.chat.language, region)

    return Choice(
        values=lambda choosing: [(region, name(choosing, region)) for region in _REGIONS],
        current=lambda choosing: frozenset({choosing.chat.region}),
        shown=lambda choosing: name(choosing, choosing.chat.region),
        keep=keep,
    )


def zone() -> Choice:
    """The time zone."""
    return Choice(
        values=lambda _: [(zone, escape(zone.rpartition("/")[2].replace("_", " "))) for zone in _ZONES],
        current=lambda choosing: frozenset({choosing.chat.zone.key}),
        shown=lambda choosing: escape(choosing.chat.zone.key),
        keep=lambda choosing, value: chats.set_zone(choosing.tx, choosing.chat.key, ZoneInfo(zone_named(value))),
    )


def zone_named(text: str) -> str:
    """A zone's name whatever its case, or its city alone.

    Raises:
        ValueError: If there is no such zone.

    """
    sought = text.casefold().replace(" ", "_")
    zones = sorted(available_timezones(), key=lambda zone: (zone not in _ZONES, zone))
    for zone in zones:
        if sought in {zone.casefold(), zone.casefold().rpartition("/")[2]}:
            return zone
    raise ValueError(f"no time zone: {text!r}")


def day() -> Choice:
    """The weekday of the digest."""

    def day(choosing: Choosing) -> int:
        own = choosing.chat.digest_weekday
        return own if own is not None else WEEKDAYS.index(choosing.settings.digest.weekday)

    def keep(choosing: Choosing, value: str) -> None:
        number = int(one_of(value, [str(number) for number in range(7)]))
        chats.set_digest(choosing.tx, choosing.chat.key, number, choosing.chat.digest_at)

    return Choice(
        values=lambda choosing: [(str(number), choosing.words.weekday(number)) for number in range(7)],
        current=lambda choosing: frozenset({str(day(choosing))}),
        shown=lambda choosing: choosing.words.weekday(day(choosing)),
        keep=keep,
    )


def hour() -> Choice:
    """The hour of the digest."""

    def at(choosing: Choosing) -> time:
        return choosing.chat.digest_at or choosing.settings.digest.at

    def keep(choosing: Choosing, value: str) -> None:
        chats.set_digest(choosing.tx, choosing.chat.key, choosing.chat.digest_weekday, time_of(value))

    return Choice(
        values=lambda _: [(str(hour), escape(f"{hour:02}:00")) for hour in _HOURS],
        current=lambda choosing: frozenset({str(at(choosing).hour)}),
        shown=lambda choosing: escape(f"{at(choosing):%H:%M}"),
        keep=keep,
    )
