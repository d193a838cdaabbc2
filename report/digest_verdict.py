"""A digest's first line: the week in one sentence, the gravest thing first."""

from growth.baseline import PaceState
from growth.digest import AccountStatus, Digest
from growth.event import BaselineMissed, BaselineReached
from growth.state import AccountState
from report.telegram_html import Html
from report.words import Words

_ALARMING = frozenset(
    {AccountState.SUSPENDED, AccountState.DEACTIVATED, AccountState.NOT_FOUND, AccountState.TAKEN_OVER}
)


def verdict(digest: Digest, words: Words) -> Html:
    """Accounts that are gone, else targets missed or slipping, else targets reached, else the growth itself."""
    net = week_net(digest)
    shown = words.say("status.unknown") if net is None else words.signed(net)
    for kind, number in (
        ("attention", sum(status.state in _ALARMING for status in digest.accounts)),
        ("behind", _behind(digest)),
        ("reached", sum(isinstance(event.facts, BaselineReached) for event, _ in digest.events)),
    ):
        if number:
            return words.say(f"digest.verdict.{kind}", n=number, net=shown)
    return words.say(f"digest.verdict_plain.{_plain(digest, net)}", net=shown)


def week_net(digest: Digest) -> int | None:
    """The week's growth of all accounts that can be compared; None when none can."""
    nets = [status.net_week for status in digest.accounts if status.net_week is not None]
    return sum(nets) if nets else None


def previous_net(accounts: tuple[AccountStatus, ...]) -> int | None:
    """The growth of the week before; None unless every account compared this week could be compared then."""
    nets = [status.net_previous_week for status in accounts if status.net_week is not None]
    known = [net for net in nets if net is not None]
    return sum(known) if nets and len(known) == len(nets) else None


def _behind(digest: Digest) -> int:
    missed = sum(isinstance(event.facts, BaselineMissed) for event, _ in digest.events)
    slipping = sum(
        status.standing is not None and status.standing.state is PaceState.BEHIND for status in digest.accounts
    )
    return missed + slipping


def _plain(digest: Digest, net: int | None) -> str:
    if not digest.accounts:
        return "empty"
    if net is None:
        return "unknown"
    return "growth" if net > 0 else "fall" if net < 0 else "flat"
