"""A picture of one account's growth against its baseline.

The measured counts are a line, the baseline's path is dashed and ends in its target, a pale band holds where else the
path may be, figures that others published are hollow diamonds with a bar as wide as their date is vague, milestones are
hollow dots beside their number, and notes are fine lines on their days. matplotlib shapes and orders Arabic by itself
since 3.11; it is given plain strings. No pyplot and no shared figure, so charts may be drawn in threads.
"""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from growth.baseline import BaselineKind
from growth.curve import band_at
from growth.pace import ends_at
from report.account_text import platform_name, written_handle
from report.chart_facts import GrowthChart, MarkedDay, PassedMilestone, PublishedPoint
from report.chart_frame import LEFT_PX, RIGHT_PX, Align, Frame, framed, is_launch_shown, notes_shown, scale
from report.chart_labels import Labels
from report.chart_legend import Sign, draw_key
from report.chart_marks import BAND_ALPHA, ROUNDING_ALPHA, draw_marks
from report.chart_style import DARK, LIGHT, drawable, font
from report.telegram_html import Html, clean_name, escape, visible
from report.words import Words

__all__ = ["GrowthChart", "MarkedDay", "PassedMilestone", "PublishedPoint", "growth_chart"]

_TITLE_PX: Final = 38
_SUBTITLE_PX: Final = 26
_COUNT_PX: Final = 46
_READ_PX: Final = 22
_LABEL_PX: Final = 22
_TITLE_BASE_PX: Final = 800
_SUBTITLE_BASE_PX: Final = 756
_COUNT_BASE_PX: Final = 694
_KEY_TOP_PX: Final = 90
_TO_READ_PX: Final = 18
_LONGEST_BASELINE: Final = 28
_LONGEST_NOTE: Final = 24
_MOST_NOTES: Final = 4
"""Notes that are named; of older ones the line alone is drawn."""

_NOTE_HEIGHT: Final = 0.08
"""How far up a note is named, as a share of the axis: growth leaves the lower right free."""

_SMALLEST_PX: Final = 14
_COMPRESSION: Final = 4
"""Of zlib: twice as quick as its default for a tenth more bytes."""


def growth_chart(chart: GrowthChart, words: Words, *, zone: ZoneInfo, now: datetime, dark: bool = False) -> bytes:
    """The chart as a PNG, 1080 pixels wide.

    Args:
        chart: What to show.
        words: The reader's language.
        zone: The reader's time zone, in which days and months are marked.
        now: The present (UTC), which the axis reaches even where the readings end earlier.
        dark: Whether to draw on a dark ground.

    """
    frame = framed(words, DARK if dark else LIGHT, zone)
    scale(frame, chart, now=now)
    covered = draw_marks(frame, chart)
    _head(frame, chart)
    _latest(frame, chart)
    _labels(frame, chart, covered)
    _key(frame, chart)
    png = BytesIO()
    frame.figure.savefig(png, format="png", pil_kwargs={"compress_level": _COMPRESSION})
    return png.getvalue()


def _text(html: Html) -> str:
    """What a text shows, without characters the font lacks."""
    return drawable(visible(html))


def _head(frame: Frame, chart: GrowthChart) -> None:
    """The agency's name, as large as fits, and what is counted where."""
    words, name = frame.words, chart.name
    title = drawable(clean_name(name.in_language(words.language)))
    subtitle = words.say(
        "chart.subtitle",
        metric=words.name_of("metric", chart.metric),
        platform=platform_name(name.platform, words),
        handle=written_handle(name.handle, name.platform),
    )
    _line(frame, title, _TITLE_BASE_PX, size_px=_TITLE_PX, color=frame.theme.ink, bold=True)
    _line(frame, _text(subtitle), _SUBTITLE_BASE_PX, size_px=_SUBTITLE_PX, color=frame.theme.faint)


