"""``marsad`` as real processes that start quicker than an interpreter does.

One process imports everything once and forks each ``marsad`` from itself: a process of its own, running the real
command line, that can be signalled and killed like any other.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_PARENT = """
import json, os, signal, sys
import bot.app, bot.cli, bot.cli.poll, bot.cli.run, bot.cli.status, bot.daemon, connectors.x, telegram.ext

def write(folder, name, number):
    with open(f"{folder}/{name}.new", "w") as file:
        file.write(str(number))
    os.rename(f"{folder}/{name}.new", f"{folder}/{name}")

signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait for the lives
for line in sys.stdin:
    folder, *arguments = json.loads(line)
    if os.fork():
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    life = os.fork()
    if life:
        write(folder, "pid", life)
        write(folder, "code", os.waitstatus_to_exitcode(os.waitpid(life, 0)[1]))
        os._exit(0)
    os.close(0)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    bot.cli.main(arguments)
"""


@dataclass(frozen=True, slots=True)
class Life:
    """One process.

    Attributes:
        folder: Where its number, its output and in the end its exit code are written.
        pid: Its process id.

    """

    folder: Path
    pid: int

    async def stopped(self, how: signal.Signals) -> tuple[int, str, str]:
        """Signal it and wait for its end: exit code, standard output, standard error."""
        os.kill(self.pid, how)
        return await self.ended()

    async def ended(self) -> tuple[int, str, str]:
        """Wait for it to end by itself; the exit code is negative when a signal ended it."""
        await until((self.folder / "code").exists, seconds=60)
        out, err = ((self.folder / name).read_text(encoding="utf-8") for name in ("out", "err"))
        return int((self.folder / "code").read_text(encoding="ascii")), out, err


@dataclass(frozen=True, slots=True)
class Marsad:
    """``marsad`` with a settings file.

    Attributes:
        parent: The process that forks its lives.
        config: The settings file.
        database: The database it names.
        lives: Every process that was started.

    """

    parent: subprocess.Popen[bytes]
    config: Path
    database: Path
    lives: list[Life] = field(default_factory=list)

    async def start(self, *arguments: str) -> Life:
        """Start a command; its output is kept."""
        folder = self.config.parent / f"life-{len(self.lives)}"
        folder.mkdir()
        assert self.parent.stdin is not None
        self.parent.stdin.write(json.dumps([str(folder), "--config", str(self.config), *arguments]).encode() + b"\n")
        self.parent.stdin.flush()
        await until((folder / "pid").exists, seconds=60)
        life = Life(folder, int((folder / "pid").read_text(encoding="ascii")))
        self.lives.append(life)
        return life

    def end(self) -> None:
        """Kill what still runs, so that a failed test leaves nothing behind."""
        for life in self.lives:
            if not (life.folder / "code").exists():
                with suppress(ProcessLookupError):
                    os.kill(life.pid, signal.SIGKILL)


@contextmanager
def parent_of_lives() -> Iterator[subprocess.Popen[bytes]]:
    """The process that forks others, for as long as the block lasts."""
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdin=subprocess.PIPE) as parent:
        yield parent
        parent.kill()


async def until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait for something another process does."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event of ours
            await asyncio.sleep(0.01)
