"""What a chart draws between its axes. Each function gives the points its marks cover, so that labels avoid them."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from growth.baseline import Baseline
from growth.curve import band_at, value_at
from growth.pace import ends_at, starts_at
from report.chart_facts import GrowthChart
from report.chart_frame import Frame, is_launch_shown, notes_shown
from report.chart_labels import Points, along, around

Covered = Iterator[Points]

ROUNDING_ALPHA: Final = 0.25
"""How opaque the band is that a platform's rounding leaves open."""

BAND_ALPHA: Final = 0.14
"""How opaque the band is within which a baseline's path may be."""

_PATH_POINTS: Final = 65
_ROUTE_POINTS: Final = 257
"""Points of an assumed curve, and of a path that was counted and may turn any day."""


def draw_marks(frame: Frame, chart: GrowthChart) -> Points:
    """Draw everything but the words, the measured counts on top; the points they cover."""
    covered = [
        *_launch(frame, chart),
        *_notes(frame, chart),
        *_path(frame, chart),
        *_published(frame, chart),
        *_measured(frame, chart),
        *_milestones(frame, chart),
    ]
    return np.concatenate([np.empty((0, 2)), *covered])


def _launch(frame: Frame, chart: GrowthChart) -> Covered:
    if chart.launched is None or not is_launch_shown(frame, chart):
        return
    x, y = np.full(2, frame.second(chart.launched)), np.array(frame.axes.get_ylim())
    frame.axes.plot(x, y, color=frame.theme.faint, linewidth=2, linestyle=":")
    yield along(frame.axes, x, y)


def _notes(frame: Frame, chart: GrowthChart) -> Covered:
    """A fine line on each day of a note."""
    for note in notes_shown(frame, chart):
        x, y = np.full(2, frame.second(note.day)), np.array(frame.axes.get_ylim())
        frame.axes.plot(x, y, color=frame.theme.ink, linewidth=1.5, linestyle=(0, (1, 3)))
        yield along(frame.axes, x, y)


def _path(frame: Frame, chart: GrowthChart) -> Covered:
    """The baseline's path, dashed, ending in a ring around its target."""
    baseline, color = chart.baseline, frame.theme.baseline
    if baseline is None:
        return
    start, end = starts_at(baseline, frame.zone), ends_at(baseline, frame.zone)
    shares = np.linspace(0, 1, _PATH_POINTS if baseline.route is None else _ROUTE_POINTS)
    x = start.timestamp() + shares * (end - start).total_seconds()
    y = np.array([value_at(baseline, float(share)) for share in shares])
    _band(frame, baseline, x, shares)
    frame.axes.plot(x, y, color=color, linewidth=3, dashes=(4, 2.2))
    yield _dot(frame, x[-1], y[-1], color=color, marker="o", size=17)
    yield along(frame.axes, x, y)


def _band(frame: Frame, baseline: Baseline, x: NDArray[np.float64], shares: NDArray[np.float64]) -> None:
    """What lies between the other shapes that two points leave open, or between a cohort's quartiles."""
    ends = [band_at(baseline, float(share)) for share in shares]
    known = np.array([pair for pair in ends if pair is not None])
    if len(known) == len(shares):
        color = frame.theme.baseline
        frame.axes.fill_between(x, known[:, 0], known[:, 1], color=color, alpha=BAND_ALPHA, linewidth=0, zorder=0.5)


def _published(frame: Frame, chart: GrowthChart) -> Covered:
    """Hollow diamonds, each with a bar over the days its date may mean."""
    for point in chart.published:
        x, y = np.array(frame.reach(point)), np.full(2, float(point.value))
        frame.axes.plot(x, y, color=frame.theme.published, linewidth=2.5, zorder=3)
        yield _dot(frame, x.mean(), y[0], color=frame.theme.published, marker="D", size=12)
        yield along(frame.axes, x, y)


def _measured(frame: Frame, chart: GrowthChart) -> Covered:
    """The counts as a line, with the room that the platform's rounding leaves above it."""
    series, color = chart.series, frame.theme.measured
    if not len(series):
        return
    x, y = series.at.astype(np.float64), series.value.astype(np.float64)
    if (series.resolution > 1).any():
        frame.axes.fill_between(x, y, y + series.resolution - 1, color=color, alpha=ROUNDING_ALPHA, linewidth=0)
    frame.axes.plot(x, y, color=color, linewidth=4.5, solid_capstyle="round", zorder=5)
    frame.axes.plot(x[-1:], y[-1:], color=color, marker="o", markersize=12, zorder=6, clip_on=False)
    yield along(frame.axes, x, y)


def _milestones(frame: Frame, chart: GrowthChart) -> Covered:
    for milestone in chart.milestones:
        x, y = milestone.at.timestamp(), float(milestone.threshold)
        yield _dot(frame, x, y, color=frame.theme.measured, marker="o", size=11)


def _dot(frame: Frame, x: float, y: float, *, color: str, marker: str, size: int) -> Points:
    """A hollow mark; the points it covers."""
    frame.axes.plot(
        [x],
        [y],
        color=color,
        marker=marker,
        markersize=size,
        markerfacecolor=frame.theme.paper,
        markeredgewidth=3,
        clip_on=False,
        zorder=6,
    )
    return around(frame.axes, x, y, radius_px=0.7 * size)
