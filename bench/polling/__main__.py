"""``make bench-polling``: requests, accounts a second and processor time, beside bare aiohttp in the same run."""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from bench.polling.measuring import (
    Measured,
    bare_reads,
    batched,
    bluesky_address,
    bluesky_connector,
    connector_reads,
    poll_reads,
    refs_of_bluesky,
    refs_of_x,
    x_address,
    x_connector,
)
from bot.polling import IN_FLIGHT

LATENCY_S: Final = 0.150
ROUNDS: Final = 3
"""Times each measurement is taken; the quickest counts, since others use the machine as well."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; a missed goal is a line of the table, not a failure of the run."""
    parser = argparse.ArgumentParser(prog="make bench-polling", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the lines as JSON")
    parser.add_argument("--accounts", type=int, default=10_000, help="accounts to read (default %(default)s)")
    asked = parser.parse_args(arguments)
    lines = asyncio.run(_lines(asked.accounts))
    print(json.dumps(lines, indent=1) if asked.json else "\n".join(map(_row, lines)))
    return 0


async def _lines(number: int) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = []
    with _server(0.0) as port:
        for ours, bare in (await _pairs(port, number)).values():
            lines += [_line(bare), _line(ours, share=ours.rate / bare.rate, of="bare", goal=0.5)]
        whole = min([await poll_reads("X, recorded and judged", port, number) for _ in range(2)], key=_seconds)
        lines.append(_line(whole))
    with _server(LATENCY_S) as port:
        ideal = IN_FLIGHT * 100 / LATENCY_S
        slow = await connector_reads("X, 150 ms away", x_connector(port), batched(refs_of_x(number), 100))
        lines.append(_line(slow, share=slow.rate / ideal, of="ideal", goal=0.85))
        whole = await poll_reads("X, 150 ms away, recorded and judged", port, number)
        lines.append(_line(whole, share=whole.rate / ideal, of="ideal", goal=None))
    return lines


async def _pairs(port: int, number: int) -> dict[str, tuple[Measured, Measured]]:
    """Ours and bare aiohttp's, turn about, the quickest of each."""
    x_batches, sky_batches = batched(refs_of_x(number), 100), batched(refs_of_bluesky(number), 25)
    found: dict[str, tuple[list[Measured], list[Measured]]] = {"x": ([], []), "bluesky": ([], [])}
    for _ in range(ROUNDS):
        found["x"][1].append(await bare_reads("X, bare aiohttp", x_address(port), "data", x_batches))
        found["x"][0].append(await connector_reads("X", x_connector(port), x_batches))
        bare = await bare_reads("Bluesky, bare aiohttp", bluesky_address(port), "profiles", sky_batches)
        found["bluesky"][1].append(bare)
        found["bluesky"][0].append(await connector_reads("Bluesky", bluesky_connector(port), sky_batches))
    return {name: (min(ours, key=_seconds), min(bare, key=_seconds)) for name, (ours, bare) in found.items()}


def _seconds(measured: Measured) -> float:
    return measured.seconds


def _line(
    measured: Measured, *, share: float | None = None, of: str | None = None, goal: float | None = None
) -> dict[str, object]:
    return {
        "what": measured.name,
        "requests": measured.requests,
        "accounts": measured.accounts,
        "accounts_per_s": round(measured.rate),
        "cpu_ms_per_1000": round(measured.cpu_per_thousand_ms, 1),
        "share": None if share is None else round(share, 3),
        "of": of,
        "goal": goal,
    }


def _row(line: dict[str, object]) -> str:
    share = "" if line["share"] is None else f"{line['share']:>7.0%} of {line['of']}"
    goal = "" if line["goal"] is None else f" (goal {line['goal']:.0%})"
    counts = f"{line['requests']:>5} requests {line['accounts_per_s']:>8,} accounts/s"
    return f"{line['what']:<38}{counts} {line['cpu_ms_per_1000']:>8} ms CPU/1,000{share}{goal}"


@contextmanager
def _server(delay_s: float) -> Iterator[int]:
    """The platform in a process of its own; its port."""
    command = [sys.executable, "-m", "bench.polling.server", str(delay_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
        try:
            yield int(process.stdout.readline() if process.stdout else "")
        finally:
            process.terminate()


if __name__ == "__main__":
    raise SystemExit(main())
