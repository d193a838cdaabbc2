"""How an account is named in a message: its agency, its platform, and a handle that leads to it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from growth import platform
from growth.agency import AccountName
from growth.digest import AccountStatus
from growth.platform import Platform
from report.telegram_html import Html, clean_name, code, escape, link
from report.words import Words

_PROFILES: Final[Mapping[Platform, str]] = {
    platform.X: "https://x.com/{}",
    platform.FACEBOOK: "https://www.facebook.com/{}",
    platform.INSTAGRAM: "https://www.instagram.com/{}/",
    platform.THREADS: "https://www.threads.com/@{}",
    platform.TELEGRAM: "https://t.me/{}",
    platform.TIKTOK: "https://www.tiktok.com/@{}",
    platform.BLUESKY: "https://bsky.app/profile/{}",
    platform.LINKEDIN: "https://www.linkedin.com/company/{}",
}
"""Where a profile is, by handle; platforms whose handle alone does not say so are left out."""

_WITH_AT_SIGN: Final = frozenset(
    {platform.X, platform.INSTAGRAM, platform.THREADS, platform.TELEGRAM, platform.MASTODON, platform.BLUESKY}
    | {platform.TIKTOK}
)


def written_handle(handle: str, where: Platform) -> str:
    """The handle as people write it on its platform, cleaned but not escaped."""
    clean = clean_name(handle)
    return f"@{clean}" if where in _WITH_AT_SIGN else clean


def handle_text(name: AccountName) -> Html:
    """The handle as a link to the profile, or in fixed width where no address is known.

    Either way Telegram does not take it for the name of one of its own users.
    """
    profile, written = _PROFILES.get(name.platform), written_handle(name.handle, name.platform)
    return code(written) if profile is None else link(written, profile.format(quote(clean_name(name.handle), safe="")))


def platform_name(platform: Platform, words: Words) -> Html:
    """What people call a platform; its own name if the words do not know it."""
    return words.name_of("platform", platform)


def account_line(name: AccountName, words: Words) -> Html:
    """Agency, platform and handle: the line that says whom a message is about."""
    return words.say(
        "account.line",
        agency=name.in_language(words.language),
        platform=platform_name(name.platform, words),
        handle=handle_text(name),
    )


def short_names(accounts: Sequence[AccountStatus], words: Words) -> Mapping[int, Html]:
    """Names for lists, by account key: agency and platform, with the handle where that leaves a doubt.

    Where all accounts are one agency's, it is left out. The handle goes without its sign, which Telegram would turn
    into a mention.
    """
    sharers = Counter((status.name.agency, status.name.platform) for status in accounts)
    is_one_agency = len({status.name.agency for status in accounts}) == 1
    return {
        status.account: short_name(
            status.name,
            words,
            with_agency=not is_one_agency,
            with_handle=sharers[status.name.agency, status.name.platform] > 1,
        )
        for status in accounts
    }


def short_name(name: AccountName, words: Words, *, with_agency: bool = True, with_handle: bool = False) -> Html:
    """Platform, before it the agency, and after it the handle without its sign."""
    parts = {
        "agency": escape(clean_name(name.in_language(words.language))),
        "platform": platform_name(name.platform, words),
        "handle": escape(clean_name(name.handle)),
    }
    kinds = {(True, True): "full", (True, False): "agency", (False, True): "handle", (False, False): "platform"}
    return words.say(f"account.short.{kinds[with_agency, with_handle]}", **parts)
