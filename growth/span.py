"""Calendar spans such as ``1y``, ``6mo``, ``2w``, ``90d``: what people mean by "in one year"."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_SPAN = re.compile(r"(?P<number>[1-9]\d{0,4})(?P<unit>y|mo|w|d)")


@dataclass(frozen=True, slots=True)
class Span:
    """Whole calendar months and days.

    Attributes:
        months: Calendar months; a year is twelve.
        days: Days on top.

    """

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Read ``1y``, ``6mo``, ``2w`` or ``90d``.

        Raises:
            ValueError: If the text is not one whole number with one of those units.

        """
        match = _SPAN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a span: write a whole number and y, mo, w or d, such as 1y, 6mo or 90d")
        number = int(match["number"])
        units = {"y": cls(months=12 * number), "mo": cls(months=number), "w": cls(days=7 * number)}
        return units.get(match["unit"], cls(days=number))

    def after(self, day: date) -> date:
        """The day this span later; the 31st falls back to a shorter month's last day."""
        month_index = day.year * 12 + day.month - 1 + self.months
        year, month = divmod(month_index, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=self.days)

    def __str__(self) -> str:
        """The shortest text that ``parse`` reads back, where one unit suffices; otherwise months and days."""
        if self.months and self.days:
            return f"{self.months}mo{self.days}d"
        if self.months:
            return f"{self.months // 12}y" if self.months % 12 == 0 else f"{self.months}mo"
        return f"{self.days // 7}w" if self.days and self.days % 7 == 0 else f"{self.days}d"
