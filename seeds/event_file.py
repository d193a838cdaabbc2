"""Reads events.toml: what happened to agencies and their accounts, and what was counted over a year."""

from collections.abc import Collection, Iterable

from seeds.entry import Entry
from seeds.fact import ALL, EventKind, SeedEvent


def read_events(entries: Iterable[Entry], agencies: Collection[str]) -> tuple[SeedEvent, ...]:
    """The events in the file's order; ``agencies`` are the ids that exist.

    Raises:
        SeedError: If an entry is wrong or listed twice.

    """
    events: dict[tuple[object, ...], SeedEvent] = {}
    for entry in entries:
        event = _event(entry, agencies)
        key = (event.agency, event.kind, event.platform, event.day, event.source)
        if key in events:
            raise entry.error("the same source tells this event twice; remove one")
        events[key] = event
    return tuple(events.values())


def _event(entry: Entry, agencies: Collection[str]) -> SeedEvent:
    entry.allow("agency", "kind", "platform", "date", "value", "quote_language", "source", "note")
    agency, kind, value = entry.text("agency"), entry.choice("kind", EventKind), entry.optional_number("value")
    if agency not in agencies:
        raise entry.error(f"agency {agency!r} is not in agencies.toml; add it there first")
    if kind.is_counted != (value is not None):
        raise entry.error(f"{kind} {'needs a value' if kind.is_counted else 'has no value; remove it'}")
    day, precision = entry.dated("date")
    return SeedEvent(
        agency=agency,
        kind=kind,
        platform=entry.platform("platform", also=(ALL,)) if "platform" in entry.table else None,
        day=day,
        precision=precision,
        value=value,
        quote_language=entry.language("quote_language"),
        source=entry.source(),
        note=entry.optional_text("note") or "",
    )
