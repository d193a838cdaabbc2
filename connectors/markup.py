"""Words and parts out of HTML, as a reader would see them: profiles carry markup that no message needs.

The one module that knows lxml, which stops at 256 levels and takes hardly longer for a hostile page than for another.
"""

import re
from collections.abc import Sequence
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

LONGEST_FRAGMENT: Final = 20_000
"""Characters of a biography or a subtitle that are looked at."""

_BREAKS: Final = frozenset({"br", "p", "div", "li"})
_UNSEEN: Final = ("script", "style", "template", "title", etree.Comment, etree.ProcessingInstruction)
_BLANK: Final = re.compile(r"\s")


def parsed(data: bytes) -> HtmlElement | None:
    """A page, or a part of one, in UTF-8; None when there is nothing in it."""
    try:
        page = document_fromstring(data, parser=HTMLParser(encoding="utf-8", no_network=True))
    except etree.ParserError:
        return None
    etree.strip_elements(page, *_UNSEEN, with_tail=False)
    return page


def of_class(element: HtmlElement, name: str, *, path: str = "") -> Sequence[HtmlElement]:
    """The elements of a class within an element, in the order of the page.

    Args:
        element: Where to look.
        name: The class.
        path: From these to others, such as ``//time``; empty gives these.

    """
    is_of_class = f'contains(concat(" ", normalize-space(@class), " "), " {name} ")'
    found: list[HtmlElement] = element.xpath(f".//*[{is_of_class}]{path}")
    return found


def text_of(element: HtmlElement) -> str | None:
    """The words of an element, one line a paragraph, on single blanks; None when there are none."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        text = node.text if event == "start" else node.tail if node is not element else None
        parts += ["\n" if node.tag in _BREAKS else "", _BLANK.sub(" ", text or "")]
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line) or None


def plain_text(html: str | None) -> str | None:
    """The words of a fragment, likewise; of a long one those of its beginning."""
    page = parsed(html[:LONGEST_FRAGMENT].encode(errors="replace")) if html else None
    return None if page is None else text_of(page)


def links_in(data: bytes) -> Sequence[str]:
    """The addresses that a page links to, as they are written, in the order of the page, each once."""
    page = parsed(data)
    found = [] if page is None else page.xpath("//a/@href | //link[@rel='me']/@href")
    return list(dict.fromkeys(str(link).strip() for link in found))
