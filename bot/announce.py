"""Turns events into ledger rows and letters, inside the transaction that holds the state they come from.

What something larger says already is held back: see ``growth.inhibition``. It is told when nothing stands over it any
more and it still holds.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.quiet import is_quiet
from bot.wanted import listeners
from growth.condition import Subject
from growth.event import Event, Phase, Purge, Rule
from growth.inhibition import RULES, Inhibitors, inhibitors
from growth.platform import Platform
from growth.purge_rules import PURGE
from storage import alerts, inhibited, ledger, tellings
from storage.ledger import StoredEvent
from storage.tellings import DEFAULT_GROUPING, Grouping
from storage.transaction import Transaction

_LIVED = frozenset(
    {
        *(Rule.BEHIND, Rule.AHEAD, Rule.SURGE, Rule.DROP, Rule.STALLED, Rule.SILENT, Rule.PACE_CHANGED),
        *(Rule.ACCOUNT_STATE, Rule.TAKEN_OVER),
    }
)
"""The rules about accounts whose events mark the edges of a life; what others tell has happened and stays so."""


def announce(tx: Transaction, events: Iterable[Event], *, now: datetime, grouping: Grouping = DEFAULT_GROUPING) -> int:
    """Write each event down once and tell each chat that wants it; returns the number of new events.

    An event whose key is in the ledger already is passed over, so a step run again tells nothing twice. A muted chat
    gets no letter; its digest still lists what happened. What comes together goes out together: see ``Grouping``.
    """
    written = [(ledger.append(tx, event), event) for event in events]
    new = [StoredEvent(key, event) for key, event in written if key is not None]
    for platform in dict.fromkeys(one.event.platform for one in new):
        over = standing_over(tx, platform)
        for one in (one for one in new if one.event.platform == platform):
            _tell_or_hold(tx, one, over, now, grouping)
        _pull_back(tx, over, now)
    return len(new)


def release(tx: Transaction, platform: Platform, *, now: datetime, grouping: Grouping) -> None:
    """Tell what was held back on a platform and is covered no longer, and forget what no longer holds."""
    held = inhibited.held_back(tx, platform)
    if not held:
        return
    over = standing_over(tx, platform)
    standing = _standing(tx, platform)
    for one in held:
        if not _holds(one.event, standing):
            inhibited.drop(tx, one.key, now)
        elif not over.cover(one.event):
            inhibited.let_go(tx, one.key)
            _tell(tx, one, now, grouping)


def standing_over(tx: Transaction, platform: Platform) -> Inhibitors:
    """What stands over smaller alerts on a platform now."""
    known = alerts.alive(tx, platform, RULES)
    purge = next((alert for account, key, alert in known if account is None and key == PURGE and alert.is_firing), None)
    name = Subject(platform, None).firing_name(PURGE, purge) if purge is not None else ""
    told = ledger.named(tx, name) if name else None
    falls = told.event.facts.falls if told is not None and isinstance(told.event.facts, Purge) else ()
    return inhibitors(platform, known, [fall.account for fall in falls])


def _tell_or_hold(tx: Transaction, one: StoredEvent, over: Inhibitors, now: datetime, grouping: Grouping) -> None:
    """Tell an event unless something stands over it; the end of what was never told is not told either."""
    fired = ledger.named(tx, one.event.key.removesuffix(Phase.RESOLVED) + Phase.FIRED)
    untold = {held.key for held in inhibited.held_back(tx, one.event.platform)}
    if one.event.phase is Phase.RESOLVED and fired is not None and fired.key in untold:
        inhibited.drop(tx, fired.key, now)
        inhibited.drop(tx, one.key, now)
    elif over.cover(one.event):
        inhibited.hold_back(tx, one.key, now)
    else:
        _tell(tx, one, now, grouping)


def _pull_back(tx: Transaction, over: Inhibitors, now: datetime) -> None:
    """Keep back what waits in a letter and has come to be explained meanwhile, which an outage does not do."""
    explained = replace(over, is_down=False)
    if explained == Inhibitors(over.platform):
        return
    for one in inhibited.about_to_be_told(tx, over.platform):
        if explained.cover(one.event):
            tellings.take_back(tx, one.key)
            inhibited.hold_back(tx, one.key, now)


def _tell(tx: Transaction, one: StoredEvent, now: datetime, grouping: Grouping) -> None:
    for chat in listeners(tx, one.event, now):
        is_held = is_quiet(chat, one.event, now)
        tellings.tell(tx, chat=chat.key, event=one.key, now=now, grouping=grouping, is_held=is_held)


def _standing(tx: Transaction, platform: Platform) -> frozenset[str]:
    """The keys of the events that told, or would have, of the alerts that fire on a platform."""
    return frozenset(
        Subject(platform, account).firing_name(key, alert)
        for account, key, alert in alerts.alive(tx, platform, _LIVED)
        if alert.is_firing
    )


def _holds(event: Event, standing: frozenset[str]) -> bool:
    """Whether what was held back is still so."""
    return event.rule not in _LIVED or event.phase is Phase.RESOLVED or event.key in standing
