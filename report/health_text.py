"""What /health answers: whether the watch itself is well, and how each platform is being read."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from growth.health import Health, PlatformHealth
from report.account_text import platform_name
from report.telegram_html import Html
from report.words import Words


def health_text(health: Health, words: Words, *, zone: ZoneInfo) -> str:
    """The verdict, a line a platform, and the messages that wait, as Telegram HTML.

    Args:
        health: How the watch is doing.
        words: The chat's language.
        zone: The chat's time zone.

    """
    platforms = [_platform(one, health, words, zone) for one in health.platforms if one.watched]
    blocks = ([words.say("health.title"), *_verdict(health, words)], platforms, list(_messages(health, words)))
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _verdict(health: Health, words: Words) -> Iterator[Html]:
    for platform in health.blind:
        yield words.say("health.blind", platform=platform_name(platform.platform, words))
    if health.is_stuck:
        yield words.say("health.stuck")
    if not health.blind and not health.is_stuck:
        yield words.say("health.well")


def _platform(one: PlatformHealth, health: Health, words: Words, zone: ZoneInfo) -> Html:
    name, accounts = platform_name(one.platform, words), words.counted("accounts", one.watched)
    said = [
        words.say("health.never", platform=name, accounts=accounts)
        if one.last_at is None
        else words.say("health.read", platform=name, accounts=accounts, age=words.span(health.at - one.last_at))
    ]
    if one.overdue:
        said.append(words.say("health.overdue", accounts=words.counted("accounts", one.overdue)))
    if one.failing_since is not None:
        said.append(words.say("health.failing", age=words.span(health.at - one.failing_since)))
    if one.held_until is not None:
        said.append(words.say("health.held", instant=words.instant(one.held_until, zone)))
    return Html("\n".join(said))


def _messages(health: Health, words: Words) -> Iterator[Html]:
    waiting = sum(count for state, count in health.letters.items() if state != "parked")
    parked = health.letters.get("parked", 0)
    if waiting:
        age = words.span(health.at - (health.oldest or health.at))
        yield words.say("health.waiting", messages=words.counted("messages", waiting), age=age)
    if parked:
        yield words.say("health.parked", messages=words.counted("messages", parked))
