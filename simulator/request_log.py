"""What was asked of the simulated APIs, without the secrets it was asked with."""

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import overload

from simulator.faults import Api

LONGEST_LOG = 20_000
"""Requests remembered: the oldest are forgotten first, so that a simulator left running for weeks stays small."""

SECRET_PARAMETERS = frozenset({"access_token", "appsecret_proof", "input_token", "secret_token", "client_secret"})
"""Parameters masked whatever their value."""

_TOKEN_IN_PATH = re.compile(r"/bot[^/]+")
_TOKEN_IN_TEXT = re.compile(r"(access_token|appsecret_proof)=[^&\"\s]*")


@dataclass(frozen=True, slots=True)
class Seen:
    """One request.

    Attributes:
        api: The API asked.
        method: HTTP method.
        path: Path without the query; a bot's token in it is ``***``.
        params: Query and form parameters, the last of a repeated one; secrets are ``***``, files are their names.
        at: When it was answered, on the simulator's clock (UTC).
        status: HTTP status of the answer; None when the connection was cut instead.

    """

    api: Api
    method: str
    path: str
    params: Mapping[str, str]
    at: datetime
    status: int | None


class RequestLog(Sequence[Seen]):
    """Requests in the order they were answered.

    Args:
        secrets: Text masked wherever it stands, on top of what is masked by name.

    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._seen: deque[Seen] = deque(maxlen=LONGEST_LOG)
        self._secrets = tuple(secret for secret in secrets if secret)

    def add(
        self, api: Api, method: str, path: str, params: Mapping[str, str], *, at: datetime, status: int | None
    ) -> None:
        """Remember one request, masking its secrets first."""
        clean = {name: "***" if name in SECRET_PARAMETERS else self._masked(value) for name, value in params.items()}
        self._seen.append(Seen(api, method, self._masked(_TOKEN_IN_PATH.sub("/bot***", path)), clean, at, status))

    def clear(self) -> None:
        """Forget every request."""
        self._seen.clear()

    def of(self, api: Api | str) -> tuple[Seen, ...]:
        """Those asked of one API, oldest first."""
        return tuple(seen for seen in self._seen if seen.api == api)

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._seen)

    @overload
    def __getitem__(self, index: int) -> Seen: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Seen]: ...
    def __getitem__(self, index: int | slice) -> Seen | Sequence[Seen]:
        """One request, or a slice of them."""
        if isinstance(index, int):
            return self._seen[index]
        return tuple(islice(self._seen, *index.indices(len(self))))

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _TOKEN_IN_TEXT.sub(r"\1=***", text) if "=" in text else text
