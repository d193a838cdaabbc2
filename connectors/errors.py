"""Failures of a whole request, sorted by what the caller should do next.

    ConnectorError
    ├── TransientError          try again later; nothing is wrong with the settings
    │   ├── RateLimited         not before the instant it names
    │   ├── Unavailable         the platform or the way to it is down
    │   └── BudgetSpent         money, units or a monthly cap are used up
    └── PermanentError          a person must act; trying again changes nothing
        ├── AuthFailed          the credential is wrong, expired or revoked
        ├── NotPermitted        the credential is fine but may not do this
        └── MalformedAnswer     the platform answered something this version cannot read

No message carries a secret: a connector passes the platform's words through ``redacted`` with its own credentials.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pydantic import SecretStr

LONGEST_DETAIL = 300
"""Characters of a platform's own words kept in an error: X echoes every parameter of a refused request."""


class ConnectorError(Exception):
    """The request as a whole failed, and no account of the batch was read."""


class TransientError(ConnectorError):
    """Time mends it."""


class RateLimited(TransientError):
    """The platform asks for a pause.

    Attributes:
        until: The instant the platform named; None when it named none.
        after: The pause the platform asked for, counted from its answer; None when it named none.

    """

    def __init__(self, message: str, *, until: datetime | None = None, after: timedelta | None = None) -> None:
        super().__init__(message)
        self.until = until
        self.after = after


class Unavailable(TransientError):
    """No usable answer: a timeout, a refused connection, a 5xx, a page of HTML instead of data."""


class BudgetSpent(TransientError):
    """A prepaid or capped allowance is used up.

    Attributes:
        until: When it renews (UTC); None when the platform did not say.

    """

    def __init__(self, message: str, *, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class PermanentError(ConnectorError):
    """A person mends it."""


class AuthFailed(PermanentError):
    """The credential was refused."""


class NotPermitted(PermanentError):
    """The credential lacks a permission, a plan or a review that the request needs."""


class MalformedAnswer(PermanentError):
    """The answer is not of the shape the platform documents."""


def redacted(text: object, secrets: Iterable[SecretStr | None]) -> str:
    """``text`` with every given secret replaced by ``***``, cut to ``LONGEST_DETAIL`` characters, on one line."""
    clean = str(text)
    for secret in secrets:
        if secret is not None and secret.get_secret_value():
            clean = clean.replace(secret.get_secret_value(), "***")
    return " ".join(clean.split())[:LONGEST_DETAIL]
