"""What holds for every text in every language."""

import re
import unicodedata
from collections.abc import Mapping

from growth.event import Facts, Rule
from report.telegram_html import FSI, PDI, entities, split, visible
from simulator.telegram_entities import Formatted
from simulator.telegram_text import message_text

ISOLATE = re.compile(f"{FSI}[^{FSI}{PDI}]*{PDI}")


def as_telegram_reads(html: str) -> Formatted:
    """What Telegram makes of a message; raises where it would refuse."""
    return message_text(html, "HTML", None).formatted


def direction(line: str) -> str:
    """The first strong direction of a line: L, R or AL; L without any. What is isolated has no say (UAX 9, P2)."""
    outside = re.sub(ISOLATE, "", re.sub(ISOLATE, "", re.sub(ISOLATE, "", line)))
    return next((kind for kind in map(unicodedata.bidirectional, outside) if kind in {"L", "R", "AL"}), "L")


def test_telegram_reads_every_text_as_it_is_meant(messages: Mapping[str, str]) -> None:
    parts = {name: split(text) for name, text in messages.items()}

    read = {name: [as_telegram_reads(part) for part in some] for name, some in parts.items()}

    assert {name: [one.text for one in some] for name, some in read.items()} == {
        name: [visible(part).strip() for part in some] for name, some in parts.items()
    }
    assert [name for name, some in read.items() if any(one.warnings for one in some)] == []


def test_every_text_is_sent_as_one_message(messages: Mapping[str, str]) -> None:
    parts = {name: len(split(text)) for name, text in messages.items()}

    assert set(parts.values()) == {1}


def test_every_isolate_is_closed_in_its_line(messages: Mapping[str, str]) -> None:
    lines = [line for text in messages.values() for line in text.split("\n")]

    opened = [line.count(FSI) for line in lines]

    assert opened == [line.count(PDI) for line in lines]


def test_every_line_runs_the_way_its_language_does(messages: Mapping[str, str], language: str) -> None:
    lines = [line for text in messages.values() for line in visible(text).split("\n") if line.strip()]
    own = lines if language != "ar" else [line for line in lines if "Federal Office" not in line]

    ways = {direction(line) for line in own}

    assert ways <= ({"R", "AL"} if language == "ar" else {"L"})


def test_no_placeholder_is_left_open(messages: Mapping[str, str]) -> None:
    assert [name for name, text in messages.items() if "{" in text or "}" in text] == []


def test_an_alert_has_at_most_six_lines(alert_texts: Mapping[str, str]) -> None:
    longest = max(len(text.split("\n")) for text in alert_texts.values())

    assert longest == 6


def test_an_alert_fits_a_phone_without_scrolling(alert_texts: Mapping[str, str]) -> None:
    assert max(len(visible(text)) for text in alert_texts.values()) < 700


def test_every_rule_has_a_text(alerts: Mapping[str, Facts]) -> None:
    assert {facts.rule for facts in alerts.values()} == set(Rule)


def test_a_digest_of_sixty_accounts_is_no_longer_than_a_screen_or_three(digests: Mapping[str, str]) -> None:
    text = digests["digest of sixty accounts"]

    assert len(text.split("\n")) < 50
    assert entities(text) < 20
