"""The simulator's own time: it stands still until told to move, or runs with the machine's."""

from datetime import UTC, datetime, timedelta


class Clock:
    """An instant that only moves when told to, unless it was made without one.

    Every limit, reset and date of the simulated platforms is counted on it.

    Args:
        now: Where it stands, in any zone. None lets it run with the machine's time, shifted by ``set`` and
            ``advance``.

    """

    def __init__(self, now: datetime | None = None) -> None:
        self._is_running = now is None
        self._instant = datetime.min.replace(tzinfo=UTC)
        self._shift = timedelta()
        if now is not None:
            self.set(now)

    @property
    def is_running(self) -> bool:
        """Whether it moves by itself."""
        return self._is_running

    def now(self) -> datetime:
        """The simulator's present, UTC."""
        return datetime.now(UTC) + self._shift if self._is_running else self._instant

    def set(self, to: datetime) -> None:
        """Move to an instant, backwards too.

        Raises:
            ValueError: When ``to`` has no time zone.

        """
        if to.tzinfo is None:
            raise ValueError("the simulator's clock takes an instant with its time zone")
        if self._is_running:
            self._shift = to - datetime.now(UTC)
        else:
            self._instant = to.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move by a period, backwards when it is negative."""
        self.set(self.now() + by)
