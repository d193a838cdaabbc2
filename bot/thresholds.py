"""The rules' numbers as the operator set them."""

from bot.settings import AlertSettings
from growth.rules import Thresholds


def thresholds_from(settings: AlertSettings) -> Thresholds:
    """The operator's numbers in the rules' words."""
    return Thresholds(
        surge_share=settings.surge_share,
        drop_share=settings.drop_share,
        behind_share=settings.behind_share,
        ahead_share=settings.ahead_share,
        stalled_after=settings.stalled_after,
        silent_after=settings.silent_after,
        hold={rule: patience.to_patience() for rule, patience in settings.hold.items()},
        keep={rule: patience.to_patience() for rule, patience in settings.keep.items()},
    )
