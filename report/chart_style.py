"""How charts look: fonts, colours that colour-blind readers can tell apart, and sizes that a phone shows legibly."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, get_font

WIDTH_PX: Final = 1080
HEIGHT_PX: Final = 860
DPI: Final = 100

_POINTS_PER_INCH: Final = 72
_FORMAT_MARKS: Final = "\u200c\u200d\u200e\u200f\u2068\u2069\n"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one chart.

    Attributes:
        paper: The ground.
        ink: Text that must be read.
        faint: Text and marks that stand back.
        grid: Grid lines.
        measured: What was measured; differs from the others in lightness as well as in hue.
        baseline: The path asked for, always dashed.
        published: Figures others published, always hollow.

    """

    paper: str
    ink: str
    faint: str
    grid: str
    measured: str
    baseline: str
    published: str


# After Okabe and Ito, https://jfly.uni-koeln.de/color/, darkened or lightened for contrast with the ground.
LIGHT: Final = Theme("#ffffff", "#1b1f24", "#5b6570", "#e3e7eb", "#0072b2", "#c25400", "#7a2f6b")
DARK: Final = Theme("#15202b", "#f2f5f7", "#a3b1bd", "#2c3a47", "#56b4e9", "#f0a030", "#e08fc4")


@cache
def font(size_px: int, *, bold: bool = False) -> FontProperties:
    """DejaVu Sans, which comes with matplotlib and covers Arabic, at a height in pixels of the picture."""
    return FontProperties(fname=str(_file(bold=bold)), size=size_px * _POINTS_PER_INCH / DPI)


def drawable(text: str) -> str:
    """``text`` without the characters the font has no shape for, such as most emoji."""
    shapes = _shapes()
    return "".join(char for char in text if ord(char) in shapes or char in _FORMAT_MARKS)


@cache
def _shapes() -> frozenset[int]:
    return frozenset(get_font(str(_file(bold=True))).get_charmap()) & frozenset(
        get_font(str(_file(bold=False))).get_charmap()
    )


def _file(*, bold: bool) -> Path:
    return Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")
