"""``marsad backtest``: what the rules would have said of a history, and how that compares with what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.marks import Score
    from bot.series_file import Mark
    from bot.settings import Settings
    from growth.event import Event
    from growth.thresholds import Thresholds
    from growth.watch import Watch

_TOLERANCE = "3d"


@dataclass(frozen=True, slots=True)
class _Past:
    """A history to judge.

    Attributes:
        name: The account as it is printed.
        watch: The account with every reading there is of it.
        marks: What a file says happened; empty for a stored account.

    """

    name: str
    watch: "Watch"
    marks: "tuple[Mark, ...]" = ()


@click.command("backtest")
@click.argument("source", metavar="FILE|ACCOUNT")
@click.option(
    "--rules",
    "rules_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Settings file whose [alerts] section replaces the rules' numbers, key by key.",
)
@click.option("--handle", help="Which account of a file that holds several: its handle, or platform/handle.")
@click.option(
    "--tolerance", default=_TOLERANCE, show_default=True, help="How long after a label an alert still answers it."
)
@click.option("--score", "only_score", is_flag=True, help="Only how the alerts compare with the event column.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def command(
    ctx: click.Context,
    source: str,
    rules_file: Path | None,
    handle: str | None,
    tolerance: str,
    *,
    only_score: bool,
    as_json: bool,
) -> None:
    """Replay a history through the daemon's rules: what would have been said, and when.

    FILE is a CSV file with the columns date (or observed_at) and value, and if you like platform, handle, resolution
    and event; ACCOUNT a handle, platform/handle, or key as `marsad accounts` prints it. Every reading is judged with
    nothing known but it and those before. The numbers of the rules are those of the settings, where there are any.

    The event column names what happened at its row: purge, drop, loss and the like are answered by a drop; surge,
    viral, campaign, spike and the like by a surge; a rule's own name by that rule; 1, true, event and words that are
    not known by either. An empty cell, 0, none, normal, glitch or gap says that nothing did. Rows that say the same
    within the tolerance are one label. An alert answers a label from a day before it until the tolerance after it, or
    until the third reading after it where readings are rare; a second alert for one label is false.
    """
    from growth.replay import replayed

    allowed = _tolerance(tolerance)
    past, thresholds = _past(ctx, source, handle, rules_file)
    told = list(replayed(past.watch, thresholds))
    found = _scores(past, told, allowed)
    if not only_score:
        _list(past, told, as_json=as_json)
    _compare(found, has_labels=bool(past.marks), as_json=as_json, is_asked=only_score)


def _tolerance(text: str) -> timedelta:
    from bot.durations import parse_duration

    try:
        return parse_duration(f"{text}d" if text.strip().isdecimal() else text)
    except ValueError:
        raise click.UsageError(f"--tolerance {text!r} is no duration; write it as 3d or 36h") from None


def _past(ctx: click.Context, source: str, handle: str | None, rules_file: Path | None) -> "tuple[_Past, Thresholds]":
    """The history, and the rules' numbers to judge it by."""
    from bot.cli.exit_codes import WRONG_USE
    from bot.cli.history import file_of
    from bot.cli.shared import settings_of
    from bot.rules_file import alerts_over
    from bot.settings_file import SettingsError
    from bot.thresholds import thresholds_from

    settings = settings_of(ctx)
    try:
        alerts = settings.alerts if rules_file is None else alerts_over(settings.alerts, rules_file)
    except SettingsError as error:
        click.echo(str(error), err=True)
        ctx.exit(WRONG_USE)
    path = file_of(source)
    if path is None:
        return _stored(ctx, source, settings.model_copy(update={"alerts": alerts}))
    return _filed(ctx, path, handle, settings), thresholds_from(alerts)


def _filed(ctx: click.Context, path: Path, handle: str | None, settings: "Settings") -> _Past:
    from bot.cli.history import read_file
    from bot.marks import unknown_words
    from growth.platform import MANUAL
    from growth.replay import watched
    from growth.rounding import with_steps_seen

    found = read_file(ctx, path, handle)
    unknown = unknown_words(found.marks)
    if unknown:
        click.echo(
            f"{path}: taken for a change either way, for want of knowing the word: {', '.join(unknown)}", err=True
        )
    name = "/".join(part for part in (found.platform, found.handle) if part) or path.stem
    watch = watched(with_steps_seen(found.series), platform=found.platform or MANUAL, zone=settings.zone)
    return _Past(name, watch, found.marks)


