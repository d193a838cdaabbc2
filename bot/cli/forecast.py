"""``marsad forecast``: where a counter will stand, from a file of counts or from stored data."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from bot.cli.exit_codes import FAILED

if TYPE_CHECKING:
    from growth.first_passage import Passage
    from growth.forecast import Forecast, TooShort
    from growth.series import Series

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for.

    Attributes:
        text: The instant as it is printed: a bare day stays one.
        at: The instant the horizon counts from (UTC).
        known: What had been observed by then.

    """

    text: str
    at: datetime
    known: "Series"


@click.command("forecast")
@click.argument("source", metavar="FILE|ACCOUNT")
@click.option("--at", "moment", metavar="DATE", help="Use only what was known then; the last observation without it.")
@click.option("--horizon", default="30d", show_default=True, help="How far ahead, such as 30d or 12w.")
@click.option("--level", type=float, default=80, show_default=True, help="Chance that the interval holds, in per cent.")
@click.option("--target", type=click.IntRange(min=1), help="Count to date; the next round number without it.")
@click.option("--handle", help="Which account of a file that holds several: its handle, or platform/handle.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def command(
    ctx: click.Context,
    source: str,
    moment: str | None,
    horizon: str,
    level: float,
    target: int | None,
    handle: str | None,
    *,
    as_json: bool,
) -> None:
    """Say where a counter will stand, and when it will reach a round number.

    FILE is a CSV file with the columns date (or observed_at) and value; ACCOUNT a handle, platform/handle, or key as
    `marsad accounts` prints it. DATE is a day or an instant: on a day everything observed on it (UTC) is known, and the
    horizon counts from that day at the time of the last observation.
    """
    from growth.forecast import TooShort, forecast

    span, share = _horizon(horizon), _share(level)
    series = _series(ctx, source, handle)
    asked = _asked(series, moment)
    said = forecast(asked.known, at=asked.at, horizon=span, level=share)
    if as_json:
        click.echo(json.dumps(_as_json(asked, span, said), ensure_ascii=False, separators=(",", ":")))
    elif not isinstance(said, TooShort):
        _tell(asked, said, target)
    if isinstance(said, TooShort):
        click.echo(f"No forecast: {said.reason}.", err=True)
        ctx.exit(FAILED)


def _horizon(text: str) -> timedelta:
    from bot.durations import parse_duration

    try:
        span = parse_duration(f"{text}d" if text.strip().isdecimal() else text)
    except ValueError:
        raise click.UsageError(f"--horizon {text!r} is no duration; write it as 30d or 12w") from None
    if span <= timedelta(0):
        raise click.UsageError("--horizon must lie ahead; write it as 30d or 12w")
    return span


def _share(level: float) -> float:
    """The level as a share; ``0.8`` means 80 per cent too."""
    share = level / 100 if level >= 1 else level
    if not 0 < share < 1:
        raise click.UsageError("--level is in per cent, between 0 and 100, such as 80")
    return share


def _series(ctx: click.Context, source: str, handle: str | None) -> "Series":
    from bot.cli.history import file_of, picked, read_file

    path = file_of(source)
    if path is not None:
        return read_file(ctx, path, handle).series
    from bot.cli.database import stored
    from bot.cli.shared import settings_of
    from bot.facts import followers_of

    with stored(ctx, settings_of(ctx)) as (tx, now):
        return followers_of(tx, picked(ctx, tx, source), now=now)


def _asked(series: "Series", moment: str | None) -> Asked:
    """What was known at a moment; the counts of a file are readings, so that later ones say nothing of it."""
    if moment is None:
        last = series.time_of(-1) if len(series) else datetime.fromtimestamp(0, UTC)
        return Asked(last.isoformat(), last, series)
    day, instant = _moment(moment)
    known = series.where(series.at <= int(instant.timestamp()))
    if day is None:
        return Asked(instant.isoformat(), instant, known)
    hour = known.time_of(-1).timetz() if len(known) else instant.timetz()
    return Asked(day.isoformat(), datetime.combine(day, hour), known)


def _moment(text: str) -> tuple[date | None, datetime]:
    """The day, where only a day was written, and the last instant of it; or the instant."""
    from bot.series_cells import instant_of

    try:
        day = date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        day = None
    try:
        instant = instant_of(text)
    except ValueError as error:
        raise click.UsageError(f"--at {error}") from None
    return (day, instant + _DAY - timedelta(seconds=1)) if day is not None else (None, instant)


def _as_json(asked: Asked, span: timedelta, said: "Forecast | TooShort") -> dict[str, object]:
    from growth.forecast import TooShort

    days = span / _DAY
    head = {"at": asked.text, "horizon_days": int(days) if days.is_integer() else days}
    if isinstance(said, TooShort):
        return {**head, "median": None, "low": None, "high": None, "reason": said.reason}
    return {**head, "median": said.median, "low": said.low, "high": said.high}


def _tell(asked: Asked, said: "Forecast", target: int | None) -> None:
    from growth.first_passage import Passage, first_passage
    from growth.milestones import next_threshold

    day = asked.at + timedelta(days=said.horizon_days)
    click.echo(
        f"{day:%Y-%m-%d}: {said.median:,}; between {said.low:,} and {said.high:,} with a chance of {said.level:.0%}."
    )
    count = target or next_threshold(asked.known[-1].highest)
    passage = first_passage(asked.known, count, at=asked.at, level=said.level)
    if isinstance(passage, Passage):
        click.echo(_passage(passage))
    click.echo(f"From {said.history_days:.0f} days of history up to {asked.known.time_of(-1):%Y-%m-%d %H:%M} UTC.")


def _passage(passage: "Passage") -> str:
    """The range of days as a sentence."""
    if passage.earliest == passage.at:
        return f"{passage.target:,}: reached."
    chance = passage.chance_within_year
    rest = "" if chance is None else f"; not within a year: {1 - chance:.0%}"
    if passage.earliest is None:
        return f"{passage.target:,}: not to be expected as far ahead as this history lets one look{rest}."
    first = f"{passage.target:,}: "
    if passage.latest is None:
        return f"{first}not before {passage.earliest:%Y-%m-%d}{rest}."
    likely = f", most likely {passage.median:%Y-%m-%d}" if passage.median else ""
    return f"{first}between {passage.earliest:%Y-%m-%d} and {passage.latest:%Y-%m-%d}{likely}{rest}."
