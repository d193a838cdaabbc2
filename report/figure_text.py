"""Published figures as a chat reads them: the list, what was kept, and what the measurements contradict."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from growth.agency import AccountName
from growth.count import Count
from growth.event import Contradicted
from growth.figure import PublishedFigure
from report.account_text import account_line, short_name
from report.standing_text import source_text
from report.telegram_html import Html, link
from report.words import Words

Group = tuple[AccountName, bool, Sequence[PublishedFigure]]
"""Whose figures: an account's name, whether all of its agency's accounts are meant together, and the figures."""


def figures_text(groups: Iterable[Group], words: Words) -> str:
    """Published figures by account, oldest first, as Telegram HTML; may need ``split``."""
    blocks = [
        "\n".join((_head(name, words, together=together), *_rows(some, words))) for name, together, some in groups
    ]
    return "\n\n".join((words.say("figures.title"), *(blocks or [words.say("figures.none")])))


def kept_text(name: AccountName, figure: PublishedFigure, words: Words, *, contradicts: bool) -> str:
    """What was kept just now; ``contradicts``: whether measurements speak against it."""
    kept = words.say(
        "figures.kept",
        name=short_name(name, words, with_handle=True),
        count=words.counted(figure.metric, figure.value),
        day=words.dated(figure.day, figure.precision),
        rounding=words.name_of("rounding", figure.rounding),
        source=source_link(figure.source),
    )
    return "\n".join((kept, *([words.say("figures.contradicted")] if contradicts else ())))


def contradicted(facts: Contradicted, words: Words) -> tuple[Html, ...]:
    """The lines of the alert, the headline first."""
    low, high = (words.counted(facts.metric, Count(bound)) for bound in (facts.low, facts.high))
    between = "measured" if facts.low == facts.high else "measured_between"
    return (
        words.say("alert.contradicted.title"),
        words.say(
            "alert.contradicted.published",
            count=words.counted(facts.metric, facts.published),
            rounding=words.name_of("rounding", facts.rounding),
            day=words.dated(facts.day, facts.precision),
        ),
        words.say(f"alert.contradicted.{between}", low=low, high=high),
        words.say("alert.contradicted.source", source=source_link(facts.source)),
        words.say("alert.contradicted.why"),
    )


def source_link(source: str) -> Html:
    """A source in short: an address as its site's name, leading there; anything else as it is written."""
    host = _host(source)
    return link(host.removeprefix("www."), source) if host else source_text(source)


def _host(source: str) -> str | None:
    """The site of an address; None for what is none."""
    if not source.startswith(("https://", "http://")):
        return None
    try:
        return urlsplit(source).hostname
    except ValueError:
        return None


def _head(name: AccountName, words: Words, *, together: bool) -> Html:
    if together:
        return words.say("figures.together", agency=name.in_language(words.language))
    return account_line(name, words)


def _rows(figures: Iterable[PublishedFigure], words: Words) -> Iterable[Html]:
    for figure in figures:
        yield words.say(
            "figures.row",
            day=words.dated(figure.day, figure.precision),
            count=words.counted(figure.metric, figure.value),
            rounding=words.name_of("rounding", figure.rounding),
            source=source_link(figure.source),
        )
