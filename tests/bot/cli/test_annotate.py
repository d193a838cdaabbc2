from collections.abc import Callable, Coroutine
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def environment(offline: dict[str, str]) -> dict[str, str]:
    """Nothing here asks a platform."""
    return offline


async def test_a_note_is_kept_listed_measured_and_removed(marsad: Marsad, rows: Rows, tmp_path: Path) -> None:
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(120)]
    table = "".join(f"{day},{1_000 + 2 * number}\n" for number, day in enumerate(days))
    (tmp_path / "history.csv").write_text(f"date,followers\n{table}", encoding="utf-8")
    await marsad("import", "history.csv", "--account", "x/city_police")

    added = await marsad("annotate", "add", "x/city_police", "Open days", "--date", "2025-03-01")
    await marsad("annotate", "add", "x/city_police", "A storm", "--date", "2024-01-01", "--agency")
    _, listed, _ = await marsad("annotate", "list", "--json")
    _, seen, _ = await marsad("annotate", "effect", "x/city_police", "--json")
    _, told, _ = await marsad("annotate", "effect", "x/city_police")
    removed, unknown = await marsad("annotate", "remove", "1"), await marsad("annotate", "remove", "1")

    assert added[1] == "note 1: x/city_police, 2025-03-01: Open days\n"
    assert [(row["account"], row["text"]) for row in rows(listed)] == [
        (None, "A storm"),
        ("x/city_police", "Open days"),
    ]
    storm, opening = rows(seen)
    assert storm["days"] is None
    assert opening["days"] == 28
    assert opening["after"] < opening["before"]
    assert "Growth over 28 days before and after: +5.3% and +5%." in told
    assert (removed[0], unknown[0]) == (0, 2)


async def test_a_note_says_something(marsad: Marsad) -> None:
    code, _, error = await marsad("annotate", "add", "x/city_police", " ", "--date", "2025-03-01")

    assert code == 2
    assert "between 1 and 300 characters" in error
