"""Everything a chat may choose for itself."""

from collections.abc import Mapping
from typing import Final

from bot.telegram import choices_of_alerts as alerts
from bot.telegram import choices_of_place as place
from bot.telegram.choice import Choice

CHOICES: Final[Mapping[str, Choice]] = {
    "language": place.language(),
    "region": place.region(),
    "zone": place.zone(),
    "follow": alerts.follow(),
    "severity": alerts.severity(),
    "rules": alerts.rules(),
    "share": alerts.share(),
    "milestone": alerts.milestone(),
    "quiet": alerts.quiet(),
    "critical": alerts.critical(),
    "reminders": alerts.reminders(),
    "day": place.day(),
    "hour": place.hour(),
}
"""Every choice by its name, in the order of the menu."""
