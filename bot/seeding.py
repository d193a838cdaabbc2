"""Brings an agency of the catalogue into the store: its accounts, baselines and published figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from growth.figure import PublishedFigure
from growth.platform import Platform
from seeds import Catalogue, SeedAccount, SeedAgency, SeedFigure
from storage import accounts, agencies, baselines, figures
from storage.agencies import Agency
from storage.transaction import Transaction

ORIGIN = "seeds"


@dataclass(frozen=True, slots=True)
class Brought:
    """What came in.

    Attributes:
        accounts: Accounts with a handle or an id.
        baselines: Baselines of those accounts.
        figures: Published figures of the agency.
        left_out: Platforms of accounts whose handle nobody knows, in the catalogue's order.

    """

    accounts: int
    baselines: int
    figures: int
    left_out: tuple[Platform, ...]


def bring_in(
    tx: Transaction, catalogue: Catalogue, agency: str, handles: Mapping[Platform, str], *, now: datetime
) -> Brought:
    """Keep an agency of the catalogue. Repeating changes nothing.

    Args:
        tx: A writing transaction.
        catalogue: The catalogue.
        agency: The agency's id.
        handles: Handles the operator knows of accounts for which the catalogue has none; an empty one is none.
        now: The present (UTC).

    Raises:
        UnknownAgency: If the catalogue does not have it.

    """
    seed = catalogue.agency(agency)
    agencies.save_agency(tx, _agency(seed))
    known = [(account, handle) for account in seed.accounts if (handle := _handle(account, handles))]
    held = 0
    for account, handle in known:
        key = accounts.save_account(
            tx,
            agency=seed.id,
            platform=account.platform,
            handle=handle,
            platform_id=account.platform_id,
            launched=account.launched,
            origin=ORIGIN,
            now=now,
        )
        for baseline in seed.baselines.get(account.platform, ()):
            baselines.save(tx, key, baseline, ORIGIN)
            held += 1
    published = save_published(tx, catalogue, seed.id)
    left_out = tuple(account.platform for account in seed.accounts if not _handle(account, handles))
    return Brought(len(known), held, published, left_out)


def bring_in_agency(tx: Transaction, catalogue: Catalogue, agency: str) -> None:
    """Keep an agency of the catalogue without its accounts. Repeating changes nothing.

    Raises:
        UnknownAgency: If the catalogue does not have it.

    """
    agencies.save_agency(tx, _agency(catalogue.agency(agency)))


def save_published(tx: Transaction, catalogue: Catalogue, agency: str) -> int:
    """Keep the figures others published about an agency that is kept; how many there are."""
    published = catalogue.figures(agency)
    figures.save_figures(tx, published_figures(published))
    return len(published)


def _handle(account: SeedAccount, handles: Mapping[Platform, str]) -> str:
    """The handle to ask for; the immutable id stands in where a source prints that alone; empty when there is none."""
    if account.is_legacy_username:
        return f"user/{account.handle}"  # as the connector of YouTube takes it
    return account.handle or account.platform_id or handles.get(account.platform, "").strip()


def _agency(seed: SeedAgency) -> Agency:
    newest = max(seed.staff, key=lambda staff: staff.year, default=None)
    return Agency(
        id=seed.id,
        names=dict(seed.names),
        country=seed.country,
        staff=newest.total if newest else None,
        staff_women=newest.women if newest else None,
        staff_year=newest.year if newest else None,
        source=newest.source if newest else None,
    )


def published_figures(published: Iterable[SeedFigure]) -> list[PublishedFigure]:
    """The catalogue's figures as the store keeps them, in the order given."""
    return [
        PublishedFigure(
            agency=figure.agency,
            platform=figure.platform,
            metric=figure.metric,
            day=figure.day,
            precision=figure.precision,
            value=figure.value,
            rounding=figure.rounding,
            source=figure.source,
            quote_language=figure.quote_language,
            note=figure.note or None,
            handle=figure.handle or "",
        )
        for figure in published
    ]
