"""Telegram's HTML: what is read, what is refused and in which words."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.telegram_entities import utf16_length
from simulator.telegram_html import parse
from simulator.telegram_html_cursor import CannotParse

REFUSED = [
    ("<p>Hello</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("line<br/>", 'Unsupported start tag "br/" at byte offset 4'),
    ("مرحبا <h1>", 'Unsupported start tag "h1" at byte offset 11'),
    ("🏁<x>", 'Unsupported start tag "x" at byte offset 4'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("<", "Unclosed start tag at byte offset 0"),
    ("<b", "Unclosed start tag at byte offset 0"),
    ("<b ", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("<b =x>", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href=x", "Unclosed start tag at byte offset 0"),
    ("<a href='x", "Unclosed start tag at byte offset 0"),
    ("<a href=https://x.com>x</a>", "Unexpected end of name token at byte offset 8"),
    ("<b>bold", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>both</b>", 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"'),
    ("<b>x</strong>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</strong>"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<span class="big">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
]


@pytest.mark.parametrize(("html", "words"), REFUSED)
def test_bad_markup_is_refused_in_telegrams_words(html: str, words: str) -> None:
    with pytest.raises(CannotParse) as refusal:
        parse(html)

    assert str(refusal.value) == words


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(CannotParse, match="check for unmatched surrogate code units"):
        parse("&#xD83C;")


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<strong>x</strong>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<u>x</u>", "underline"),
        ("<ins>x</ins>", "underline"),
        ("<s>x</s>", "strikethrough"),
        ("<strike>x</strike>", "strikethrough"),
        ("<del>x</del>", "strikethrough"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ("<B>x</b >", "bold"),
        ("<b>x</>", "bold"),
    ],
)
def test_every_tag_makes_its_entity(html: str, kind: str) -> None:
    formatted = parse(html)

    assert formatted.text == "x"
    assert [entity.as_json() for entity in formatted.entities] == [{"type": kind, "offset": 0, "length": 1}]


@pytest.mark.parametrize(
    ("html", "details"),
    [
        ('<a href="https://example.org/a?b=1&amp;c=2">x</a>', {"url": "https://example.org/a?b=1&c=2"}),
        ("<a href='EXAMPLE.org'>x</a>", {"url": "http://example.org/"}),
        ("<a href=example.org>x</a>", {"url": "http://example.org/"}),
        ('<a href="tg://user?id=42">x</a>', {"user": {"id": 42, "is_bot": False, "first_name": ""}}),
        ('<pre><code class="language-sql">x</code></pre>', {"language": "sql"}),
        ('<code class="language-sql"><pre>x</pre></code>', {"language": "sql"}),
        ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', {"custom_emoji_id": "5368324170671202286"}),
    ],
)
def test_attributes_become_the_entitys_fields(html: str, details: dict[str, object]) -> None:
    (entity,) = parse(html).entities

    assert entity.details == details


def test_a_link_without_address_points_to_its_text() -> None:
    (entity,) = parse("<a>example.org</a>").entities

    assert entity.details == {"url": "http://example.org/"}


@pytest.mark.parametrize("html", ['<a href="nowhere">x</a>', '<a href="ftp://example.org">x</a>', "<a>x</a>"])
def test_a_link_to_nowhere_is_dropped_and_its_text_stays(html: str) -> None:
    formatted = parse(html)

    assert (formatted.text, formatted.entities) == ("x", ())
    assert "is dropped" in formatted.warnings[0]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("&#65;&#x42;&#1605;", "ABم"),
        ("&amp;lt;", "&lt;"),
        ("&lt", "<"),
        ("Q&A", "Q&A"),
        ("a & b", "a & b"),
        ("&nbsp;&copy;", "&nbsp;&copy;"),
        ("&LT;", "&LT;"),
        ("&#0;&#1114111;&#X41;", "&#0;&#1114111;&#X41;"),
        ("2 > 1", "2 > 1"),
    ],
)
def test_references_are_read_as_telegram_reads_them(html: str, text: str) -> None:
    assert parse(html).text == text


@pytest.mark.parametrize(
    ("html", "warning"),
    [
        ("Q&A", "unescaped & at byte offset 1"),
        ("2 > 1", "unescaped > at byte offset 2"),
        ("&lt x", "reference without ; at byte offset 0"),
        ("<b>x</>", "end tag without a name at byte offset 4"),
        ('<b id="1">x</b>', "attribute id of b is ignored"),
    ],
)
def test_what_telegram_lets_pass_is_warned_of(html: str, warning: str) -> None:
    assert parse(html).warnings == (warning,)


def test_offsets_count_utf16_code_units() -> None:
    formatted = parse("🏁 مرحبا <b>🏁&lt;é</b>")

    assert formatted.text == "🏁 مرحبا 🏁<é"
    assert [(entity.offset, entity.length) for entity in formatted.entities] == [(9, 4)]


def test_nested_tags_are_given_from_the_outside_in() -> None:
    formatted = parse("<i>a<b>b<u>c</u></b></i>")

    assert [(entity.type, entity.offset, entity.length) for entity in formatted.entities] == [
        ("italic", 0, 3),
        ("bold", 1, 2),
        ("underline", 2, 1),
    ]


def test_a_tag_around_nothing_leaves_nothing() -> None:
    assert parse("a<b></b>c").entities == ()


@given(st.text(st.characters(codec="utf-8")))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    formatted = parse(f"<b>{escaped}</b>")

    assert formatted.text == text
    assert formatted.warnings == ()
    assert sum(entity.length for entity in formatted.entities) == utf16_length(text)


@given(st.text("<>/&;=#'\" abipx1é🏁\0\n"))
def test_any_text_is_read_or_refused(html: str) -> None:
    with suppress(CannotParse):
        formatted = parse(html)

        assert all(entity.end <= utf16_length(formatted.text) for entity in formatted.entities)
