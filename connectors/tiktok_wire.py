"""TikTok's user as the Research API answers, and the readings it is.

Sources: https://developers.tiktok.com/doc/research-api-specs-query-user-info,
https://developers.tiktok.com/doc/client-access-token-management and
https://developers.tiktok.com/doc/tiktok-api-v2-error-handling.
"""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, SecretStr

from connectors.daily import next_midnight
from connectors.errors import AuthFailed, BudgetSpent, ConnectorError, MalformedAnswer, NotPermitted
from connectors.limits import refusal
from connectors.wire import Clean, Counter, Flag, Reply, Text, picture_mark, read_counters, read_model
from growth.platform import Metric
from growth.reading import AccountRef, Profile, Reading, Unread, UnreadReason

FIELDS = "display_name,bio_description,avatar_url,is_verified,follower_count,following_count,likes_count,video_count"

_NAME = re.compile(r"[a-z0-9_.]{2,24}(?<!\.)")
"""Source: https://support.tiktok.com/en/getting-started/setting-up-your-profile/changing-your-username."""

_OLD_TOKEN = frozenset({"access_token_invalid", "invalid_token"})
_NO_SCOPE = frozenset({"scope_not_authorized", "scope_permission_missed"})
_SPENT = "daily_quota_limit_exceeded"
_WRONG_NAME = "invalid_params"
"""The name is the only thing in the request that is not known to be right."""
_BAD_KEY = frozenset({"invalid_client", "invalid_request", "unauthorized_client", "invalid_grant"})


class _Error(BaseModel):
    model_config = ConfigDict(frozen=True)
    code: Text = None
    message: Text = None


_NO_ERROR = _Error()


class _User(BaseModel):
    model_config = ConfigDict(frozen=True)
    display_name: Text = None
    bio_description: Text = None
    avatar_url: Text = None
    is_verified: Flag = None
    follower_count: Counter = None
    following_count: Counter = None
    likes_count: Counter = None
    video_count: Counter = None


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)
    data: Annotated[_User | None, PlainValidator(lambda value: read_model(_User, value) if value else None)] = None
    error: Annotated[_Error, PlainValidator(lambda value: read_model(_Error, value) or _NO_ERROR)] = _NO_ERROR


class _Login(BaseModel):
    """The answer of the token's address, whose error is a word of its own."""

    model_config = ConfigDict(frozen=True)
    access_token: Annotated[str, Field(pattern=r"^[!-~]{1,4096}$")] | None = None
    error: Text = None
    error_description: Text = None


def name_of(ref: AccountRef) -> str | None:
    """What to ask for; None for a name that TikTok can not have. No id is told, so there is none to ask for."""
    name = ref.handle.lower()
    return name if _NAME.fullmatch(name) else None


def parse_login(reply: Reply, *, clean: Clean) -> SecretStr:
    """The token that an answer brings.

    Raises:
        ConnectorError: If it brings none.

    """
    login = read_model(_Login, reply.body) or _Login()
    if reply.is_success and login.access_token is not None:
        return SecretStr(login.access_token)
    said = clean(login.error_description or login.error or reply.silence)
    words = f"TikTok gave no token, with status {reply.status}: {said}"
    if login.error in _BAD_KEY:
        raise AuthFailed(words)
    raise refusal(reply, words)


def is_of_old_token(reply: Reply) -> bool:
    """Whether an answer only says that the token has ended, as every token does after two hours."""
    answer = read_model(_Answer, reply.body)
    return answer is not None and answer.error.code in _OLD_TOKEN


def parse(reply: Reply, ref: AccountRef, *, clean: Clean) -> Reading:
    """What an answer says of the user asked for.

    Raises:
        ConnectorError: If it is a refusal of something else, or not what TikTok documents.

    """
    answer = read_model(_Answer, reply.body) or _Answer()
    if reply.is_success and answer.error.code == "ok" and answer.data is not None:
        return _profile(answer.data, ref)
    said = clean(answer.error.message or answer.error.code or reply.silence)
    if answer.error.code == _WRONG_NAME and "field" not in said:
        return Unread(UnreadReason.PROTECTED if "private" in said.lower() else UnreadReason.NOT_FOUND, said)
    raise _failure(reply, answer.error.code, f"TikTok refused with status {reply.status}: {said}")


def _failure(reply: Reply, code: str | None, words: str) -> ConnectorError:
    if code in _OLD_TOKEN:
        return AuthFailed(words)
    if code in _NO_SCOPE:
        return NotPermitted(words)
    if code == _SPENT:
        return BudgetSpent(words, until=next_midnight(reply.headers))
    if code == "ok":
        return MalformedAnswer("TikTok answered without a user")
    return refusal(reply, words)


def _profile(user: _User, ref: AccountRef) -> Profile:
    counters, absent = read_counters(
        {
            Metric.FOLLOWERS: user.follower_count,
            Metric.FOLLOWING: user.following_count,
            Metric.LIKES: user.likes_count,
            Metric.POSTS: user.video_count,
        }
    )
    return Profile(
        platform_id=None,
        handle=ref.handle,
        counters=counters,
        absent=absent,
        display_name=user.display_name,
        verified=user.is_verified,
        url=f"https://www.tiktok.com/@{ref.handle.lower()}",
        description=user.bio_description,
        picture=picture_mark(user.avatar_url),
    )
