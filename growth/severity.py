"""How much an event matters to a communications office."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from growth.event import Facts, PaceChanged, Phase, Rule, Severity, StateChanged
from growth.state import AccountState

_WHEN_FIRED: Final[Mapping[Rule, Severity]] = MappingProxyType(
    {
        Rule.BASELINE_MISSED: Severity.WARNING,
        Rule.BEHIND: Severity.WARNING,
        Rule.DROP: Severity.WARNING,
        Rule.STALLED: Severity.WARNING,
        Rule.SILENT: Severity.WARNING,
        Rule.RENAMED: Severity.WARNING,
        Rule.VERIFIED_LOST: Severity.CRITICAL,
        Rule.ACCOUNT_STATE: Severity.CRITICAL,
        Rule.TAKEN_OVER: Severity.CRITICAL,
        Rule.UNREADABLE: Severity.WARNING,
        Rule.CREDENTIAL_FAILING: Severity.CRITICAL,
        Rule.CONTRADICTED: Severity.WARNING,
        Rule.PURGE: Severity.WARNING,
        Rule.UNSTABLE: Severity.WARNING,
    }
)
"""What is not named here is good news or mere news."""


def severity_of(facts: Facts, phase: Phase) -> Severity:
    """Ends are only news. A protected account is still there, unlike a suspended one; slower growth is a warning."""
    if phase is Phase.RESOLVED:
        return Severity.INFO
    if isinstance(facts, PaceChanged) and facts.after < facts.before:
        return Severity.WARNING
    if isinstance(facts, StateChanged) and facts.state is AccountState.PROTECTED:
        return Severity.WARNING
    return _WHEN_FIRED.get(facts.rule, Severity.INFO)
