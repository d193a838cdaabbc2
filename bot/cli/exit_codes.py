"""What a command's exit code means; nothing at all is 0."""

from typing import Final

FAILED: Final = 1
"""Something failed and was said."""

WRONG_USE: Final = 2
"""Wrong usage or settings."""
