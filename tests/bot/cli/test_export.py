import csv
import io
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

Result = tuple[int, str, str]
Marsad = Callable[..., Coroutine[Any, Any, Result]]
Rows = Callable[[str], list[dict[str, Any]]]

HISTORY = "observed_at,value,resolution\n2025-11-01T12:00:00Z,900,1\n2025-12-01T12:00:00Z,950,10\n"
SOURCE = '=HYPERLINK("https://example.org")'


@pytest.fixture
def environment(offline: dict[str, str]) -> dict[str, str]:
    """Nothing here asks a platform."""
    return offline


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], list[str]]:
    """The names of the files that fit a pattern."""
    return lambda pattern: sorted(path.name for path in tmp_path.glob(pattern))


@pytest.fixture
async def known(marsad: Marsad, tmp_path: Path) -> None:
    """Two imported counts and a published figure of one account."""
    (tmp_path / "history.csv").write_text(HISTORY, encoding="utf-8")
    await marsad("import", "history.csv", "--account", "x/city_police", "--source", SOURCE)
    await marsad("figures", "add", "x/city_police", "--date", "2025-10", "--value", "880", "--source", "a bulletin")


async def test_every_figure_says_how_it_came_to_be_known(marsad: Marsad, rows: Rows, known: None) -> None:
    del known
    code, out, _ = await marsad("export", "--format", "jsonl")

    assert code == 0
    assert [
        (row["value"], row["resolution"], row["observed_at"], row["method"], row["precision"], row["source"])
        for row in rows(out)
    ] == [
        (900, 1, "2025-11-01T12:00:00Z", "imported", "instant", SOURCE),
        (950, 10, "2025-12-01T12:00:00Z", "imported", "instant", SOURCE),
        (880, 1, "2025-10", "published", "month", "a bulletin"),
    ]


async def test_no_cell_is_a_formula(marsad: Marsad, known: None) -> None:
    del known
    _, out, _ = await marsad("export", "city", "x")

    cells = [cell for row in csv.reader(io.StringIO(out)) for cell in row]
    assert f"'{SOURCE}" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


@pytest.mark.parametrize(
    ("options", "values"),
    [
        (("--since", "2025-11-15"), [950]),
        (("--until", "2025-11-01"), [900, 880]),
        (("--since", "2025-10-31", "--until", "2025-10-31"), [880]),
        (("--method", "published"), [880]),
        (("--metric", "posts"), []),
        (("facebook",), []),
    ],
)
async def test_what_is_written_can_be_narrowed(
    marsad: Marsad, rows: Rows, known: None, options: tuple[str, ...], values: list[int]
) -> None:
    del known
    _, out, _ = await marsad("export", *options, "--format", "jsonl")

    assert [row["value"] for row in rows(out)] == values


@pytest.mark.parametrize("name", ["all.csv", "all.jsonl", "all.parquet"])
async def test_what_was_written_is_read_back(
    marsad: Marsad, known: None, tmp_path: Path, written: Callable[[str], list[str]], name: str
) -> None:
    del known
    code, told, _ = await marsad("export", "--out", name)
    other = {"MARSAD_STORAGE__URL": f"sqlite:///{tmp_path / 'other.db'}"}

    _, out, _ = await marsad("import", name, "--json", **other)

    *bad, whole = [json.loads(line) for line in out.splitlines()]
    assert (code, told) == (0, f"{name}: 3 figures of 2 accounts\n")
    assert (whole["added"], whole["bad"]) == (2, 1)
    assert "it is a published figure" in bad[0]["why"]
    assert written("all*") == [name]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--format", "parquet"), "name one with --out"),
        (("--metric", "fans"), "write one of followers"),
        (("--method", "guessed"), "write one of measured, published, imported"),
    ],
)
async def test_what_cannot_be_written_is_said(marsad: Marsad, options: tuple[str, ...], says: str) -> None:
    code, _, error = await marsad("export", *options)

    assert code == 2
    assert says in error
