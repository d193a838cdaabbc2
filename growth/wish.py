"""What of an account's events a chat wants to hear, beyond which accounts it follows."""

from dataclasses import dataclass
from typing import Final

from growth.count import Count
from growth.event import Ahead, Behind, Drop, Event, Milestone, Phase, Severity, Surge
from growth.severity import severity_of

_GRAVITY: Final = (Severity.INFO, Severity.WARNING, Severity.CRITICAL)


@dataclass(frozen=True, slots=True)
class Wish:
    """The least a chat wants to be told of. The rules' own thresholds are the operator's; these only ask for less.

    Attributes:
        severity: The least severity.
        share: The least change of a count, or distance from a baseline, as a share (0.01 is one per cent); 0 asks for
            none.
        milestone: The least round number; 0 asks for none.

    """

    severity: Severity = Severity.INFO
    share: float = 0.0
    milestone: int = 0

    def wants(self, event: Event) -> bool:
        """Whether the event is large and grave enough.

        The end of an alert is as grave as its beginning was, and always large enough: a chat that was told that an
        account fell behind is told that it caught up.
        """
        if is_graver(self.severity, severity_of(event.facts, Phase.FIRED)):
            return False
        match event.facts:
            case _ if event.phase is Phase.RESOLVED:
                return True
            case Milestone(threshold=threshold):
                return threshold >= self.milestone
            case Surge() | Drop() as facts:
                return _change(facts.before, facts.after) >= self.share
            case Behind() | Ahead() as facts:
                return abs(facts.ratio - 1) >= self.share
            case _:
                return True


def _change(before: Count, after: Count) -> float:
    """How much a count changed, as a share of what it was; the whole where nothing was."""
    return abs(after.value - before.value) / before.value if before.value else 1.0


def is_graver(one: Severity, other: Severity) -> bool:
    """Whether ``one`` is graver than ``other``."""
    return _GRAVITY.index(one) > _GRAVITY.index(other)
