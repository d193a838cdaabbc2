"""``marsad`` as a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Marsad:
    """``marsad`` with a settings file.

    Attributes:
        config: The settings file.
        database: The database it names.
        started: Every process that was started.

    """

    config: Path
    database: Path
    started: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        """Start a command; its output is kept."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "--config",
            str(self.config),
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONWARNINGS": "default"},
        )
        self.started.append(process)
        return process

    async def end(self) -> None:
        """Kill what still runs, so that a failed test leaves nothing behind."""
        for process in self.started:
            if process.returncode is None:
                process.kill()
                await process.communicate()

    async def stopped(self, process: asyncio.subprocess.Process, how: signal.Signals) -> tuple[int, str, str]:
        """Signal a process and wait for its end: exit code, standard output, standard error."""
        process.send_signal(how)
        return await self.ended(process)

    async def ended(self, process: asyncio.subprocess.Process) -> tuple[int, str, str]:
        """Wait for a process to end by itself."""
        async with asyncio.timeout(30):
            out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()


async def until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait for something another process does."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event of ours
            await asyncio.sleep(0.02)
