"""Polls a series once more, through the very rules the program judges with."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from growth.event import Phase
from growth.platform import Platform
from growth.replay import replayed, watched
from growth.rules import Thresholds
from growth.series import Series


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was told.

    Attributes:
        rule: The rule's name.
        at: When, in seconds since 1970.

    """

    rule: str
    at: int


def replay(series: Series, *, platform: Platform, zone: str, thresholds: Thresholds | None = None) -> tuple[Told, ...]:
    """What the rules would have told of a series, each key once, in order; ends of alerts are not told here."""
    watch = watched(series, platform=platform, zone=ZoneInfo(zone))
    told = replayed(watch, thresholds or Thresholds())
    return tuple(Told(event.rule.value, int(event.at.timestamp())) for event in told if event.phase is Phase.FIRED)
