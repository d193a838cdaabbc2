"""An agency of the catalogue and its official accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from growth.baseline import Baseline
from growth.platform import Platform


class Kind(StrEnum):
    """What an agency does."""

    POLICE = "police"
    GENDARMERIE = "gendarmerie"
    INTERIOR = "interior"
    CYBER = "cyber"
    CIVIL_PROTECTION = "civil_protection"


class Confidence(StrEnum):
    """How well a source carries an account. No value says that the account was seen live; only a poll can."""

    HIGH = "high"
    """The agency's own page, an official register, or a Wikidata item."""
    MEDIUM = "medium"
    """The press, or a mirror that names the account it copies."""
    LOW = "low"
    """It is said to exist, but not where."""


@dataclass(frozen=True, slots=True)
class Staff:
    """How many people work for an agency.

    Attributes:
        year: The calendar year the figures speak of.
        total: Everyone.
        women: The women among them; None when no source says.
        source: Who printed the total: an address, or a citation.
        women_source: Who printed the number of women; None when it is the same source, or ``women`` is None.

    """

    year: int
    total: int
    women: int | None
    source: str
    women_source: str | None = None


@dataclass(frozen=True, slots=True)
class SeedAccount:
    """An official account as a source names it.

    Attributes:
        platform: Where it is.
        handle: The public name as the source spells it, without ``@``. None when a source prints only an immutable
            id, or names the account and not its handle: then nobody guesses it, and the operator is asked.
        platform_id: The platform's immutable id (YouTube's ``UC...``); None when no source prints it.
        is_legacy_username: Whether ``handle`` is one of YouTube's old user names (youtube.com/user/NAME), which are
            looked up apart from handles.
        launched: The day it opened; None when no source tells the day. A month or a year stands in the events.
        source: Who says so: an address, or a citation.
        note: What the source is, and what to beware of.
        confidence: How well the source carries it.

    """

    platform: Platform
    handle: str | None
    platform_id: str | None
    is_legacy_username: bool
    launched: date | None
    source: str
    note: str
    confidence: Confidence

    @property
    def is_identified(self) -> bool:
        """Whether it can be asked for: a source prints its handle or its id."""
        return self.handle is not None or self.platform_id is not None


@dataclass(frozen=True, slots=True)
class NativeName:
    """An agency's name in a language that Marsad does not speak.

    Attributes:
        language: ISO 639-1 code of that language.
        name: The name, as the agency writes it.

    """

    language: str
    name: str


@dataclass(frozen=True, slots=True)
class SeedAgency:
    """A public security agency.

    Attributes:
        id: Its key everywhere: the country in lower case, an underscore, a short name (``ma_dgsn``).
        names: Its name by language (ar, fr, en); English always, the others where they are certain.
        native: Its own name in another language; None when ``names`` holds it already.
        country: ISO 3166-1 alpha-2 code, and EU for the Union's own agencies.
        kind: What it does.
        staff: Head counts, oldest first; empty when no source gives one.
        accounts: Official accounts; empty for an agency known by a published figure alone.
        baselines: Targets to hold growth against, by platform; platforms without one are absent.

    """

    id: str
    names: Mapping[str, str]
    native: NativeName | None
    country: str
    kind: Kind
    staff: tuple[Staff, ...]
    accounts: tuple[SeedAccount, ...]
    baselines: Mapping[Platform, tuple[Baseline, ...]]
