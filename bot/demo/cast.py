"""Who plays in the demonstration.

The General Directorate's figures follow what was published: opened 15 February 2019 near 1,000 followers, above 14,000
on 15 May 2019, about 45,000 after a year (sources: seeds/figures.toml). Everyone and everything else is invented, and
named so that nobody takes it for a real account.
"""

from dataclasses import dataclass
from datetime import date

from bot.demo.curves import Curve
from growth.platform import FACEBOOK, Platform, X

FIRST_DAY = date(2019, 2, 15)
LAST_DAY = date(2020, 2, 29)


@dataclass(frozen=True, slots=True, eq=False)
class Role:
    """One account of the demonstration; equal to itself alone.

    Attributes:
        agency: The agency's id.
        platform: X or Facebook.
        platform_id: Its immutable id.
        handle: Its handle.
        name: Its display name.
        opens: Its first day.
        curve: How it grows.

    """

    agency: str
    platform: Platform
    platform_id: str
    handle: str
    name: str
    opens: date
    curve: Curve


DGSN_X = Role(
    agency="ma_dgsn",
    platform=X,
    platform_id="1090000000000000001",
    handle="DGSN_MAROC",
    name="DGSN MAROC",
    opens=FIRST_DAY,
    curve=Curve(
        anchors=(
            (0, 1_000),
            (7, 2_900),
            (30, 7_400),
            (59, 11_000),
            (89, 14_300),
            (150, 21_700),
            (228, 30_600),
            (300, 39_900),
            (365, 46_900),
            (380, 48_400),
        ),
        shifts={262: -0.03},
    ),
)
DGSN_FACEBOOK = Role(
    agency="ma_dgsn",
    platform=FACEBOOK,
    platform_id="100000000000001",
    handle="dgsn.simulated",
    name="DGSN (simulated page)",
    opens=date(2019, 9, 20),
    curve=Curve(anchors=((0, 300), (14, 6_200), (60, 15_500), (163, 33_100)), shifts={96: 0.09}),
)
CITY_X = Role(
    agency="sim_city_police",
    platform=X,
    platform_id="1090000000000000002",
    handle="SimCityPolice",
    name="City Police (simulated)",
    opens=date(2018, 6, 1),
    curve=Curve(anchors=((0, 2_000), (258, 12_400), (640, 18_950))),
)
COAST_X = Role(
    agency="sim_coast_guard",
    platform=X,
    platform_id="1090000000000000003",
    handle="SimCoastGuard",
    name="Coast Guard (simulated)",
    opens=date(2018, 1, 1),
    curve=Curve(anchors=((0, 5_000), (409, 88_000), (790, 121_300))),
)
RESCUE_X = Role(
    agency="sim_rescue",
    platform=X,
    platform_id="1090000000000000004",
    handle="SimRescue112",
    name="Rescue Service (simulated)",
    opens=date(2017, 1, 1),
    curve=Curve(anchors=((0, 1_000), (775, 7_800), (1160, 9_420))),
)
RESCUE_FACEBOOK = Role(
    agency="sim_rescue",
    platform=FACEBOOK,
    platform_id="100000000000002",
    handle="rescue.simulated",
    name="Rescue Service (simulated)",
    opens=date(2016, 1, 1),
    curve=Curve(anchors=((0, 500), (1141, 41_000), (1525, 47_600))),
)
CAST = (DGSN_X, DGSN_FACEBOOK, CITY_X, COAST_X, RESCUE_X, RESCUE_FACEBOOK)

GLITCH_DAY = date(2019, 8, 20)
"""On this day alone the General Directorate's count reads half of what it is: a replica's fault, no event."""

RATE_LIMITED_DAY = date(2019, 4, 2)
"""X refuses the poll with 429 and names the instant from which it answers again."""

OUTAGE_DAY = date(2019, 11, 12)
"""The Graph API answers 503 from this day's morning to the next: two polls fail."""

SUSPENDED = (CITY_X, date(2019, 7, 8), date(2019, 7, 17))
"""Who is suspended, from which day, and until which it is back."""

RENAMED = (COAST_X, date(2019, 6, 12), "SimCoastGuardHQ")
"""Who takes which other handle, and when."""
