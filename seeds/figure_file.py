"""Reads figures.toml: counts that agencies or the press published."""

from collections.abc import Iterable, Mapping

from growth.platform import Metric
from seeds.agency import SeedAgency
from seeds.entry import Entry
from seeds.fact import ALL, Rounding, SeedFigure


def read_figures(entries: Iterable[Entry], agencies: Mapping[str, SeedAgency]) -> tuple[SeedFigure, ...]:
    """The figures in the file's order; ``agencies`` by id.

    Raises:
        SeedError: If an entry is wrong, is listed twice, or does not add up as it claims.

    """
    figures: dict[tuple[object, ...], SeedFigure] = {}
    sums: list[tuple[Entry, SeedFigure]] = []
    for entry in entries:
        figure = _figure(entry, agencies)
        key = (figure.agency, figure.platform, figure.handle, figure.metric, figure.day, figure.source)
        if key in figures:
            raise entry.error("the same source gives this figure for the same date twice; remove one")
        figures[key] = figure
        if figure.sum_of:
            sums.append((entry, figure))
    for entry, figure in sums:
        _check_sum(entry, figure, figures.values())
    return tuple(figures.values())


def _figure(entry: Entry, agencies: Mapping[str, SeedAgency]) -> SeedFigure:
    entry.allow(
        "agency",
        "platform",
        "handle",
        "metric",
        "date",
        "value",
        "rounding",
        "quote_language",
        "source",
        "note",
        "sum_of",
    )
    key, platform, handle = entry.text("agency"), entry.platform("platform", also=(ALL,)), entry.optional_text("handle")
    if key not in agencies:
        raise entry.error(f"agency {key!r} is not in agencies.toml; add it there first")
    accounts = [account.handle for account in agencies[key].accounts if account.platform == platform]
    if handle is not None and handle not in accounts:
        raise entry.error(f"{key} has no {platform} account {handle!r} in agencies.toml; correct one of them")
    if handle is None and len(accounts) > 1:
        raise entry.error(f"{key} has several {platform} accounts; say which with handle")
    day, precision = entry.dated("date")
    return SeedFigure(
        agency=key,
        platform=platform,
        handle=handle,
        metric=entry.choice("metric", Metric) if "metric" in entry.table else Metric.FOLLOWERS,
        day=day,
        precision=precision,
        value=entry.number("value"),
        rounding=entry.choice("rounding", Rounding),
        quote_language=entry.language("quote_language"),
        source=entry.source(),
        note=entry.optional_text("note") or "",
        sum_of=entry.platforms("sum_of"),
    )


def _check_sum(entry: Entry, whole: SeedFigure, figures: Iterable[SeedFigure]) -> None:
    parts = [
        part
        for part in figures
        if part.platform in whole.sum_of
        and (part.agency, part.metric, part.day, part.source) == (whole.agency, whole.metric, whole.day, whole.source)
    ]
    total = sum(part.value for part in parts)
    if len(parts) != len(whole.sum_of) or total != whole.value:
        found = " + ".join(f"{part.platform} {part.value}" for part in parts) or "nothing"
        raise entry.error(f"value is {whole.value}, but sum_of finds {found} = {total}; correct one, or drop sum_of")
