"""Reads baselines.toml: sourced targets, by agency and platform."""

from collections.abc import Iterable, Mapping

from growth.baseline import Baseline, Curve
from growth.platform import Metric, Platform
from growth.span import Span
from seeds.agency import SeedAgency
from seeds.entry import Entry


def read_baselines(entries: Iterable[Entry]) -> Mapping[str, Mapping[Platform, tuple[Baseline, ...]]]:
    """Baselines by agency id, then platform, in the file's order.

    Raises:
        SeedError: If an entry is wrong, or a name is used twice for one agency and platform.

    """
    found: dict[str, dict[Platform, tuple[Baseline, ...]]] = {}
    for entry in entries:
        by_platform = found.setdefault(entry.text("agency"), {})
        platform, baseline = entry.platform("platform"), _baseline(entry)
        others = by_platform.get(platform, ())
        if any(other.name == baseline.name for other in others):
            raise entry.error(f"the name {baseline.name!r} is used twice on {platform}; rename one")
        by_platform[platform] = (*others, baseline)
    return found


def check_owners(entries: Iterable[Entry], agencies: Mapping[str, SeedAgency]) -> None:
    """Refuse a baseline whose agency, or whose agency's account on that platform, the catalogue does not have.

    Raises:
        SeedError: For the first such entry.

    """
    for entry in entries:
        agency, platform = agencies.get(entry.text("agency")), entry.text("platform")
        if agency is None:
            raise entry.error(f"agency {entry.text('agency')!r} is not in agencies.toml; add it there first")
        if all(account.platform != platform for account in agency.accounts):
            raise entry.error(f"{agency.id} has no {platform} account in agencies.toml; add it there first")


def _baseline(entry: Entry) -> Baseline:
    entry.allow("agency", "platform", "name", "start", "target", "within", "start_value", "curve", "metric", "source")
    start, target, start_value = entry.day("start"), entry.number("target"), entry.optional_number("start_value")
    try:
        within = Span.parse(entry.text("within"))
    except ValueError as error:
        raise entry.error(f"within: {error}") from error
    try:
        return Baseline(
            name=entry.text("name"),
            start=start,
            target=target,
            within=within,
            start_value=start_value or 0,
            curve=entry.choice("curve", Curve) if "curve" in entry.table else Curve.LINEAR,
            source=entry.source(),
            metric=entry.choice("metric", Metric) if "metric" in entry.table else Metric.FOLLOWERS,
        )
    except ValueError as error:
        raise entry.error(str(error)) from error
