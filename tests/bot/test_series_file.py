"""A table of counts is read as people and programs write it, and whatever cannot be is told with its line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.series_cells import instant_of, whole_of
from bot.series_file import Mark, SeriesFile, SeriesFileError, read_series_file

PLAIN = "date,value\n2026-01-01,100\n2026-01-02,110\n2026-01-03,125\n"


def write(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "counts.csv"
    path.write_bytes(text.encode(encoding))
    return path


def told(found: SeriesFile) -> list[tuple[str, int, int]]:
    """Every observation: day, count, rounding step."""
    return [
        (f"{found.series.time_of(index):%Y-%m-%d}", found.series[index].value, found.series[index].resolution)
        for index in range(len(found.series))
    ]


AS_PLAIN = [("2026-01-01", 100, 1), ("2026-01-02", 110, 1), ("2026-01-03", 125, 1)]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "\n\n" + PLAIN + "\n,\n",
        PLAIN.removesuffix("\n"),
        "Value , Observed_At\n100,2026-01-01T00:00Z\n125,2026-01-03T01:00+01:00\n110,1767312000\n",
        "value,note,date\n100.0,a,2026/01/01\n110.0,b,2026-01-02\n125.0,,2026-01-03\n",
        'date,value\n2026-01-01,"100"\n2026-01-02 00:00:00,110\n2026-01-03T00:00:00.123Z,125\n',
        "date,observed_at,value\n2020-01-01,2026-01-01,100\n2026-01-02,,110\n,2026-01-03,125\n",
    ],
)
def test_the_same_counts_are_read_from_every_way_of_writing_them(tmp_path: Path, text: str) -> None:
    found = read_series_file(write(tmp_path, text))

    assert told(found) == AS_PLAIN
    assert (found.platform, found.handle, found.marks, found.bad) == (None, None, (), ())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path, encoding: str) -> None:
    found = read_series_file(write(tmp_path, PLAIN, encoding=encoding))

    assert told(found) == AS_PLAIN


def test_text_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, PLAIN + "2026-01-04,130,é\n", encoding="latin-1")

    with pytest.raises(SeriesFileError, match=r"counts.csv: line 5 is not UTF-8 text; save the file as CSV in UTF-8"):
        read_series_file(path)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0),
        (" 45000 ", 45_000),
        ("45,000", 45_000),
        ("1.234.567", 1_234_567),
        ("1 234 567", 1_234_567),
        ("1\u202f234\u202f567", 1_234_567),
        ("1'234", 1_234),
        ("1,234.00", 1_234),
        ("1.234,0", 1_234),
        ("1234.0", 1_234),
        ("1e+05", 100_000),
        ("٤٥٬٠٠٠", 45_000),  # noqa: RUF001 - Arabic digits are what is read
    ],
)
def test_a_count_may_set_its_thousands_apart(text: str, count: int) -> None:
    assert whole_of(text) == count


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("many", r"'many' is no number; write digits only"),
        ("1,23", r"'1,23' is no whole number"),
        ("12.5", r"no whole number; a count has no fraction"),
        ("-5", r"out of range; a count is at least 0"),
        ("1e300", r"out of range"),
        ("Infinity", r"no whole number"),
        ("45K", r"no number"),
    ],
)
def test_what_is_no_count_is_refused_with_what_to_write(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        whole_of(text)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("20260102", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-01-02T09:30", datetime(2026, 1, 2, 9, 30, tzinfo=UTC)),
        ("2026-01-02 09:30:00+01:00", datetime(2026, 1, 2, 8, 30, tzinfo=UTC)),
        ("2026-01-02T09:30:15.999Z", datetime(2026, 1, 2, 9, 30, 15, tzinfo=UTC)),
        ("1767346200", datetime(2026, 1, 2, 9, 30, tzinfo=UTC)),
        ("1767346200.7", datetime(2026, 1, 2, 9, 30, tzinfo=UTC)),
        ("1767346200000", datetime(2026, 1, 2, 9, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_may_be_a_day_a_time_with_or_without_a_zone_or_seconds(text: str, instant: datetime) -> None:
    assert instant_of(text) == instant


@pytest.mark.parametrize(
    "text", ["", "soon", "02/01/2026", "2026-13-01", "99999999999999999999", "0001-01-01T00:00+14:00"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no date; write it as 2026-11-24|past the last year there is"):
        instant_of(text)


def test_bad_rows_are_told_with_their_line_and_the_good_ones_used(tmp_path: Path) -> None:
    text = (
        "date,value,resolution\n2026-01-01,100,\nsoon,100,\n2026-01-02,,\n,5,\n2026-01-02,110\n"
        "2026-01-02,many,\n2026-01-03,1,250,000\n2026-01-03,125,0\n2026-01-03,125,1\n"
    )

    found = read_series_file(write(tmp_path, text))

    assert told(found) == AS_PLAIN
    assert [(row.line, row.why.split(";")[0]) for row in found.bad] == [
        (3, "'soon' is no date"),
        (4, "there is no count"),
        (5, "there is no date"),
        (7, "'many' is no number"),
        (8, "4 cells under 3 columns"),
        (9, "resolution 0 says nothing"),
    ]


def test_of_two_rows_at_one_instant_the_last_is_used_and_the_first_told(tmp_path: Path) -> None:
    text = "date,value\n2026-01-01,100\n2026-01-02,999\n2026-01-03,125\n2026-01-02T00:00Z,110\n"

    found = read_series_file(write(tmp_path, text))

    assert told(found) == AS_PLAIN
    assert [(row.line, row.why) for row in found.bad] == [(3, "line 5 is of the same instant and is used instead")]


def test_a_column_of_events_marks_what_happened_even_where_nothing_was_counted(tmp_path: Path) -> None:
    text = "date,value,event\n2026-01-03,125,surge\n2026-01-01,100,\n2026-01-02,110,\n2026-01-02T12:00Z,,purge\n"

    found = read_series_file(write(tmp_path, text))

    assert told(found) == AS_PLAIN
    assert found.marks == (
        Mark(datetime(2026, 1, 2, 12, tzinfo=UTC), "purge"),
        Mark(datetime(2026, 1, 3, tzinfo=UTC), "surge"),
    )
    assert found.bad == ()


@pytest.mark.parametrize(
    ("row", "count", "resolution"),
    [
        ("2026-01-01,45000,1000,x", 45_000, 1_000),
        ("2026-01-01,45000,,x", 45_000, 1),
        ("2026-01-01,123000,,YouTube", 123_000, 1_000),
        ("2026-01-01,123456,,youtube", 123_456, 1),
        ("2026-01-01,999,,youtube", 999, 1),
        ("2026-01-01,1230000,1,youtube", 1_230_000, 1),
    ],
)
def test_a_count_is_exact_unless_its_row_or_its_platform_says_otherwise(
    tmp_path: Path, row: str, count: int, resolution: int
) -> None:
    found = read_series_file(write(tmp_path, f"date,value,resolution,platform\n{row}\n"))

    assert told(found) == [("2026-01-01", count, resolution)]


SEVERAL = (
    "platform,handle,date,value\nx,@DGSN_MAROC,2026-01-01,100\nx,dgsn_maroc,2026-01-02,110\n"
    "facebook,DGSN_MAROC,2026-01-01,7\nx,PJ,2026-01-01,9\n"
)


@pytest.mark.parametrize(("handle", "last"), [("pj", 9), ("@PJ", 9), ("facebook/dgsn_maroc", 7), ("x/DGSN_MAROC", 110)])
def test_one_of_several_accounts_is_chosen_by_its_handle(tmp_path: Path, handle: str, last: int) -> None:
    found = read_series_file(write(tmp_path, SEVERAL), handle=handle)

    assert found.series[-1].value == last


@pytest.mark.parametrize(
    ("handle", "why"),
    [
        (None, r"holds 3 accounts \(facebook/DGSN_MAROC, x/DGSN_MAROC, x/PJ\); choose one with --handle"),
        ("DGSN_MAROC", r"holds 2 accounts \(.*\); choose one with --handle"),
        ("nobody", r"no row is of 'nobody'; it holds facebook/DGSN_MAROC, x/DGSN_MAROC, x/PJ"),
    ],
)
def test_several_accounts_without_a_clear_choice_are_refused_by_name(
    tmp_path: Path, handle: str | None, why: str
) -> None:
    path = write(tmp_path, SEVERAL)

    with pytest.raises(SeriesFileError, match=why):
        read_series_file(path, handle=handle)


def test_rows_without_a_name_belong_to_the_only_account_named(tmp_path: Path) -> None:
    text = "date,value,platform,handle\n2026-01-01,100,,\n2026-01-02,110,x,@PJ\n2026-01-03,125,,\n"

    found = read_series_file(write(tmp_path, text))

    assert told(found) == AS_PLAIN
    assert (found.platform, found.handle) == ("x", "PJ")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", r"must name the columns date \(or observed_at\) and value; it is empty"),
        ("2026-01-01,100\n", r"must name the columns .*; it has '2026-01-01', '100'"),
        ("date,count\n2026-01-01,100\n", r"must name the columns .*; it has 'date', 'count'"),
        ("date,value,value\n2026-01-01,100,100\n", r"names value twice; keep one of them"),
        ("date,value\n", r"no row has both an instant and a count$"),
        ("date,value\nsoon,5\n", r"no row has both an instant and a count; line 2: 'soon' is no date"),
        ("date,value\n2026-01-01,\0\n", r"is no number|is not CSV"),
    ],
)
def test_a_file_without_a_series_is_refused_with_what_it_lacks(tmp_path: Path, text: str, why: str) -> None:
    path = write(tmp_path, text)

    with pytest.raises(SeriesFileError, match=why):
        read_series_file(path)
