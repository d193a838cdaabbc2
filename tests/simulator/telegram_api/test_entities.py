"""How Telegram settles a text before it delivers it."""

import pytest

from simulator.telegram_call import Refused
from simulator.telegram_entities import Formatted, settled
from simulator.telegram_html import parse
from simulator.telegram_text import caption_text, message_text


def shape(html: str) -> tuple[str, list[tuple[str, int, int]]]:
    formatted = settled(parse(html))
    return formatted.text, [(entity.type, entity.offset, entity.length) for entity in formatted.entities]


def test_the_ends_are_trimmed_and_entities_follow() -> None:
    assert shape("\n  <b> two </b>words \n") == ("two words", [("bold", 0, 4)])


def test_an_entity_over_white_space_alone_is_dropped() -> None:
    assert shape("a<b> \n</b>c") == ("a \nc", [])


def test_control_characters_become_spaces_and_embedding_bidi_controls_vanish() -> None:
    assert shape("a\tb\r\u202bc\u202c<b>d</b>") == ("a bc" + "d", [("bold", 4, 1)])


def test_bidi_isolates_stay() -> None:
    assert shape("\u2068@DGSN_MAROC\u2069") == ("\u2068@DGSN_MAROC\u2069", [])


@pytest.mark.parametrize(
    ("html", "entities"),
    [
        ("<b>a<code>b</code>c</b>", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
        ("<code>a<b>b</b></code>", [("code", 0, 2)]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", [("blockquote", 0, 2)]),
        ("<blockquote>a<pre>b</pre></blockquote>", [("blockquote", 0, 2), ("pre", 1, 1)]),
        ('<a href="example.org">a<code>b</code></a>', [("text_link", 0, 2)]),
        ("<b>a</b><b>b</b>", [("bold", 0, 2)]),
        ('<b><a href="example.org">ab</a></b>', [("text_link", 0, 2), ("bold", 0, 2)]),
    ],
)
def test_entities_nest_as_documented(html: str, entities: list[tuple[str, int, int]]) -> None:
    assert shape(html)[1] == entities


def test_entities_past_the_hundredth_are_dropped_with_a_warning() -> None:
    formatted = settled(parse("<b>a</b> " * 103))

    assert len(formatted.entities) == 100
    assert formatted.warnings == ("3 entities past the first 100 are dropped",)


def test_a_plain_text_needs_nothing() -> None:
    assert settled(Formatted("plain")) == Formatted("plain")


def test_4096_code_units_after_parsing_are_a_message() -> None:
    wording = message_text("<b>" + "🏁" * 2048 + "</b>", "HTML", None)

    assert wording.formatted.text == "🏁" * 2048


@pytest.mark.parametrize(
    ("text", "parse_mode", "words"),
    [
        ("", "", "Bad Request: message text is empty"),
        (" \n ", "", "Bad Request: text must be non-empty"),
        ("<b> </b>", "HTML", "Bad Request: text must be non-empty"),
        ("🏁" * 2048 + "a", "", "Bad Request: message is too long"),
        ("&lt;" * 4097, "HTML", "Bad Request: message is too long"),
        ("a" * 32_769, "", "Bad Request: text is too long"),
        ("<b>", "html", "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("\ud83c", "", "Bad Request: strings must be encoded in UTF-8"),
        ("*a*", "MarkdownV2", "Bad Request: unsupported parse_mode"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused(text: str, parse_mode: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        message_text(text, parse_mode, None)

    assert (refusal.value.code, refusal.value.description) == (400, words)


def test_a_caption_has_1024_code_units() -> None:
    assert caption_text("a" * 1024, "", None).formatted.text == "a" * 1024

    with pytest.raises(Refused, match="Bad Request: message caption is too long"):
        caption_text("a" * 1025, "", None)
    with pytest.raises(Refused, match="Bad Request: MEDIA_CAPTION_TOO_LONG"):
        caption_text("a" * 1025, "", None, is_sent_alone=False)


def test_entities_given_as_such_are_kept_and_those_telegram_finds_are_not() -> None:
    entities = [{"type": "bold", "offset": 0, "length": 1}, {"type": "mention", "offset": 2, "length": 3}]

    wording = message_text("a @bc", "", entities)

    assert [entity.as_json() for entity in wording.formatted.entities] == entities[:1]
