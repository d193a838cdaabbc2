import asyncio
import gc
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable
from urllib.parse import quote

import pytest
import structlog
from pydantic import SecretStr

from bot.logs import LOUD_LIBRARIES, set_up_logs
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


def with_a_library_s_own_handler() -> None:
    logger = logging.getLogger("library.of.later")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    try:
        fail(f"token {CANARY} was refused")
    except RuntimeError:
        logger.exception("it broke for %s", CANARY)
    finally:
        logger.removeHandler(handler)
        logger.propagate = True


def in_an_event_loop() -> None:
    async def forgotten() -> None:
        asyncio.get_running_loop().call_soon(fail, f"token {CANARY} was refused")
        await asyncio.sleep(0)

    asyncio.run(forgotten())


def in_a_thread() -> None:
    thread = threading.Thread(target=fail, args=(CANARY,))
    thread.start()
    thread.join()


class Broken:
    def __del__(self) -> None:
        fail(CANARY)


def in_a_finaliser() -> None:
    Broken()
    gc.collect()


def log(*arguments: object, **named: object) -> None:
    logging.getLogger("a").warning(*arguments, **named)  # type: ignore[arg-type]


WAYS: dict[str, Callable[[], object]] = {
    "message": lambda: log(f"uses {CANARY}"),
    "arguments": lambda: log("uses %s and %r", CANARY, {"k": CANARY}),
    "named arguments": lambda: log("uses %(token)s", {"token": CANARY}),
    "arguments that do not fit": lambda: log("uses %d", CANARY),
    "too many arguments": lambda: log("uses %s", CANARY, CANARY),
    "a mapping": lambda: log({"token": CANARY}),
    "an error as the message": lambda: log(RuntimeError(CANARY)),
    "bytes": lambda: log("sent %r", CANARY.encode()),
    "in an address": lambda: log("GET /x?key=%s", quote(CANARY)),
    "cut off": lambda: log("GET /x?key=%s...", CANARY[:16]),
    "the stack": lambda: log("here", stack_info=True, extra={"said": CANARY}) or log(CANARY),
    "structlog": lambda: structlog.get_logger("a").warning("said", token=CANARY),
    "structlog, nested": lambda: structlog.get_logger("a").warning("said", inside={"token": [CANARY]}),
    "structlog, its own traceback": lambda: structlog.get_logger("a").error("x", exc_info=RuntimeError(CANARY)),
    "traceback": with_traceback,
    "a library's own handler": with_a_library_s_own_handler,
    "event loop": in_an_event_loop,
    "thread": in_a_thread,
    "finaliser": in_a_finaliser,
    "warning": lambda: warnings.warn(f"old {CANARY}", UserWarning, stacklevel=1),
    "crash": lambda: sys.excepthook(RuntimeError, RuntimeError(CANARY), None),
    "a token's shape": lambda: log("POST /bot%s/getMe", BOT_TOKEN),
    "a token's shape in an address": lambda: log("POST /bot%s/getMe", quote(BOT_TOKEN)),
    "an access token": lambda: log("GET /x?access_token=%s&y=1", "EAAcanary"),
    "a proof": lambda: log("GET /x?appsecret_proof=%s&y=1", "canary"),
    "a bearer": lambda: log("Authorization: Bearer %s", "AAAAcanary"),
}


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_logging_shows_a_secret(way: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogSettings(level="debug", format=form), [SecretStr(CANARY)])

    WAYS[way]()

    captured = capsys.readouterr()
    said = captured.err
    assert "***" in said
    assert CANARY[:16] not in said + captured.out
    assert BOT_TOKEN[-30:] not in said
    assert "AAcanary" not in said


def test_every_line_of_the_json_form_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogSettings(format="json"), [SecretStr(CANARY)])

    with_traceback()
    log("two\nlines of %s", CANARY)

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["it broke", "two\\nlines of ***"]
    assert lines[0]["exception"].splitlines()[-1] == "RuntimeError: token *** was refused"


def test_a_traceback_stays_readable(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogSettings(), [SecretStr(CANARY)])

    with_traceback()

    said = capsys.readouterr().err
    assert "Traceback (most recent call last):\n" in said
    assert "    RuntimeError: token *** was refused" in said.splitlines()
    assert [line for line in said.splitlines() if not line.startswith((" ", "20"))] == []


@pytest.mark.parametrize("way", [lambda text: structlog.get_logger("a").warning("read", name=text), log])
def test_a_name_cannot_forge_a_line_or_turn_the_text_around(
    way: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(LogSettings(), [])

    way("x\n2026-01-01 [error] forged \u202e \x1b[31m \u2028 \x85 \u200b")

    written = capsys.readouterr().err
    assert len(written.splitlines()) == 1
    assert not set("\u202e\x1b\u2028\x85\u200b") & set(written)


def test_an_error_s_words_cannot_forge_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogSettings(), [])

    log("refused", exc_info=RuntimeError("x\n2026-01-01 [error] forged"))

    assert [line for line in capsys.readouterr().err.splitlines() if line.startswith("2026-01-01 [error]")] == []


@pytest.mark.parametrize("name", LOUD_LIBRARIES)
def test_libraries_that_print_credentials_are_quiet_at_every_level(name: str) -> None:
    set_up_logs(LogSettings(level="debug"), [])

    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
