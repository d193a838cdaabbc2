from pathlib import Path

from bench.storage.large import large_lines
from bench.storage.recording import recording_lines


def ignore(done: int, total: int) -> None:
    assert 0 <= done <= total


def test_recording_is_measured_beside_plain_rows(tmp_path: Path) -> None:
    lines = recording_lines(tmp_path, accounts=6, cycles=3, watch=ignore)

    goals = {line.what: line.goal for line in lines}
    assert goals["recording: rows a second over bare executemany's"] == ">= 0.6"
    assert goals["bytes a sample, mixed fleet every 10 minutes"] == "<= 6"
    assert lines[0].measured > 0


def test_reading_and_upgrading_are_measured_beside_bare_sql(tmp_path: Path) -> None:
    lines = {line.what: line for line in large_lines(tmp_path, samples=4_000, accounts=30, watch=ignore)}

    assert lines["range of 720 points over raw SQL's"].measured > 0
    assert lines["five years of days of one account, ms"].beside.keys() == {"grouping its runs"}
