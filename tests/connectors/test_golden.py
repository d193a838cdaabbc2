"""Bodies as the vendors document and send them, beside the readings they are."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from connectors.connector import Connector
from growth.reading import AccountRef, Reading
from simulator.faults import Fault
from simulator.server import Simulator

DATA = Path(__file__).parent / "data"
CASES = sorted(path.name.removesuffix(".expected.json") for path in DATA.glob("*.expected.json"))
APIS = {
    "x": "x",
    "facebook": "graph",
    "instagram": "graph",
    "threads": "threads",
    "tiktok": "tiktok",
    "linkedin": "linkedin",
    "telegram_bot": "telegram",
    "youtube": "youtube",
    "telegram": "telegram_web",
    "mastodon": "mastodon",
    "bluesky": "bluesky",
    "app_store": "itunes",
    "newsroom": "feeds",
}


@pytest.mark.parametrize("case", CASES)
async def test_a_documented_body_is_read_as_the_file_beside_it_says(
    connect: Callable[[str], Connector], sim: Simulator, case: str
) -> None:
    expected = json.loads((DATA / f"{case}.expected.json").read_text())
    platform = expected["platform"]
    accounts = TypeAdapter(list[AccountRef]).validate_python(expected["accounts"])
    bodies: dict[str, str] = expected.get("bodies", {"": f"{case}.json"})
    for path, file in bodies.items():
        status = expected.get("status", {}).get(path)
        sim.faults.add(Fault(api=APIS[platform], path=path, body=(DATA / file).read_text(), status=status))

    answer = await connect(platform).read(accounts)

    assert list(answer.readings) == TypeAdapter(list[Reading]).validate_python(expected["readings"])
