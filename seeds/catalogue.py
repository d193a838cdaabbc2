"""The catalogue: every agency, figure and event, and how to find one."""

from dataclasses import dataclass
from difflib import get_close_matches

from growth.baseline import Baseline
from growth.platform import Platform
from seeds.agency import SeedAccount, SeedAgency
from seeds.fact import SeedEvent, SeedFigure


class UnknownAgency(LookupError):
    """The catalogue has no agency of that id; the message offers near ones."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All facts that ship with Marsad.

    Attributes:
        agencies: Every agency, in the file's order.
        all_figures: Every published figure, in the file's order.
        all_events: Every event, in the file's order.

    """

    agencies: tuple[SeedAgency, ...]
    all_figures: tuple[SeedFigure, ...]
    all_events: tuple[SeedEvent, ...]

    def agency(self, agency_id: str) -> SeedAgency:
        """The agency of that id.

        Raises:
            UnknownAgency: If there is none; the message offers up to three near ids.

        """
        found = next((agency for agency in self.agencies if agency.id == agency_id), None)
        if found is None:
            near = get_close_matches(agency_id.casefold(), [agency.id for agency in self.agencies], cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else "ids look like ma_dgsn: country, underscore, name"
            raise UnknownAgency(f"no agency {agency_id!r} in the catalogue; {hint}")
        return found

    def accounts(self, agency_id: str) -> tuple[SeedAccount, ...]:
        """The agency's official accounts; empty when it has none. Raises as ``agency`` does."""
        return self.agency(agency_id).accounts

    def baselines(self, agency_id: str, platform: Platform) -> tuple[Baseline, ...]:
        """The agency's baselines on one platform; empty when it has none. Raises as ``agency`` does."""
        return self.agency(agency_id).baselines.get(platform, ())

    def figures(self, agency_id: str) -> tuple[SeedFigure, ...]:
        """The counts published for the agency, oldest first; empty when there are none. Raises as ``agency`` does."""
        key = self.agency(agency_id).id
        return tuple(sorted((fact for fact in self.all_figures if fact.agency == key), key=lambda fact: fact.day))

    def events(self, agency_id: str) -> tuple[SeedEvent, ...]:
        """What is known to have happened to the agency, oldest first. Raises as ``agency`` does."""
        key = self.agency(agency_id).id
        return tuple(sorted((fact for fact in self.all_events if fact.agency == key), key=lambda fact: fact.day))
