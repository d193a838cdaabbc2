"""The daemon: APScheduler says when, the app does it, and a signal ends it in good order.

APScheduler's own shutdown cancels what runs (https://github.com/agronholm/apscheduler/issues/233), so its jobs only
start tasks that are ours, and stopping waits for them.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.app import App
from bot.impersonators import look_in_turn
from growth.platform import Platform
from storage import accounts, polls
from storage.errors import StorageError

_log = structlog.get_logger("marsad.run")

DIGEST_TICK = timedelta(minutes=1)
"""How often due digests and reminders are looked for; both are counted, so a missed tick loses nothing."""

PRUNING = timedelta(days=1)
"""How often single readings that are older than wanted are let go of; the first time soon after a start."""

LOOKING_TICK = timedelta(hours=1)
"""How often it is seen whose lookalikes are to be looked up: one agency's at a time."""

HEARTBEAT = timedelta(seconds=2)
"""How often the clock is held against the one that only goes forward."""

CLOCK_SLACK = timedelta(seconds=30)
"""A smaller step of the clock moves the schedule by no more than itself, and is left alone."""


class Daemon:
    """Runs an app until told to stop."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._stop = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def stop(self) -> None:
        """Finish what is in flight, then return from ``run``. Safe to call twice."""
        self._stop.set()

    async def run(self) -> None:
        """Watch until ``stop``, SIGTERM or SIGINT. The caller holds the database for this process alone."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stop)
        await self._schedule()
        self._scheduler.start()
        _log.info("watching", platforms=list(self._app.pollers), telegram=self._app.delivery is not None)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow_clock())
                if self._app.delivery is not None:
                    group.create_task(self._app.delivery.run(self._stop))
                if self._app.listener is not None:
                    group.create_task(self._app.listener.listen(self._stop))
                await self._stop.wait()
                _log.info("stopping; finishing what is in flight")
                self._scheduler.pause()
                await asyncio.gather(*self._running)
        finally:
            self._scheduler.shutdown(wait=False)
        _log.info("stopped")

    async def _schedule(self) -> None:
        last = await asyncio.to_thread(self._last_polls)
        now = self._app.now()
        for platform in self._app.pollers:
            interval = self._app.settings.platform(platform).interval
            first = last[platform] + interval if platform in last else now
            first = min(max(now, first), now + interval)  # a poll of the future: the clock was set back since
            self._every(interval, f"poll {platform}", self._poll_of(platform), first=first)
        if self._app.settings.impersonators.every is not None:
            self._every(LOOKING_TICK, "impersonators", self._look_for_impersonators, first=now + LOOKING_TICK)
        self._every(DIGEST_TICK, "digests", self._open_digests, first=now)
        self._every(DIGEST_TICK, "reminders", self._open_reminders, first=now)
        self._every(PRUNING, "prune", self._prune, first=now + DIGEST_TICK)

    def _every(
        self, interval: timedelta, name: str, job: Callable[[], Coroutine[Any, Any, None]], *, first: datetime
    ) -> None:
        async def start() -> None:
            task = asyncio.create_task(self._guarded(name, job))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            await asyncio.shield(task)

        trigger = IntervalTrigger(seconds=int(interval.total_seconds()), timezone=UTC)
        self._scheduler.add_job(start, trigger, id=name, next_run_time=first)

    async def _follow_clock(self) -> None:
        """Give every job its turn when the clock is set: APScheduler would sit out the days it was set back by.

        Set forward, it would count every turn that was skipped, which takes minutes where a machine starts in 1970.
        """
        known = self._start_of_time()
        while not self._stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), HEARTBEAT.total_seconds())
            before, known = known, self._start_of_time()
            if abs(known - before) > CLOCK_SLACK:
                _log.warning("the clock was set; every job has its turn now", now=self._app.now().isoformat())
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=self._app.now())

    def _start_of_time(self) -> datetime:
        """When, by the clock of today, the one that only goes forward was zero; another instant once it is set."""
        return self._app.now() - timedelta(seconds=asyncio.get_running_loop().time())

    async def _guarded(self, name: str, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await job()
            if self._app.delivery is not None:
                self._app.delivery.wake()
        except StorageError as error:
            _log.error("a job failed; its next turn tries again", job=name, reason=str(error))
        except Exception:  # noqa: BLE001 - the outermost guard: one broken job must not end the watch
            _log.exception("a job failed unexpectedly; its next turn tries again", job=name)

    def _poll_of(self, platform: Platform) -> Callable[[], Coroutine[Any, Any, None]]:
        async def poll() -> None:
            report = await self._app.poll(platform)
            if report.polled:
                _log.info("polled", platform=platform, accounts=len(report.polled))

        return poll

    async def _open_reminders(self) -> None:
        opened = await self._app.open_reminders()
        if opened:
            _log.info("reminders opened", count=opened)

    async def _look_for_impersonators(self) -> None:
        agency = await look_in_turn(self._app)
        if agency is not None:
            _log.info("looked for impersonators", agency=agency)

    async def _open_digests(self) -> None:
        opened = await self._app.open_digests()
        if opened:
            _log.info("digests opened", count=opened)

    async def _prune(self) -> None:
        for platform, (before, pruned) in (await self._app.prune()).items():
            if pruned.runs:
                _log.info("pruned", platform=platform, before=before.date().isoformat(), runs=pruned.runs)

    def _last_polls(self) -> dict[Platform, datetime]:
        """When each platform was last polled, by its accounts; platforms that never were lack."""
        with self._app.store.read() as tx:
            platforms = {account.key: account.platform for account in accounts.accounts(tx)}
            last = polls.last_polls(tx)
        found: dict[Platform, datetime] = {}
        for key, run in last.items():
            found[platforms[key]] = max(run.last_at, found.get(platforms[key], run.last_at))
        return found
