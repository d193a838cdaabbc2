"""Rounded counters: which step a platform rounds down to."""

from typing import Final

_EXACT_BELOW: Final = 1_000
_FIGURES: Final = 3


def three_figures(count: int) -> int:
    """The step of a count that is published with three significant figures, rounded down, from 1,000 on; 1 below.

    That is how YouTube publishes subscribers (developers.google.com/youtube/v3/docs/channels, ``subscriberCount``).
    """
    return 1 if count < _EXACT_BELOW else int(10 ** (len(str(count)) - _FIGURES))
