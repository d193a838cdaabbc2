"""Logs: one line a happening, and no secret in any of them, whoever wrote the line.

Three libraries print credentials unless stopped: httpx writes every URL, and so Telegram's token, at INFO; telegram.Bot
writes it at DEBUG; tweepy writes the bearer token at DEBUG. They are held at WARNING whatever level is asked for. Every
record is cleaned where it is made, so that a handler some library brings along later cannot show a secret either, and
every line is cleaned again where it leaves.
"""

import logging
import sys
import threading
from collections.abc import Iterable, Sequence
from types import TracebackType

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.redaction import Redaction
from bot.settings import LogSettings

LOUD_LIBRARIES = (
    "alembic",
    "apscheduler",
    "httpcore",
    "httpx",
    "matplotlib",
    "oauthlib",
    "requests_oauthlib",
    "sqlalchemy",
    "telegram",
    "tweepy",
    "urllib3",
)
"""Libraries that print credentials, parameters or simply too much below WARNING."""

TOLD_BY_AN_ERROR = ("telegram.request.BaseRequest",)
"""Loggers that print a traceback for what their caller is told by an error as well, and says in a sentence."""

_MULTI_LINE = frozenset({"exception", "stack"})
"""Where structlog keeps tracebacks, whose lines stay lines."""

_INDENT = "    "
"""Before every line but the first of a happening, so that no line inside it passes for another one."""


class _CleanRecord(logging.LogRecord):
    """A record whose message and traceback are clean before any handler sees them."""

    redaction = Redaction(())

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # as logging calls its factory
        if not isinstance(self.msg, dict):  # structlog passes its events through, which are clean
            self.msg, self.args = self.redaction.line(self._merged()), ()
        if self.exc_info:
            self.exc_text = self.redaction.clean(logging.Formatter().formatException(self.exc_info))

    def getMessage(self) -> str:  # noqa: N802 - logging's name
        """The message: clean since it was made, unless it is somebody's mapping."""
        message = super().getMessage()
        return message if isinstance(self.msg, str) else self.redaction.line(message)

    def _merged(self) -> str:
        """The message with its arguments in it, or beside it where they do not fit: logging would print them raw."""
        try:
            return super().getMessage()
        except (KeyError, TypeError, ValueError):
            return f"{self.msg} {self.args!r}"


class _CleanFormatter(structlog.stdlib.ProcessorFormatter):
    """The last door: whatever was formatted, traceback included, leaves clean."""

    def __init__(self, redaction: Redaction, processors: Sequence[Processor], before: Sequence[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=before)
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """One record as clean text; the lines of a traceback stay lines."""
        first, *more = self._redaction.clean(super().format(record)).split("\n")
        return "\n".join([first, *(_INDENT + line for line in more)])


def set_up_logs(settings: LogSettings, secrets: Iterable[SecretStr]) -> None:
    """Send every log line of the process to standard error, clean. May be called again; the last call counts."""
    redaction = Redaction(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _Cleaning(redaction),
    ]
    _send_to_standard_error(settings, redaction, shared)
    logging.setLogRecordFactory(type("CleanRecord", (_CleanRecord,), {"redaction": redaction}))
    for name in LOUD_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in TOLD_BY_AN_ERROR:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_crash
    sys.unraisablehook = _log_unraisable
    threading.excepthook = _log_thread_crash
    logging.captureWarnings(capture=True)


class _Cleaning:
    """Cleans every text of a structlog event; only tracebacks keep their lines."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {key: self._clean(key, value) for key, value in event.items()}

    def _clean(self, key: str, value: object) -> object:
        if not isinstance(value, str):
            return value
        return self._redaction.clean(value) if key in _MULTI_LINE else self._redaction.line(value)


def _send_to_standard_error(settings: LogSettings, redaction: Redaction, shared: Sequence[Processor]) -> None:
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    handler = logging.StreamHandler(sys.stderr)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(_CleanFormatter(redaction, [remove, last], shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("marsad").critical("stopped by an unexpected error", exc_info=(kind, error, trace))


def _log_thread_crash(crash: threading.ExceptHookArgs) -> None:
    if crash.exc_value is not None:
        found = (crash.exc_type, crash.exc_value, crash.exc_traceback)
        logging.getLogger("marsad").critical("a thread was stopped by an unexpected error", exc_info=found)


def _log_unraisable(failure: "sys.UnraisableHookArgs") -> None:
    logging.getLogger("marsad").error(
        "%s", failure.err_msg or "an error nobody could catch", exc_info=failure.exc_value
    )
