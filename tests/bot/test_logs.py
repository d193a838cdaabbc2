import logging
import sys
import warnings
from collections.abc import Callable

import pytest
import structlog
from pydantic import SecretStr

from bot.logs import LOUD_LIBRARIES, set_up_logs
from bot.redaction import Redaction
from bot.settings import LogSettings

CANARY = "canary-Secret-0123456789"
BOT_TOKEN = "123456789:AAF-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"


def fail(words: str) -> None:
    raise RuntimeError(words)


def with_traceback() -> None:
    try:
        fail(f"token {CANARY} was refused")
    except RuntimeError:
        logging.getLogger("some.library").exception("it broke")


WAYS: dict[str, Callable[[], object]] = {
    "message": lambda: logging.getLogger("a").warning(f"uses {CANARY}"),  # noqa: G004 - what a library may do
    "arguments": lambda: logging.getLogger("a").warning("uses %s and %r", CANARY, {"k": CANARY}),
    "structlog": lambda: structlog.get_logger("a").warning("said", token=CANARY),
    "structlog, nested": lambda: structlog.get_logger("a").warning("said", inside={"token": [CANARY]}),
    "traceback": with_traceback,
    "warning": lambda: warnings.warn(f"old {CANARY}", UserWarning, stacklevel=1),
    "crash": lambda: sys.excepthook(RuntimeError, RuntimeError(CANARY), None),
    "a token's shape": lambda: logging.getLogger("a").warning("POST /bot%s/getMe", BOT_TOKEN),
    "an access token": lambda: logging.getLogger("a").warning("GET /x?access_token=%s&y=1", "EAAcanary"),
    "a bearer": lambda: logging.getLogger("a").warning("Authorization: Bearer %s", "AAAAcanary"),
}


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_logging_shows_a_secret(way: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogSettings(level="debug", format=form), [SecretStr(CANARY)])

    WAYS[way]()

    said = capsys.readouterr().err
    assert "***" in said
    assert "canary" not in said.replace("***", "")
    assert BOT_TOKEN not in said


def test_a_traceback_stays_readable(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogSettings(), [SecretStr(CANARY)])

    with_traceback()

    said = capsys.readouterr().err
    assert "Traceback (most recent call last):\n" in said
    assert "RuntimeError: token *** was refused" in said


def test_a_name_cannot_forge_a_line_or_turn_the_text_around(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogSettings(), [])

    structlog.get_logger("a").warning("read", name="x\n2026-01-01 [error] forged \u202e \x1b[31m")

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "\u202e" not in lines[0]
    assert "\x1b" not in lines[0]


@pytest.mark.parametrize("name", LOUD_LIBRARIES)
def test_libraries_that_print_credentials_are_quiet_at_every_level(name: str) -> None:
    set_up_logs(LogSettings(level="debug"), [])

    assert not logging.getLogger(name).isEnabledFor(logging.INFO)


def test_short_words_are_not_blanked_out() -> None:
    assert Redaction([SecretStr("abc")]).clean("an abc book") == "an abc book"
