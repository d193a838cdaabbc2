"""A daemon that is killed and started again, quicker than an interpreter starts.

One process imports everything once and forks each life of the daemon from itself; a life is a real process, running
the real command line, and can be killed like one.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

_PARENT = """
import os, sys
import bot.app, bot.cli.run, bot.daemon, connectors.x, telegram.ext  # what a life would spend its first seconds on

for _ in sys.stdin:
    life = os.fork()
    if life == 0:
        os.close(0)
        os.dup2(2, 1)
        bot.cli.main(sys.argv[1:])
    print(life, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(life, 0)[1]), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Lives:
    """The lives of one daemon, one after the other.

    Attributes:
        parent: The process that forks them.

    """

    parent: asyncio.subprocess.Process

    async def begin(self) -> int:
        """Start a life; its process id."""
        assert self.parent.stdin is not None
        self.parent.stdin.write(b"\n")
        return await self._number()

    async def end(self, life: int, how: signal.Signals) -> int:
        """Signal a life and wait for its end; its exit code, negative when the signal killed it."""
        os.kill(life, how)
        return await self._number()

    async def _number(self) -> int:
        assert self.parent.stdout is not None
        async with asyncio.timeout(30):
            return int(await self.parent.stdout.readline())


@asynccontextmanager
async def lives_of(config: Path, log: Path) -> AsyncIterator[Lives]:
    """``marsad run`` with a settings file, ready to begin; what it logs is added to ``log``."""
    command = [sys.executable, "-c", _PARENT, "--config", str(config), "run"]
    with log.open("ab") as errors:
        parent = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    try:
        yield Lives(parent)
    finally:
        os.killpg(parent.pid, signal.SIGKILL)
        await parent.communicate()