def _stored(ctx: click.Context, source: str, settings: "Settings") -> "tuple[_Past, Thresholds]":
    """A stored account's history, and the numbers that hold for it."""
    from bot.cli.database import stored
    from bot.cli.exit_codes import FAILED
    from bot.cli.history import picked
    from bot.drawings import Drawings, drawings
    from bot.rule_book import rule_book
    from growth.platform import Metric
    from growth.replay import polls_of, watched
    from storage import history

    with stored(ctx, settings) as (tx, now):
        account = picked(ctx, tx, source)
        polls = polls_of(history.runs(tx, account.key, Metric.FOLLOWERS))
        drawn = drawings(tx, [account], now=now, zone=settings.zone).get(account.key, Drawings())
        thresholds = rule_book(tx, settings).of(account)
    name = f"{account.platform}/{account.handle}"
    if not len(polls):
        click.echo(f"{name} was never read; `marsad poll` reads it", err=True)
        ctx.exit(FAILED)
    watch = watched(polls, platform=account.platform, zone=settings.zone)
    known = replace(watch, account=account.key, launched=account.launched, baselines=drawn.baselines)
    return _Past(name, known), thresholds


def _scores(past: _Past, told: "Sequence[Event]", tolerance: timedelta) -> "tuple[Score, ...]":
    from bot.marks import labels_of, scores
    from growth.event import Phase

    alerts = [(event.rule, int(event.at.timestamp())) for event in told if event.phase is Phase.FIRED]
    return tuple(scores(alerts, labels_of(past.marks, tolerance), past.watch.followers, tolerance=tolerance))


def _list(past: _Past, told: "Sequence[Event]", *, as_json: bool) -> None:
    from bot.cli.shared import print_json, print_table

    if as_json:
        print_json(_record(past.name, event) for event in told)
    elif told:
        rows = [(f"{one.at:%Y-%m-%d %H:%M}", one.rule, one.severity, _sentence(numbers_of(one))) for one in told]
        print_table(("at (UTC)", "rule", "severity", "numbers"), rows)
    else:
        click.echo("Nothing would have been said.")


def _record(name: str, event: "Event") -> dict[str, object]:
    return {
        "at": event.at.isoformat(),
        "rule": event.rule.value,
        "account": name,
        "severity": event.severity.value,
        "numbers": numbers_of(event),
    }


def numbers_of(event: "Event") -> dict[str, object]:
    """An event's facts as plain values; a rounded count has its step beside it, an end says that it is one."""
    from growth.count import Count
    from growth.event import Phase

    numbers: dict[str, object] = {"phase": event.phase.value} if event.phase is Phase.RESOLVED else {}
    for name in (field.name for field in fields(event.facts)):
        value = getattr(event.facts, name)
        numbers[name] = _plain(value)
        if isinstance(value, Count) and value.resolution > 1:
            numbers[f"{name}_resolution"] = value.resolution
    return numbers


def _plain(value: object) -> object:
    from growth.count import Count

    match value:
        case Count():
            return value.value
        case float():
            return round(value, 4)
        case date():
            return value.isoformat()
        case tuple():
            return [asdict(one) for one in value]
        case _:
            return value


def _sentence(numbers: Mapping[str, object]) -> str:
    shown = {name: f"{value:,}" if isinstance(value, int | float) else value for name, value in numbers.items()}
    return ", ".join(f"{name} {value}" for name, value in shown.items() if value is not None)


def _compare(found: "Sequence[Score]", *, has_labels: bool, as_json: bool, is_asked: bool) -> None:
    """Says the scores: on standard output where they are all that was asked for, else beside the list."""
    from bot.cli.shared import print_json

    if is_asked and as_json:
        print_json(_score_record(score) for score in found)
    elif has_labels or is_asked:
        for score in found:
            click.echo(_score_sentence(score), err=as_json)


def _score_record(score: "Score") -> dict[str, object]:
    tally = score.tally
    shares = {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1, "false_a_year": tally.false_a_year}
    return {
        "rule": score.kind,
        "right": tally.right,
        "missed": tally.missed,
        "false": tally.false,
        "years": round(tally.years, 3),
        **{name: None if isnan(share) else round(share, 4) for name, share in shares.items()},
    }


def _score_sentence(score: "Score") -> str:
    tally = score.tally
    counts = f"{score.kind}: {tally.right} right, {tally.missed} missed, {tally.false} false in {tally.years:.1f} years"
    shares = {"precision": tally.precision, "recall": tally.recall, "F1": tally.f1}
    known = ", ".join(f"{name} {share:.2f}" for name, share in shares.items() if not isnan(share))
    return f"{counts}; {known}" if known else counts
