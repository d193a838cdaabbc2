"""How the simulated platforms treat the app that asks: words, limits and permissions, which a test may change."""

from dataclasses import dataclass
from enum import StrEnum


class Vocabulary(StrEnum):
    """Whether X says tweet or post: its description changed in August 2026 and its answers followed unevenly."""

    BY_REQUEST = "by_request"
    """As the caller does: ``post.fields`` brings post words, anything else tweet words."""
    TWEET = "tweet"
    POST = "post"
    UNEVEN = "uneven"
    """Post words, except the counters, which stay ``tweet_count``."""


@dataclass(slots=True, kw_only=True)
class XRules:
    """How X treats the app that asks.

    Attributes:
        vocabulary: Which words it uses.
        refused_fields: Values of ``user.fields`` it does not know any more.
        requests_per_window: Requests an app may make to one endpoint in 15 minutes.

    """

    vocabulary: Vocabulary = Vocabulary.BY_REQUEST
    refused_fields: frozenset[str] = frozenset()
    requests_per_window: int = 300

    def __post_init__(self) -> None:
        """Read the vocabulary from its name too.

        Raises:
            ValueError: When there is no such vocabulary.

        """
        self.vocabulary = Vocabulary(self.vocabulary)


class TokenKind(StrEnum):
    """Whose token asks the Graph API, which decides the limit it lives under."""

    SYSTEM_USER = "system_user"
    USER = "user"
    APP = "app"


class Feature(StrEnum):
    """The reviewed feature that lets an app read Pages it does not manage."""

    CONTENT = "ppca"
    """Page Public Content Access: the Page and its posts."""
    METADATA = "ppma"
    """Page Public Metadata Access: the Page only."""
    NONE = "none"


@dataclass(slots=True, kw_only=True)
class GraphRules:
    """How the Graph API treats the app that asks.

    Attributes:
        token_kind: Whose token it is.
        app_users: Users of the app; an app or user token may make 200 calls an hour for each.
        engaged_users: Users who engaged with the business's Pages; a system user's token may make 4,800 calls a day
            for each.
        feature: What the app was reviewed for.
        can_discover: Whether the token may use Instagram's business discovery.
        requires_proof: Whether the app refuses requests without an ``appsecret_proof``.
        used_percent: Share of the limit shown and enforced whatever was asked; None counts the calls.

    """

    token_kind: TokenKind = TokenKind.SYSTEM_USER
    app_users: int = 1
    engaged_users: int = 10
    feature: Feature = Feature.CONTENT
    can_discover: bool = True
    requires_proof: bool = False
    used_percent: int | None = None

    def __post_init__(self) -> None:
        """Read the states from their names too.

        Raises:
            ValueError: When there is no such kind of token or feature.

        """
        self.token_kind = TokenKind(self.token_kind)
        self.feature = Feature(self.feature)


@dataclass(slots=True, kw_only=True)
class Allowances:
    """What a credential may ask in a day.

    Attributes:
        linkedin: Requests to LinkedIn, which publishes no number.
        threads: Lookups of profiles; source: https://developers.facebook.com/docs/threads/threads-profiles.
        tiktok: Requests to the Research API; source: https://developers.tiktok.com/doc/research-api-faq.
        youtube: Units of the YouTube Data API; source: https://developers.google.com/youtube/v3/getting-started#quota.

    """

    youtube: int = 10_000
    threads: int = 1_000
    tiktok: int = 1_000
    linkedin: int = 100_000
