"""What every test leaves as it found it, and the switch for golden files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.logs import logging_as_it_was

from storage.store import Store


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch that writes the golden files anew instead of comparing with them."""
    parser.addoption(
        "--regenerate-golden",
        action="store_true",
        help="write the golden files of the tests that run anew; read the difference before keeping it",
    )


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Undo what ``set_up_logs`` sets for the whole process."""
    with logging_as_it_was():
        yield


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and nothing in them, to be copied: quicker than making the tables each time."""
    path = tmp_path_factory.mktemp("empty") / "marsad.db"
    store = Store.open(f"sqlite:///{path}")
    store.upgrade()
    store.close()
    return path
