"""Labels that find their own place: beside their point, off the lines, clear of each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Points in pixels of the picture, shape ``(n, 2)``."""

_GAPS_PX: Final = (16, 34, 64)
_AIR_PX: Final = 5
_TOUCH_COST: Final = 1000
_OUTSIDE_COST: Final = 3000
_CROWDED: Final = 3.0
"""The cost from which a label that is not needed is left out."""

_SIDES: Final[Sequence[tuple[int, int]]] = ((-1, 1), (0, 1), (1, -1), (-1, 0), (1, 0), (1, 1), (0, -1), (-1, -1))
"""Where a label may stand from its point (across, up), the best first: growth leaves the upper left free."""


@dataclass(slots=True)
class Labels:
    """The labels of one drawing.

    Attributes:
        axes: Where they stand, its limits final.
        renderer: What measures them.
        covered: Points along everything drawn, a few pixels apart.
        is_right_to_left: How the lines of one label are set among themselves.
        taken: The boxes of the labels placed so far, in pixels.

    """

    axes: Axes
    renderer: RendererBase
    covered: Points
    is_right_to_left: bool
    taken: list[Bbox] = field(default_factory=list)

    def place(
        self, text: str, point: tuple[float, float], *, font: FontProperties, color: str, is_needed: bool = True
    ) -> None:
        """Write ``text`` beside ``point`` (in data) where it disturbs least.

        A label that is not needed is left out where it would cover a line, touch another label or leave the axes.
        """
        label = self.axes.text(0, 0, text, transform=None, fontproperties=font, color=color, parse_math=False)
        label.set_multialignment("right" if self.is_right_to_left else "left")
        size = label.get_window_extent(self.renderer)
        x, y = self.axes.transData.transform(point)
        gaps = _GAPS_PX if is_needed else _GAPS_PX[:1]
        boxes = [_box(x, y, size, side, gap) for gap, side in product(gaps, _SIDES)]
        costs = [self._cost(box) + 0.1 * rank for rank, box in enumerate(boxes)]
        best = int(np.argmin(costs))
        if costs[best] >= _CROWDED and not is_needed:
            label.remove()
            return
        label.set_position((boxes[best].x0 - size.x0, boxes[best].y0 - size.y0))
        self.taken.append(boxes[best])

    def _cost(self, box: Bbox) -> float:
        """Covered points under the box, and far more for each label under it or for leaving the axes."""
        low, high = np.array([box.x0, box.y0]) - _AIR_PX, np.array([box.x1, box.y1]) + _AIR_PX
        covered = int(np.count_nonzero(((self.covered >= low) & (self.covered <= high)).all(axis=1)))
        touched = sum(box.overlaps(other) for other in self.taken)
        frame = self.axes.bbox
        is_outside = bool(box.x0 < frame.x0 or box.x1 > frame.x1 or box.y0 < frame.y0 or box.y1 > frame.y1)
        return covered + _TOUCH_COST * touched + _OUTSIDE_COST * is_outside


def _box(x: float, y: float, size: Bbox, side: tuple[int, int], gap: int) -> Bbox:
    """The box a label of this size fills on one side of a point, in pixels."""
    across, up = side
    left = x + across * gap + {-1: -size.width, 0: -size.width / 2, 1: 0.0}[across]
    bottom = y + up * gap + {-1: -size.height, 0: -size.height / 2, 1: 0.0}[up]
    return Bbox.from_bounds(left, bottom, size.width, size.height)


def along(axes: Axes, x: NDArray[np.float64], y: NDArray[np.float64], *, step_px: float = 6.0) -> Points:
    """Points every few pixels along a line given in data."""
    corners = axes.transData.transform(np.column_stack([x, y]))
    lengths = np.hypot(*np.diff(corners, axis=0).T)
    walked = np.concatenate([[0.0], np.cumsum(lengths)])
    stops = np.arange(0.0, walked[-1] + step_px, step_px)
    return np.column_stack([np.interp(stops, walked, corners[:, axis]) for axis in (0, 1)])


def around(axes: Axes, x: float, y: float, *, radius_px: float) -> Points:
    """Nine points over a mark that stands at a point given in data."""
    middle = axes.transData.transform((x, y))
    return np.array([middle + radius_px * np.array(step) for step in product((-1, 0, 1), repeat=2)])
