"""A published figure as people type it, on the command line or in a chat."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.series_cells import whole_of
from growth.figure import PublishedFigure, Rounding, dated
from growth.platform import Metric
from growth.wall import midnight
from storage.accounts import StoredAccount

_LANGUAGE = re.compile(r"[a-z]{2}")
_LONGEST = 2_000
"""Characters of a source or a note; no browser takes a longer address."""


class FigureError(ValueError):
    """What was typed is no figure; the message says what to write."""


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """What was typed, before anything is known to be right.

    Attributes:
        day: A day, a month or a year (ISO 8601).
        value: The count.
        source: Where it was published.
        rounding: How exactly the source gives it.
        metric: The counter.
        language: The source's language, ISO 639-1; None when not said.
        note: What a reader must know beside it; None for nothing.

    """

    day: str
    value: str
    source: str
    rounding: str = Rounding.EXACT
    metric: str = Metric.FOLLOWERS
    language: str | None = None
    note: str | None = None


def entered(account: StoredAccount, typed: TypedFigure, *, now: datetime, zone: ZoneInfo) -> PublishedFigure:
    """The figure of an account.

    Raises:
        FigureError: If it cannot be meant.

    """
    if typed.metric not in list(Metric):
        raise FigureError(f"there is no counter {typed.metric!r}; write one of {', '.join(Metric)}")
    if typed.language is not None and _LANGUAGE.fullmatch(typed.language) is None:
        raise FigureError(f"{typed.language!r} is no language; write its two letters (ISO 639-1), such as ar")
    if not typed.source.strip() or max(len(typed.source), len(typed.note or "")) > _LONGEST:
        raise FigureError(f"a figure needs a source; it and a note have at most {_LONGEST:,} characters")
    try:
        first, precision = dated(typed.day)
        count = whole_of(typed.value)
    except ValueError as error:
        raise FigureError(str(error)) from None
    if midnight(first, zone) > now:
        raise FigureError(f"{typed.day} lies ahead; a figure speaks of the past")
    return PublishedFigure(
        agency=account.agency,
        platform=account.platform,
        metric=Metric(typed.metric),
        day=first,
        precision=precision,
        value=count,
        rounding=Rounding(typed.rounding),
        source=typed.source.strip(),
        quote_language=typed.language,
        note=typed.note,
        handle=account.handle,
    )
