"""Reads the four fact files of a folder into a catalogue, and holds them against each other."""

import tomllib
from datetime import date
from importlib.resources.abc import Traversable

from seeds.agency_file import read_agencies
from seeds.baseline_file import check_owners, read_baselines
from seeds.catalogue import Catalogue
from seeds.entry import Entry, SeedError
from seeds.event_file import read_events
from seeds.figure_file import read_figures


def read_folder(folder: Traversable) -> Catalogue:
    """The catalogue in a folder's agencies.toml, baselines.toml, figures.toml and events.toml.

    Raises:
        SeedError: For the first mistake; the message names the file, the entry and the fix.

    """
    targets = _entries(folder, "baselines")
    agencies = read_agencies(_entries(folder, "agencies"), read_baselines(targets))
    by_id = {agency.id: agency for agency in agencies}
    check_owners(targets, by_id)
    return Catalogue(
        agencies=agencies,
        all_figures=read_figures(_entries(folder, "figures"), by_id),
        all_events=read_events(_entries(folder, "events"), by_id),
    )


def _entries(folder: Traversable, name: str) -> tuple[Entry, ...]:
    """The tables ``[[name]]`` of ``name.toml``; ``gathered`` is the only other key the file may have."""
    file = f"{name}.toml"
    try:
        document = tomllib.loads((folder / file).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SeedError(f"{file}: the file is missing from {folder}; put it back") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SeedError(f"{file}: not a TOML file in UTF-8: {error}") from error
    whole = Entry(file, document, gathered=date.max)
    whole.allow("gathered", name)
    dated = Entry(file, document, whole.day("gathered"))
    return tuple(_labelled(entry) for entry in dated.tables(name))


def _labelled(entry: Entry) -> Entry:
    """The entry with its agency's id in its place, so that a message can be found by eye."""
    key = entry.table.get("id", entry.table.get("agency"))
    return Entry(f"{entry.place} ({key})", entry.table, entry.gathered) if isinstance(key, str) else entry
