"""What ``set_up_logs`` sets for the whole process, undone."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


@contextmanager
def logging_as_it_was() -> Iterator[None]:
    """Leave logging as it was found. Fixtures that live longer than a test need it for themselves."""
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
        if isinstance(one, logging.Logger) and one.level != levels.get(name, logging.NOTSET):
            one.setLevel(levels.get(name, logging.NOTSET))  # each call empties the caches of all of them
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
