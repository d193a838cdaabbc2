import pytest

from connectors.markup import LONGEST_FRAGMENT, of_class, parsed, plain_text


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (None, None),
        ("", None),
        (" \n ", None),
        ("<p></p>", None),
        ("words", "words"),
        ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
        ("<p>one<p>two", "one\ntwo"),
        ("one\ntwo\t three", "one two three"),
        ("a&nbsp;b &amp; c &lt;d&gt;", "a b & c <d>"),
        ("<b>a</b> <i>b</i><b>c</b>", "a bc"),
        ("<ul><li>1</li><li>2</li></ul>", "1\n2"),
        ("<script>alert(1)</script><style>p{}</style>words<!-- none -->", "words"),
        ("<script>alert(1)", None),
        ("<title>not shown</title>words", "words"),
        ("الأمن <b>الوطني</b>", "الأمن الوطني"),
        ("\ud800 half a pair", "? half a pair"),
        ("🚓 <b>19</b>", "🚓 19"),
    ],
)
def test_words_are_what_a_reader_would_see(html: str | None, words: str | None) -> None:
    assert plain_text(html) == words


def test_of_a_long_fragment_the_beginning_is_read() -> None:
    assert len(plain_text("x" * 10 * LONGEST_FRAGMENT) or "") == LONGEST_FRAGMENT


def test_elements_are_found_by_any_of_their_classes() -> None:
    page = parsed(b'<p class="a  b\tc">1</p><p class="ab">2</p><p class="b"><time>3</time></p>')

    assert page is not None
    assert [element.text_content() for element in of_class(page, "b")] == ["1", "3"]
    assert [element.tag for element in of_class(page, "b", path="//time")] == ["time"]


def test_a_page_is_not_read_deeper_than_any_page_is() -> None:
    page = parsed(b'<div class="x">' + b"<div>" * 200_000)

    assert page is not None
    assert len(of_class(page, "x")) == 1
    assert sum(1 for _ in page.iter("div")) <= 256


@pytest.mark.parametrize("unit", ["<p>", "<b>", "<a ", '<a b="', "<table>", "<!--", "&#", "<", "<a></b>", "\0"])
def test_a_page_of_nothing_but_beginnings_has_an_end(unit: str) -> None:
    page = parsed(f'<div class="x">{unit * (500_000 // len(unit))}'.encode())

    assert page is not None
    assert len(of_class(page, "x")) == 1
