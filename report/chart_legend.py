"""The key under a chart: each sign beside its name, in reading order, wrapped to the width."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from report.chart_style import HEIGHT_PX, WIDTH_PX, font

_LINE_PX: Final = 56
_MARK_PX: Final = 26
_TO_NAME_PX: Final = 14
_TO_NEXT_PX: Final = 40
_ROW_PX: Final = 42
_NAME_PX: Final = 24


@dataclass(frozen=True, slots=True)
class Sign:
    """One entry of a key.

    Attributes:
        name: What it stands for, ready to be drawn.
        color: Its colour.
        line: Its line style; ``"none"`` for a mark alone.
        marker: Its mark; ``"none"`` for a line alone.
        width: The line's width, in points.
        alpha: How opaque it is, in ``(0, 1]``.

    """

    name: str
    color: str
    line: Literal["-", "--", "none"] = "none"
    marker: str = "none"
    width: float = 4.0
    alpha: float = 1.0

    @property
    def length_px(self) -> int:
        """The room the sign takes before its name, in pixels."""
        return _MARK_PX if self.line == "none" else _LINE_PX

    def drawn(self, x: Sequence[float], y: float) -> Line2D:
        """The sign from the first to the last of three places, its mark in the middle; shares of the picture."""
        return Line2D(
            x,
            [y, y, y],
            color=self.color,
            alpha=self.alpha,
            linestyle=self.line,
            linewidth=self.width,
            solid_capstyle="butt",
            marker=self.marker,
            markersize=11,
            markerfacecolor="none",
            markeredgewidth=3,
            markevery=[1],
        )


def draw_key(
    figure: Figure,
    renderer: RendererBase,
    signs: Sequence[Sign],
    *,
    top_px: float,
    edges_px: tuple[float, float],
    ink: str,
    is_right_to_left: bool,
) -> None:
    """Draw the key downwards from ``top_px`` above the bottom, between the left and right edge, in pixels."""
    left, right = edges_px
    way = -1 if is_right_to_left else 1
    walked, row = 0.0, 0
    for sign in signs:
        name = figure.text(0, 0, sign.name, fontproperties=font(_NAME_PX), color=ink, parse_math=False)
        length = sign.length_px + _TO_NAME_PX + name.get_window_extent(renderer).width
        if walked and walked + length > right - left:
            walked, row = 0.0, row + 1
        middle, start = top_px - row * _ROW_PX, (right if is_right_to_left else left) + way * walked
        places = [(start + way * share * sign.length_px) / WIDTH_PX for share in (0.0, 0.5, 1.0)]
        figure.add_artist(sign.drawn(places, middle / HEIGHT_PX))
        name.set_x((start + way * (sign.length_px + _TO_NAME_PX)) / WIDTH_PX)
        name.set_y((middle - _NAME_PX / 3) / HEIGHT_PX)
        name.set_horizontalalignment("right" if is_right_to_left else "left")
        walked += length + _TO_NEXT_PX
