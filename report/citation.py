"""A figure as one line to quote: whose, how many, when, how it came to be known, how exact it is, from where."""

from typing import Final
from zoneinfo import ZoneInfo

from growth.agency import AccountName
from growth.figure import Figure, Method, Rounding
from report.account_text import platform_name, written_handle
from report.telegram_html import Html, clean_name, escape, plain
from report.words import Words

_LONGEST_SOURCE: Final = 2_000
"""Characters of a source: a reference cut short is none, and no browser takes a longer address."""


def citation(name: AccountName, figure: Figure, words: Words, *, zone: ZoneInfo) -> str:
    """The line as plain text.

    Args:
        name: Whose figure.
        figure: The figure.
        words: The language.
        zone: The zone its instant is told in, which the line names.

    """
    values = {
        "name": words.say(
            "account.short.full",
            agency=name.in_language(words.language),
            platform=platform_name(name.platform, words),
            handle=written_handle(name.handle, name.platform),
        ),
        "count": words.counted(figure.metric, figure.count),
        "precision": _precision(figure, words),
        "source": escape(clean_name(figure.source or "", longest=_LONGEST_SOURCE)),
    }
    if figure.method is Method.PUBLISHED or figure.at is None:
        return plain(words.say("cite.published", **values, day=words.dated(figure.day, figure.precision)))
    instant = words.instant(figure.at, zone)
    return plain(words.say(f"cite.{figure.method}", **values, instant=instant, zone=zone.key))


def _precision(figure: Figure, words: Words) -> Html:
    """How exact the number is."""
    if figure.rounding is not Rounding.EXACT:
        return words.say(f"cite.{figure.rounding}")
    if figure.count.resolution > 1:
        return words.say("cite.stepped", step=figure.count.resolution)
    return words.say("cite.exact")
