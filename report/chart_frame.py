"""The frame of a chart: its axes, their limits and ticks, and the way from a day to a place on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final, Literal
from zoneinfo import ZoneInfo

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from growth.pace import ends_at, starts_at
from report.chart_facts import GrowthChart, MarkedDay, PublishedPoint
from report.chart_style import DPI, HEIGHT_PX, WIDTH_PX, Theme, font
from report.chart_ticks import count_ticks, day_labels, day_ticks
from report.telegram_html import visible
from report.words import Words

LEFT_PX: Final = 36
RIGHT_PX: Final = WIDTH_PX - 36
TOP_PX: Final = 652
BOTTOM_PX: Final = 196
"""The edges of the drawing, counted from the lower left corner of the picture."""

Align = Literal["left", "center", "right"]

DAY_S: Final = 86_400.0
_COUNTS_PX: Final = 112
_TICK_PX: Final = 22
_MONTH_DROP_PX: Final = 36
_YEAR_DROP_PX: Final = 66
_AIR: Final = 0.02


@dataclass(frozen=True, slots=True)
class Frame:
    """A chart being drawn. Time runs along the axis in UTC seconds, from left to right in every language.

    Attributes:
        words: The reader's language.
        theme: The colours.
        zone: The zone in which days and months are marked.
        figure: The picture.
        axes: Where the counts are drawn.
        renderer: What measures text.

    """

    words: Words
    theme: Theme
    zone: ZoneInfo
    figure: Figure
    axes: Axes
    renderer: RendererAgg

    def second(self, day: date) -> float:
        """The first instant of a day, as UTC seconds."""
        return datetime.combine(day, time(), self.zone).timestamp()

    def day(self, second: float) -> date:
        """The day an instant falls on."""
        return datetime.fromtimestamp(second, UTC).astimezone(self.zone).date()

    def reach(self, point: PublishedPoint) -> tuple[float, float]:
        """The instants between which a published figure may have been true."""
        first, after = point.days
        return self.second(first), self.second(after)

    def write(
        self,
        text: str,
        x_px: float,
        y_px: float,
        *,
        size_px: int,
        color: str,
        bold: bool = False,
        align: Align = "left",
    ) -> Text:
        """One line of text on a baseline, at a place in pixels from the lower left corner of the picture."""
        return self.figure.text(
            x_px / WIDTH_PX,
            y_px / HEIGHT_PX,
            text,
            fontproperties=font(size_px, bold=bold),
            color=color,
            ha=align,
            va="baseline",
            parse_math=False,
        )


def framed(words: Words, theme: Theme, zone: ZoneInfo) -> Frame:
    """An empty frame; its counts are marked on the side where reading begins."""
    figure = Figure(figsize=(WIDTH_PX / DPI, HEIGHT_PX / DPI), dpi=DPI, facecolor=theme.paper)
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]  # matplotlib left it untyped
    left = LEFT_PX + (0 if words.is_right_to_left else _COUNTS_PX)
    width = RIGHT_PX - LEFT_PX - _COUNTS_PX
    place = (left / WIDTH_PX, BOTTOM_PX / HEIGHT_PX, width / WIDTH_PX, (TOP_PX - BOTTOM_PX) / HEIGHT_PX)
    axes = figure.add_axes(place, facecolor=theme.paper)
    axes.set_axis_off()
    return Frame(words, theme, zone, figure, axes, renderer)


def scale(frame: Frame, chart: GrowthChart, *, now: datetime) -> None:
    """Set both axes so that everything is inside, with ticks at round counts and at days or months.

    The present is inside too, so that a line which ends early is seen to. A chart with nothing to show stays blank.
    """
    x, y = _instants(frame, chart, now), _counts(chart)
    if not x:
        return
    low, high = min(x), max(x)
    air = max((high - low) * _AIR, DAY_S / 2)
    counts = count_ticks(min(y), max(y))
    frame.axes.set_xlim(low - air, high + air)
    frame.axes.set_ylim(counts[0], counts[-1])
    _mark_counts(frame, counts)
    _mark_days(frame, day_ticks(frame.day(low), frame.day(high)))


def _mark_counts(frame: Frame, counts: Sequence[int]) -> None:
    """A line across and a number for each count; drawn here since matplotlib's own ticks are slow to set up."""
    frame.axes.hlines(counts, *frame.axes.get_xlim(), color=frame.theme.grid, linewidth=1.5, zorder=0)
    is_right_to_left, box = frame.words.is_right_to_left, frame.axes.bbox
    align: Align = "left" if is_right_to_left else "right"
    x_px = box.x1 + 14 if is_right_to_left else box.x0 - 14
    for tick in counts:
        y_px = frame.axes.transData.transform((0, tick))[1] - _TICK_PX / 3
        name = visible(frame.words.number(tick))
        frame.write(name, x_px, y_px, size_px=_TICK_PX, color=frame.theme.faint, align=align)


def _mark_days(frame: Frame, days: Sequence[date]) -> None:
    for day, (name, year) in zip(days, day_labels(days, frame.words), strict=True):
        x_px = frame.axes.transData.transform((frame.second(day), 0))[0]
        for text, drop in ((name, _MONTH_DROP_PX), (year, _YEAR_DROP_PX)):
            frame.write(text, x_px, BOTTOM_PX - drop, size_px=_TICK_PX, color=frame.theme.faint, align="center")


def is_launch_shown(frame: Frame, chart: GrowthChart) -> bool:
    """Whether the launch lies inside the axes; one long before everything else is left out rather than squeeze it."""
    if chart.launched is None:
        return False
    low, high = frame.axes.get_xlim()
    return low <= frame.second(chart.launched) <= high


def notes_shown(frame: Frame, chart: GrowthChart) -> Sequence[MarkedDay]:
    """The notes whose day lies inside the axes, newest first."""
    low, high = frame.axes.get_xlim()
    inside = [note for note in chart.notes if low <= frame.second(note.day) <= high]
    return sorted(inside, key=lambda note: note.day, reverse=True)


def _instants(frame: Frame, chart: GrowthChart, now: datetime) -> Sequence[float]:
    """The instants that must be inside; the launch among them unless more than half the width would come from it."""
    x = [float(chart.series.at[0]), float(chart.series.at[-1]), now.timestamp()] if len(chart.series) else []
    x += [second for point in chart.published for second in frame.reach(point)]
    if chart.baseline is not None:
        x += [end(chart.baseline, frame.zone).timestamp() for end in (starts_at, ends_at)]
    if chart.launched is not None and x:
        launch = frame.second(chart.launched)
        x += [launch] if min(x) - launch <= max(x) - min(x) else []
    return x


def _counts(chart: GrowthChart) -> Sequence[float]:
    y = [float(value) for value in chart.series.value]
    y += [float(point.value) for point in chart.published]
    if chart.baseline is not None:
        y += [float(chart.baseline.start_value), float(chart.baseline.target)]
        route = chart.baseline.route
        y += (
            []
            if route is None
            else [float(route.count.max()), *([] if route.high is None else [float(route.high.max())])]
        )
    return y
