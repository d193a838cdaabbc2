"""Logs: one line a happening, and no secret in any of them, whoever wrote the line.

Three libraries print credentials unless stopped: httpx writes every URL, and so Telegram's token, at INFO; telegram.Bot
writes it at DEBUG; tweepy writes the bearer token at DEBUG. They are held at WARNING whatever level is asked for, and
every line passes the redaction besides.
"""

import logging
import re
import sys
from collections.abc import Iterable, Sequence
from types import TracebackType

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import LogSettings

LOUD_LIBRARIES = (
    "alembic",
    "httpx",
    "httpcore",
    "telegram",
    "tweepy",
    "urllib3",
    "requests_oauthlib",
    "oauthlib",
    "apscheduler",
)

_TOKEN_SHAPES = re.compile(
    r"\d{5,16}:[A-Za-z0-9_-]{30,}"  # Telegram bot token
    r"|EAA\w{20,}"  # Graph API access token
    r"|AIza[\w-]{35}"  # Google API key
    r"|(?<=Bearer )[^\s'\"]+"
    r"|(?<=access_token=)[^\s&'\"]+"
)
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), 127)}
_BIDI_CONTROLS = {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_UNPRINTABLE = _CONTROLS | _BIDI_CONTROLS


class Redaction:
    """Takes secrets out of text: the exact configured values, and anything shaped like a token."""

    def __init__(self, secrets: Iterable[SecretStr]) -> None:
        self._values = tuple(value for secret in secrets if len(value := secret.get_secret_value()) >= 4)  # noqa: PLR2004 - shorter values would blank out ordinary words

    def clean(self, text: str) -> str:
        """``text`` with every secret as ``***`` and unprintable characters written out (no forged or hidden lines)."""
        for value in self._values:
            text = text.replace(value, "***")
        return _TOKEN_SHAPES.sub("***", text).translate(_UNPRINTABLE)

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        """Clean every value of a structlog event."""
        return {key: self.clean(value) if isinstance(value, str) else value for key, value in event.items()}


class _RedactedFormatter(structlog.stdlib.ProcessorFormatter):
    """The last door: whatever was formatted, traceback included, leaves clean."""

    def __init__(self, redaction: Redaction, processors: Sequence[Processor], before: Sequence[Processor]) -> None:
        super().__init__(processors=processors, foreign_pre_chain=before)
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """One record as clean text; the line breaks of a traceback stay."""
        return "\n".join(self._redaction.clean(line) for line in super().format(record).split("\n"))


def set_up_logs(settings: LogSettings, secrets: Iterable[SecretStr]) -> None:
    """Send every log line of the process to standard error, clean. May be called again; the last call counts."""
    redaction = Redaction(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redaction,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_RedactedFormatter(redaction, [remove, last], shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    for name in LOUD_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_crash
    logging.captureWarnings(capture=True)


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("marsad").critical("stopped by an unexpected error", exc_info=(kind, error, trace))
