"""The Batch API's one parameter, read.

Source: https://developers.facebook.com/docs/graph-api/batch-requests.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from simulator.graph_problem import BATCH_NOT_A_LIST, BATCH_TOO_LARGE, GraphRefusal


@dataclass(frozen=True, slots=True)
class Element:
    """One request of a batch.

    Attributes:
        method: HTTP method, in capitals.
        path: Path with a leading slash.
        params: Parameters of its address.

    """

    method: str
    path: str
    params: Mapping[str, str]


def parsed_batch(text: str, largest: int) -> tuple[Element, ...]:
    """The requests of a batch, in order.

    Args:
        text: The ``batch`` parameter.
        largest: Requests it may have.

    Raises:
        GraphRefusal: When it is not a list of requests, or too long a one.

    """
    try:
        document = json.loads(text)
    except ValueError:
        raise GraphRefusal(BATCH_NOT_A_LIST) from None
    if not isinstance(document, list) or not document:
        raise GraphRefusal(BATCH_NOT_A_LIST)
    if len(document) > largest:
        raise GraphRefusal(BATCH_TOO_LARGE)
    return tuple(_element(entry) for entry in document)


def _element(entry: object) -> Element:
    if not isinstance(entry, dict) or not isinstance(entry.get("relative_url"), str):
        raise GraphRefusal(BATCH_NOT_A_LIST)
    address = urlsplit("/" + entry["relative_url"].lstrip("/"))
    params = dict(parse_qsl(address.query, keep_blank_values=True))
    return Element(str(entry.get("method", "GET")).upper(), address.path, params)
