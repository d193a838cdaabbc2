"""Facts: public security agencies, their official accounts, baselines and published figures, each with its source.

``load()`` gives the whole catalogue. The facts stand in the TOML files beside this module; README.md says where they
come from and how far to trust them. A seeded account is unconfirmed until a first poll has read it.
"""

from functools import cache
from importlib.resources import files

from seeds.agency import Confidence, Kind, NativeName, SeedAccount, SeedAgency, Staff
from seeds.catalogue import Catalogue, UnknownAgency
from seeds.entry import SeedError
from seeds.fact import ALL, EventKind, Precision, Rounding, SeedEvent, SeedFigure
from seeds.folder import read_folder

__all__ = [
    "ALL",
    "Catalogue",
    "Confidence",
    "EventKind",
    "Kind",
    "NativeName",
    "Precision",
    "Rounding",
    "SeedAccount",
    "SeedAgency",
    "SeedError",
    "SeedEvent",
    "SeedFigure",
    "Staff",
    "UnknownAgency",
    "load",
    "read_folder",
]


@cache
def load() -> Catalogue:
    """The catalogue that ships with Marsad; read and checked once, the same object ever after.

    Raises:
        SeedError: If a file holds a mistake; the message names the file, the entry and the fix.

    """
    return read_folder(files("seeds"))
