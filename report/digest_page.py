"""A week as one self-contained HTML page: charts to look into, the whole table, and the digest's own words.

It asks nobody for anything when opened, its policy forbids it to, and it reads from right to left where the language
does. Everything it draws stands in the table or the words as well.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from string import Template
from typing import Final
from zoneinfo import ZoneInfo

from growth.digest import AccountStatus, Digest
from report.account_text import platform_name, short_names
from report.digest_text import digest_text, digest_week
from report.digest_verdict import verdict
from report.standing_text import mark, standing_text
from report.telegram_html import Html, escape, isolated, plain
from report.words import Words

_WIDTH: Final = 320
_HEIGHT: Final = 120
_MARGIN: Final = 8
"""Units of a chart's drawing; it is stretched to the width of its card."""

_COLUMNS: Final = ("account", "platform", "handle", "followers", "week", "previous", "baseline", "next", "read")
_NUMBERS: Final = frozenset({"followers", "week", "previous", "next"})

_NOTHING: Final = "\u2013"
"""Stands where a number is not known."""

Point = tuple[datetime, float]


@dataclass(frozen=True, slots=True)
class Lines:
    """What is drawn of one account.

    Attributes:
        counts: One count a day, oldest first; at least two.
        path: Points of its baseline's path within the same days, oldest first; empty when there is none.

    """

    counts: tuple[Point, ...]
    path: tuple[Point, ...] = ()


def digest_page(digest: Digest, lines: Mapping[int, Lines], words: Words, *, zone: ZoneInfo) -> str:
    """The page.

    Args:
        digest: The week's facts.
        lines: What to draw, by account; accounts without are in the table alone.
        words: The reader's language.
        zone: The reader's time zone, in which the week was cut.

    """
    names = short_names(digest.accounts, words)
    drawn = [(status, lines[status.account]) for status in digest.accounts if status.account in lines]
    week = digest_week(digest, words)
    return _template().substitute(
        language=words.language,
        locale=str(words.locale).replace("_", "-"),
        direction="rtl" if words.is_right_to_left else "ltr",
        zone=str(zone),
        title=escape(plain(week)),
        verdict=verdict(digest, words),
        week=week,
        charts_title=words.say("page.charts"),
        measured=words.say("chart.measured"),
        path=words.say("page.path"),
        charts="\n".join(_figure(status, found, names, words) for status, found in drawn),
        table_title=words.say("page.table"),
        columns="".join(_column(name, words) for name in _COLUMNS),
        rows="\n".join(_row(status, names, words, zone) for status in digest.accounts),
        prose_title=words.say("page.words"),
        prose=digest_text(digest, words, zone=zone),
    )


@cache
def _template() -> Template:
    return Template((resources.files("report") / "pages" / "digest.html").read_text(encoding="utf-8"))


def _figure(status: AccountStatus, lines: Lines, names: Mapping[int, Html], words: Words) -> str:
    scale = _Scale.of(lines)
    points = json.dumps([[*scale.place(point), int(point[0].timestamp()), int(point[1])] for point in lines.counts])
    name = names[status.account]
    count = words.say("status.unread") if status.followers is None else words.count(status.followers)
    net = "" if status.net_week is None else f" <small>{isolated(words.signed(status.net_week))}</small>"
    path = f'<path class="path" d="{scale.path(lines.path)}"/>' if lines.path else ""
    said = words.days(lines.counts[0][0].date(), lines.counts[-1][0].date())
    described = escape(plain(words.say("page.described", name=name, count=count, days=said)))
    ground = _HEIGHT - _MARGIN
    return (
        f"<figure><figcaption><span>{name}</span><span>{count}{net}</span></figcaption>"
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" tabindex="0" aria-label="{described}"'
        f" data-points='{points}'>"
        f'<path class="grid" d="M{_MARGIN} {ground}H{_WIDTH - _MARGIN}"/>{path}'
        f'<path class="line" d="{scale.path(lines.counts)}"/><circle class="spot" r="5"/></svg>'
        f"<output>{said}</output></figure>"
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From instants and counts to a chart's units."""

    start: float
    seconds: float
    low: float
    high: float

    @classmethod
    def of(cls, lines: Lines) -> "_Scale":
        values = [value for _, value in (*lines.counts, *lines.path)]
        start, end = (lines.counts[index][0].timestamp() for index in (0, -1))
        return cls(start, max(end - start, 1.0), min(values), max(*values, min(values) + 1))

    def place(self, point: Point) -> tuple[float, float]:
        at, value = point
        x = (at.timestamp() - self.start) / self.seconds
        y = (value - self.low) / (self.high - self.low)
        return round(_MARGIN + x * (_WIDTH - 2 * _MARGIN), 1), round(_HEIGHT - _MARGIN - y * (_HEIGHT - 2 * _MARGIN), 1)

    def path(self, points: Sequence[Point]) -> str:
        return "M" + "L".join(f"{x} {y}" for x, y in map(self.place, points))


def _column(name: str, words: Words) -> str:
    kind = ' class="number"' if name in _NUMBERS else ""
    return f'<th scope="col"{kind}><button type="button">{words.say(f"column.{name}")}</button></th>'


def _row(status: AccountStatus, names: Mapping[int, Html], words: Words, zone: ZoneInfo) -> str:
    ahead = status.next_milestone
    cells = (
        f'<th scope="row">{names[status.account]}</th>',
        f"<td>{platform_name(status.name.platform, words)}</td>",
        f"<td>{escape(status.name.handle)}</td>",
        _count(status, words),
        *(_net(net, words) for net in (status.net_week, status.net_previous_week)),
        f'<td class="text">{_standing(status, words)}</td>',
        _number(ahead.threshold if ahead else None, words.number(ahead.threshold) if ahead else None),
        f"<td>{words.instant(status.observed_at, zone) if status.observed_at else ''}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _count(status: AccountStatus, words: Words) -> str:
    count = status.followers
    return _number(None, None) if count is None else _number(count.value, words.count(count))


def _standing(status: AccountStatus, words: Words) -> str:
    standing = status.standing
    return "" if standing is None else f"{mark(standing)} {standing_text(standing, words)}"


def _number(value: int | None, shown: Html | None) -> str:
    return f'<td class="number" data-value="{"" if value is None else value}">{shown or _NOTHING}</td>'


def _net(net: int | None, words: Words) -> str:
    if net is None:
        return _number(None, None)
    kind = "rise" if net > 0 else "fall" if net < 0 else ""
    return f'<td class="number {kind}" data-value="{net}">{isolated(words.signed(net))}</td>'
