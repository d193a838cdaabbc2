"""Prints goals, measures and verdicts, one line each."""

from collections.abc import Iterable
from math import isnan
from typing import Final

from bench.line import Line

TITLES: Final = ("measure", "goal", "marsad", "verdict", "beside it")


def table(lines: Iterable[Line]) -> str:
    """The lines under their titles, in columns; numbers to three digits."""
    rows = [TITLES, *(_row(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    )


def _row(line: Line) -> tuple[str, ...]:
    beside = ", ".join(f"{name} {_number(value)}" for name, value in line.beside.items())
    return line.what, line.goal, _number(line.measured), _verdict(line), beside


def _verdict(line: Line) -> str:
    if line.low is None and line.high is None:
        return "-"
    return "not measured" if isnan(line.measured) else "met" if line.is_met else "MISSED"


def _number(value: float) -> str:
    return "-" if isnan(value) else f"{value:.3g}"
