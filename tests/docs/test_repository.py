"""What must never be kept in the repository is not: secrets, places of one machine, large files."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FORBIDDEN = {
    "a Telegram token": re.compile(r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b"),
    "a Facebook token": re.compile(r"\bEAA[A-Za-z0-9]{60,}\b"),
    "a Google key": re.compile(r"\bAIza[A-Za-z0-9_-]{35}\b"),
    "an X token": re.compile(r"\bA{10,}[A-Za-z0-9%]{60,}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a cloud key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a package index": re.compile(r"(?m)^--(?:extra-)?index-url|^--find-links|^--trusted-host"),
}
LARGEST = 300_000
"""Bytes of a file at most: pictures of the documentation, and lock files with their hashes."""


def kept() -> list[Path]:
    """Every file of the repository that is there; of a copy without its history, every file in its rooms."""
    if not (ROOT / ".git").exists():
        return [path for room in ROOT.glob("[a-z]*") for path in (room, *room.rglob("*")) if path.is_file()]
    listed = subprocess.run(
        ["/usr/bin/env", "git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


KEPT = kept()


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_file_holds(kind: str) -> None:
    pattern = FORBIDDEN[kind]

    found = [str(path) for path in KEPT if pattern.search(path.read_bytes().decode("utf-8", "ignore"))]

    assert found == []


def test_no_file_is_large() -> None:
    assert [str(path) for path in KEPT if path.stat().st_size > LARGEST] == []


def test_no_file_is_a_database_or_a_log() -> None:
    strangers = {".db", ".db-wal", ".db-shm", ".sqlite", ".parquet", ".log"}

    assert [str(path) for path in KEPT if path.suffix in strangers] == []