def _latest(frame: Frame, chart: GrowthChart) -> None:
    """The latest count, large, and when it was read."""
    words, series = frame.words, chart.series
    if not len(series):
        empty = _text(words.say("chart.empty"))
        _line(frame, empty, _COUNT_BASE_PX, size_px=_SUBTITLE_PX, color=frame.theme.faint)
        return
    color = frame.theme.measured
    count = _text(words.say("chart.now", count=series[-1]))
    width = _line(frame, count, _COUNT_BASE_PX, size_px=_COUNT_PX, color=color, bold=True) + _TO_READ_PX
    read = _text(words.say("chart.read", instant=words.instant(series.time_of(-1), frame.zone)))
    _line(frame, read, _COUNT_BASE_PX, size_px=_READ_PX, color=frame.theme.faint, indent_px=width)


def _line(
    frame: Frame, text: str, y_px: int, *, size_px: int, color: str, bold: bool = False, indent_px: float = 0.0
) -> float:
    """A line from the side where reading begins, smaller if it would not fit; its width in pixels."""
    is_right_to_left = frame.words.is_right_to_left
    align: Align = "right" if is_right_to_left else "left"
    x_px = RIGHT_PX - indent_px if is_right_to_left else LEFT_PX + indent_px
    line = frame.write(text, x_px, y_px, size_px=size_px, color=color, bold=bold, align=align)
    width = float(line.get_window_extent(frame.renderer).width)
    room = RIGHT_PX - LEFT_PX - indent_px
    if width > room:
        line.set_fontproperties(font(max(int(size_px * room / width), _SMALLEST_PX), bold=bold))
    return min(width, room)


def _labels(frame: Frame, chart: GrowthChart, covered: NDArray[np.float64]) -> None:
    """Words beside the marks, the most wanted first."""
    labels = Labels(frame.axes, frame.renderer, covered, is_right_to_left=frame.words.is_right_to_left)
    words = frame.words
    if chart.baseline is not None:
        target = words.say("chart.target", target=chart.baseline.target, deadline=chart.baseline.deadline)
        point = (ends_at(chart.baseline, frame.zone).timestamp(), float(chart.baseline.target))
        labels.place(_text(target), point, font=font(_LABEL_PX), color=frame.theme.baseline)
    if chart.launched is not None and is_launch_shown(frame, chart):
        opened = _text(words.say("chart.launch", day=chart.launched))
        point = (frame.second(chart.launched), frame.axes.get_ylim()[1])
        labels.place(opened, point, font=font(_LABEL_PX), color=frame.theme.faint)
    low, high = frame.axes.get_ylim()
    for note in notes_shown(frame, chart)[:_MOST_NOTES]:
        point = (frame.second(note.day), low + _NOTE_HEIGHT * (high - low))
        name = drawable(clean_name(note.text, longest=_LONGEST_NOTE))
        labels.place(name, point, font=font(_LABEL_PX), color=frame.theme.ink)
    for milestone in sorted(chart.milestones, key=lambda passed: -passed.threshold):
        point = (milestone.at.timestamp(), float(milestone.threshold))
        name = visible(words.number(milestone.threshold))
        labels.place(name, point, font=font(_LABEL_PX), color=frame.theme.ink, is_needed=False)


def _key(frame: Frame, chart: GrowthChart) -> None:
    draw_key(
        frame.figure,
        frame.renderer,
        tuple(_signs(frame, chart)),
        top_px=_KEY_TOP_PX,
        edges_px=(LEFT_PX, RIGHT_PX),
        ink=frame.theme.ink,
        is_right_to_left=frame.words.is_right_to_left,
    )


def _signs(frame: Frame, chart: GrowthChart) -> Iterator[Sign]:
    words, theme = frame.words, frame.theme
    if len(chart.series):
        yield Sign(_text(words.say("chart.measured")), theme.measured, line="-")
    if (chart.series.resolution > 1).any():
        yield Sign(_text(words.say("chart.rounded")), theme.measured, line="-", width=16, alpha=ROUNDING_ALPHA)
    if chart.baseline is not None:
        name = words.say("chart.baseline", baseline=escape(clean_name(chart.baseline.name, longest=_LONGEST_BASELINE)))
        yield Sign(_text(name), theme.baseline, line="--")
        if band_at(chart.baseline, 0.5) is not None:
            key = "band" if chart.baseline.kind is BaselineKind.TARGET else "quartiles"
            yield Sign(_text(words.say(f"chart.{key}")), theme.baseline, line="-", width=16, alpha=BAND_ALPHA)
    if chart.published:
        yield Sign(_text(words.say("chart.published")), theme.published, marker="D")
