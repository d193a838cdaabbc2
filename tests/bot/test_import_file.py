"""Files of counts of every kind, cut into columns."""

import gzip
import json
from pathlib import Path

import pytest

from bot.import_file import Batch, ImportFileError, batches_of

CSV = "platform,handle,observed_at,value\nx,city_police,2026-01-01,100\nx,city_police,2026-01-02,110\n"
ROWS = [
    {"platform": "x", "handle": "city_police", "observed_at": "2026-01-01", "value": "100"},
    {"platform": "x", "handle": "city_police", "observed_at": "2026-01-02", "value": "110"},
]


def write(folder: Path, text: str, name: str = "counts.csv", *, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def rows(batches: list[Batch]) -> list[dict[str, str]]:
    names = list(batches[0].columns)
    return [
        dict(zip(names, cells, strict=True)) for batch in batches for cells in zip(*batch.columns.values(), strict=True)
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", CSV),
        ("a.csv", CSV.replace("\n", "\r\n")),
        ("a.csv", CSV.replace("\n", "\r")),
        ("a.csv", CSV.replace(",", ";")),
        ("a.tsv", CSV.replace(",", "\t")),
        ("a.csv", "\n" + CSV + "\n\n"),
        ("a.csv", CSV.replace("100", '"100"')),
        ("a.csv", CSV.removesuffix("\n")),
        ("a.jsonl", "".join(json.dumps(row) + "\n" for row in ROWS)),
        ("a", json.dumps(ROWS)),
        ("a.json", json.dumps([list(ROWS[0]), *(list(row.values()) for row in ROWS)])),
    ],
)
def test_every_way_to_write_a_table_says_the_same(tmp_path: Path, name: str, text: str) -> None:
    batches = list(batches_of(write(tmp_path, text, name)))

    assert rows(batches) == ROWS
    assert [row for batch in batches for row in batch.bad] == []
    assert batches[-1].share == 1.0


def test_text_in_two_bytes_a_character_is_read(tmp_path: Path) -> None:
    assert rows(list(batches_of(write(tmp_path, CSV, encoding="utf-16")))) == ROWS


def test_other_tools_names_of_columns_are_known(tmp_path: Path) -> None:
    path = write(tmp_path, "date,count\n2013-09-21,4383\n")

    assert rows(list(batches_of(path))) == [{"observed_at": "2013-09-21", "value": "4383"}]


def test_an_archive_s_index_with_counts_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, " CDX N b a followers\ncom,x)/city 20190215123000 https://x.com/city 4383\n", "a.cdx")

    assert rows(list(batches_of(path))) == [
        {"observed_at": "20190215123000", "original": "https://x.com/city", "value": "4383"}
    ]


@pytest.mark.parametrize(
    ("text", "lines", "bad"),
    [
        (CSV + 'x,"two\nlines",2026-01-03,1\nx,last,2026-01-03,1,2\n', [2, 3, 5], [6]),
        (CSV + "x,1,000,2026-01-03,1\nx,short\n", [2, 3, 5], [4]),
        (CSV + "\n\nx,later,2026-01-03,1\n", [2, 3, 6], []),
        (CSV + "x,a\u2028b,2026-01-03,1\n,,,\n", [2, 3, 4], []),
    ],
    ids=["a cell of two lines", "rows of other lengths", "blank lines", "a separator of lines that is none"],
)
def test_rows_know_their_lines(tmp_path: Path, text: str, lines: list[int], bad: list[int]) -> None:
    (batch,) = batches_of(write(tmp_path, text))

    assert list(batch.lines) == lines
    assert [row.line for row in batch.bad] == bad


def test_objects_that_are_none_are_told_with_their_line(tmp_path: Path) -> None:
    good = json.dumps(ROWS[0])
    path = write(tmp_path, f'{good}\n{{"a": \n[1]\n{{"value": {{}}}}\n{good}\n', "a.jsonl")

    (batch,) = batches_of(path)

    assert list(batch.lines) == [1, 5]
    assert sorted(row.line for row in batch.bad) == [2, 3, 4]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "", "no column observed_at and no column value; the file has nothing"),
        ("a.csv", "date,price\n", "no column value; the file has 'date', 'price'"),
        ("a.csv", "date,day,value\n", "'date' and 'day' mean the same"),
        ("a.cdx", "urlkey timestamp original\nx 2019 y\n", "add the count that each copy shows"),
        ("a.json", "[1, ", "it is not JSON"),
        ("a.jsonl", '{"value": 1}\n', "no column observed_at"),
        ("a.parquet", "PAR1 nonsense", "Parquet"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = write(tmp_path, text, name)

    with pytest.raises(ImportFileError, match=says):
        list(batches_of(path))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_bytes(gzip.compress(CSV.encode()))

    with pytest.raises(ImportFileError, match="is not UTF-8 text"):
        list(batches_of(path))
