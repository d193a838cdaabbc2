"""Words out of HTML, as a reader would see them: profiles and pages carry markup that no message needs."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

_BREAKS = "br, p, div, li"


def plain_text(html: str | None) -> str | None:
    """The words of a fragment, one line a paragraph, on single blanks; None when there are none."""
    return text_of(LexborHTMLParser(html).body) if html else None


def text_of(node: LexborNode | None) -> str | None:
    """The words of an element, likewise; the element is changed by it."""
    if node is None:
        return None
    for element in node.css(_BREAKS):
        element.insert_after("\n")
    node.strip_tags(["script", "style", "template"])
    lines = (" ".join(line.split()) for line in node.text().splitlines())
    return "\n".join(line for line in lines if line).replace("\0", "") or None
