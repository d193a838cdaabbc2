"""Settled history: what a counter's readings can be trusted to say."""

from typing import Final

from growth.glitch import without_glitches
from growth.increments import DAY_S
from growth.jump import DEFAULT_LIMITS, jump_in
from growth.series import Series

FRESH: Final = 2
"""Latest settled observations in which something may have become known just now: a jump settles a poll later."""

_COARSE_SHARE: Final = 0.25
_COARSE_DAYS: Final = 3
"""A step of a quarter within three days waits for its second poll even where nothing is known of what is usual."""

_FRESH_SHARE: Final = 0.5
"""A jump is fresh while the latest step makes up more than this share of it."""


def settled(series: Series) -> Series:
    """The observations without one-poll glitches, and without a last one that shows a jump for the first time.

    Trends, records, milestones and baselines are computed from these: a reading that the next poll may take back
    latches nothing. What is held back returns with the next poll that confirms it. Empty only when ``series`` is.
    """
    return settled_of(without_glitches(series))


def settled_of(clean: Series) -> Series:
    """The same of a history without glitches."""
    return clean.without_last() if _is_unconfirmed(clean) else clean


def _is_unconfirmed(clean: Series) -> bool:
    if len(clean) < 2:  # noqa: PLR2004 - a step needs two observations
        return False
    before, after = int(clean.value[-2]), int(clean.value[-1])
    step = after - before
    is_quick = int(clean.at[-1] - clean.at[-2]) <= _COARSE_DAYS * DAY_S
    if is_quick and abs(step) > max(_COARSE_SHARE * before, DEFAULT_LIMITS.drop_followers):
        return True
    found = jump_in(clean, DEFAULT_LIMITS)
    return found is not None and step / (found.after.value - found.before.value) > _FRESH_SHARE
