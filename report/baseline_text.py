"""What /baseline answers: one account held against each of its targets."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final

from growth.agency import AccountName
from growth.baseline import BaselineKind, PaceState, Standing, Undrawable, Undrawn
from growth.cohort import FEWEST_PEERS
from growth.prospect import Prospect
from growth.route import Route
from report.account_text import account_line
from report.standing_text import LONGEST_SOURCE, mark, source_text, whole_days
from report.telegram_html import Html, clean_name, code
from report.words import Words

_ALMOST_SURE: Final = 0.99
_HARDLY: Final = 0.01
"""Chances past which no forecast is to be trusted to the per cent."""

_OVER: Final = frozenset({PaceState.REACHED, PaceState.MISSED})


def baseline_text(
    name: AccountName, prospects: Sequence[Prospect], words: Words, *, missing: Sequence[Undrawable] = ()
) -> str:
    """Every standing of an account, in the order given, as Telegram HTML; says so when there is none.

    Args:
        name: The account.
        prospects: Where it stands and what may become of it.
        words: The chat's language.
        missing: Baselines that cannot be drawn for now, told with the reason.

    """
    head = f"{words.say('baseline.title')}\n{account_line(name, words)}"
    blocks = [*("\n".join(_lines(one, words)) for one in prospects), *(missing_text(one, words) for one in missing)]
    return "\n\n".join((head, *(blocks or [words.say("baseline.none")])))


def missing_text(missing: Undrawable, words: Words) -> str:
    """A baseline that cannot be drawn for now, and why, in two lines of Telegram HTML."""
    recipe = missing.recipe
    return f"{words.say('baseline.missing.title', baseline=recipe.name)}\n{missing_reason(missing, words)}"


def missing_reason(missing: Undrawable, words: Words) -> Html:
    """Why a baseline cannot be drawn for now."""
    key, recipe = f"baseline.missing.{missing.reason}", missing.recipe
    match missing.reason:
        case Undrawn.UNKNOWN_ACCOUNT:
            return words.say(key, account=code(clean_name(recipe.of or "")))
        case Undrawn.NOT_BEGUN:
            return words.say(key, start=recipe.start)
        case Undrawn.FEW_PEERS:
            return words.say(key, peers=missing.peers or 0, needed=FEWEST_PEERS)
        case _:
            return words.say(key)


def _lines(prospect: Prospect, words: Words) -> Iterator[Html]:
    standing, baseline = prospect.standing, prospect.standing.baseline
    state = words.name_of("pace", standing.state)
    yield words.say("baseline.head", mark=mark(standing), baseline=baseline.name, state=state)
    is_reached = standing.state is PaceState.REACHED
    if is_reached or standing.ratio is None:  # nobody is behind or ahead of a target that is reached
        yield words.say("baseline.count", count=standing.count)
    else:
        yield words.say(
            "baseline.now",
            count=standing.count,
            expected=round(standing.expected),
            share=words.percent(standing.ratio),
        )
        yield from _band(prospect, words)
    yield words.say("baseline.target", target=baseline.target, deadline=baseline.deadline)
    yield from _measure(standing, words)
    if standing.state not in _OVER:
        yield from _ahead(prospect, words)
    yield from _path(standing, words)
    if standing.extrapolated and not is_reached:
        yield words.say("baseline.extrapolated")
    yield from _sources(standing, words)


def _band(prospect: Prospect, words: Words) -> Iterator[Html]:
    if prospect.low is None or prospect.high is None:
        return
    key = "band" if prospect.standing.baseline.kind is BaselineKind.TARGET else "quartiles"
    yield words.say(f"baseline.{key}", low=round(prospect.low), high=round(prospect.high))


def _measure(standing: Standing, words: Words) -> Iterator[Html]:
    """When the target was reached; else the days early or late, and the day it will be reached."""
    if standing.reached_on is not None:
        yield words.say("baseline.reached", day=standing.reached_on)
        return
    if standing.state is PaceState.REACHED:
        yield words.say("baseline.reached_undated")
        return
    days = whole_days(standing.days_ahead)
    if days and standing.state is not PaceState.MISSED:
        side = "early" if (standing.days_ahead or 0) > 0 else "late"
        yield words.say(f"baseline.{side}", days=words.counted("days", days))
    if standing.projected is None:
        yield words.say("baseline.unprojected")
    else:
        yield words.say("baseline.projected", day=standing.projected)


def _ahead(prospect: Prospect, words: Words) -> Iterator[Html]:
    """What is left to do, and how likely it is to be done."""
    standing = prospect.standing
    if prospect.catches_up is not None:
        yield words.say(f"baseline.{'caught_past' if prospect.is_past_end else 'caught'}", day=prospect.catches_up)
    elif standing.state is PaceState.BEHIND:
        yield words.say("baseline.uncaught")
    if prospect.needed is not None and prospect.needed > 0:
        known = {} if prospect.pace is None else {"pace": words.signed(round(prospect.pace))}
        key = "needed" if known else "needed_alone"
        yield words.say(f"baseline.{key}", needed=words.number(ceil(prospect.needed)), **known)
    if prospect.needed is not None:
        yield _chance(prospect.chance, words)


def _chance(chance: float | None, words: Words) -> Html:
    if chance is None:
        return words.say("baseline.chance_unknown")
    if chance > _ALMOST_SURE:
        return words.say("baseline.chance_over", chance=words.percent(_ALMOST_SURE))
    if chance < _HARDLY:
        return words.say("baseline.chance_under", chance=words.percent(_HARDLY))
    return words.say("baseline.chance", chance=words.percent(round(chance, 2)))


def _path(standing: Standing, words: Words) -> Iterator[Html]:
    baseline = standing.baseline
    if baseline.route is None:
        curve = words.name_of("curve", baseline.curve)
        yield words.say("baseline.path", value=baseline.start_value, start=baseline.start, curve=curve)
        return
    origin = baseline.route.origin
    if baseline.kind is BaselineKind.COHORT:
        yield words.say("baseline.path_cohort", value=baseline.start_value, start=baseline.start)
        accounts = words.counted("accounts", len(origin.accounts))
        yield words.say("baseline.peers", accounts=accounts, names=_names(baseline.route))
        return
    yield words.say(
        f"baseline.path_{baseline.kind}",
        account=_names(baseline.route),
        first=origin.first,
        last=origin.last,
        counts=words.counted("figures", origin.counts),
        value=baseline.start_value,
        start=baseline.start,
    )


def _names(route: Route) -> Html:
    """The accounts a route was drawn from, as whole as there is room for."""
    return code(clean_name(", ".join(route.origin.accounts), longest=LONGEST_SOURCE))


def _sources(standing: Standing, words: Words) -> Iterator[Html]:
    """Who published a target, or whatever a path was drawn from that Marsad did not read itself."""
    baseline = standing.baseline
    own = [baseline.source] if baseline.source is not None else []
    sources = own if baseline.route is None else baseline.route.origin.sources
    yield from (words.say("baseline.source", source=source_text(source)) for source in sources)
    if not sources:
        yield words.say("baseline.source_own" if baseline.route is None else "baseline.source_read")
