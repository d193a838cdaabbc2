"""Finds what the settings name twice: the second would quietly replace the first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.settings_problems import Problem


def duplicates(table: Mapping[str, Any]) -> Iterator[Problem]:
    """Agencies, accounts and baselines that are named twice; what has another shape is passed over."""
    agencies = _entries(table, "agencies")
    yield from _twice([(f"agencies#{n}", agency.get("id")) for n, agency in agencies], "id")
    accounts = [
        (f"agencies#{n}.accounts#{m}", account) for n, agency in agencies for m, account in _entries(agency, "accounts")
    ]
    for what in ("handle", "platform_id"):
        yield from _twice([(place, _identity(account, what)) for place, account in accounts], what)
    for place, account in accounts:
        named = [(f"{place}.baselines#{n}", one.get("name")) for n, one in _entries(account, "baselines")]
        yield from _twice(named, "name")


def _entries(table: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    rows = table.get(name)
    if not isinstance(rows, list | tuple):
        return []
    return [(number, row) for number, row in enumerate(rows, start=1) if isinstance(row, dict)]


def _identity(account: Mapping[str, Any], what: str) -> str | None:
    """What makes two accounts the same; None where it is not given, or is no text."""
    platform, name = account.get("platform"), account.get(what)
    if not isinstance(platform, str) or not isinstance(name, str):
        return None
    return f"{platform} {name.strip().removeprefix('@').casefold()}"


def _twice(named: Sequence[tuple[str, object]], what: str) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for place, name in named:
        if not isinstance(name, str):
            continue
        if name in first:
            wrong = f"is the same as that of {first[name]}"
            yield Problem(f"{place}.{what}", wrong, "delete one of the two, or join them")
        first.setdefault(name, place)
