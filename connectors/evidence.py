"""What answered a question, for the record: where an answer came from, and the hash of its bytes.

Every way out to a platform tells of the answers that come in, whichever connector asked: ``witness``. Whoever wants to
know collects them around a reading: ``collected``. The list goes with the context of the task and into every task and
thread that it starts, so that readings at the same time stay apart; nobody in between hands it on.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from connectors.errors import redacted


@dataclass(frozen=True, slots=True)
class Evidence:
    """An answer that was read.

    Attributes:
        address: Scheme, host and path of what was asked; no query, where secrets and names stand.
        digest: SHA-256 of the answer's body as it came, unpacked; 32 bytes.

    """

    address: str
    digest: bytes


_COLLECTED: Final[ContextVar[list[Evidence] | None]] = ContextVar("collected", default=None)


@contextmanager
def collected() -> Iterator[list[Evidence]]:
    """The answers that come in while the block lasts, in the order in which they came."""
    found: list[Evidence] = []
    token = _COLLECTED.set(found)
    try:
        yield found
    finally:
        _COLLECTED.reset(token)


def witness(url: str, status: int, body: bytes, *, secrets: Sequence[SecretStr | None] = ()) -> None:
    """Tell of an answer; a refusal is none, and nothing is done where nobody collects."""
    found = _COLLECTED.get()
    if found is not None and 200 <= status < 300:  # noqa: PLR2004 - the class of HTTP statuses that mean success
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        address = redacted(f"{parts.scheme}://{host}{parts.path}", secrets)
        found.append(Evidence(address, hashlib.sha256(body).digest()))
