"""What every test leaves as it found it, and the switch for golden files."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog


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
    root, loggers = logging.getLogger(), logging.Logger.manager.loggerDict
    handlers, level, factory = root.handlers[:], root.level, logging.getLogRecordFactory()
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    levels = {name: one.level for name, one in loggers.items() if isinstance(one, logging.Logger)}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.setLogRecordFactory(factory)
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    for name, one in loggers.items():
        if isinstance(one, logging.Logger):
            one.setLevel(levels.get(name, logging.NOTSET))
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
