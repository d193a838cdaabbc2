"""What /compare answers: accounts or agencies held against each other, one list a measure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from growth.agency import AccountName
from growth.between import Between, Place
from growth.comparison import Comparison, Contender, Measure
from report.account_text import short_name
from report.standing_text import source_text
from report.telegram_html import Html, clean_name, escape
from report.words import Words

_SHARES: Final = frozenset({Measure.GROWTH, Measure.SHARE})
_PER_THOUSAND: Final = frozenset({Measure.PER_RESIDENTS, Measure.PER_STAFF})


def compare_text(comparison: Comparison, words: Words) -> str:
    """Every measure as a list, most first, and what a reader must know of it; Telegram HTML that may need ``split``."""
    names = contender_names(comparison.contenders, words)
    lists = (
        "\n".join(_list(comparison, measure, names, words)) for measure in Measure if measure in comparison.measures
    )
    notes = "\n".join(compare_notes(comparison, words))
    return "\n\n".join((words.say("compare.title"), *lists, *([notes] if notes else [])))


def contender_names(contenders: Sequence[Contender], words: Words) -> Sequence[Html]:
    """What to call each contender: the agency, its platform, and the handle where that leaves a doubt."""
    is_one_agency = len({one.agency for one in contenders}) == 1
    sharers = Counter((one.agency, one.platforms) for one in contenders)
    return [
        _name(one, words, with_agency=not is_one_agency, with_handle=sharers[one.agency, one.platforms] > 1)
        for one in contenders
    ]


def compare_notes(comparison: Comparison, words: Words) -> Iterator[Html]:
    """What a reader must know of a comparison: ties, sums, what is left out, and where the sizes are from."""
    names = contender_names(comparison.contenders, words)
    places = [place for some in comparison.measures.values() for place in some]
    if any(place.is_tied for place in places if place is not None):
        yield words.say("compare.tied")
    if any(len(one.trails) > 1 for one in comparison.contenders):
        yield words.say("compare.sum")
    for measure in Measure:
        yield from _missing(comparison, measure, names, words)
    yield from _sizes(comparison, words)


def place_text(place: Place, measure: Measure, words: Words) -> Html:
    """A number as its measure is printed; both ends of one that rounding or a gap leaves open."""
    low, high = (_number(end, measure, words) for end in (place.value.low, place.value.high))
    return low if low == high else words.say("compare.between", low=low, high=high)


def measure_text(comparison: Comparison, measure: Measure, words: Words) -> Html:
    """What a measure is called."""
    if measure is Measure.AT_AGE and comparison.age_days is not None:
        return words.say("compare.measure.at_age_days", days=words.counted("days", comparison.age_days))
    return words.say(f"compare.measure.{measure}")


def _list(comparison: Comparison, measure: Measure, names: Sequence[Html], words: Words) -> Iterator[Html]:
    yield words.say("compare.head", measure=measure_text(comparison, measure, words))
    rows = [(place, name) for place, name in zip(comparison.measures[measure], names, strict=True) if place is not None]
    for place, name in sorted(rows, key=lambda row: (row[0].rank, -_middle(row[0].value))):
        key = "compare.row_tied" if place.is_tied else "compare.row"
        yield words.say(key, rank=place.rank, name=name, value=place_text(place, measure, words))


def _middle(value: Between) -> float:
    return (value.low + value.high) / 2


def _name(contender: Contender, words: Words, *, with_agency: bool, with_handle: bool) -> Html:
    if contender.handle is None:
        accounts = words.counted("accounts", len(contender.trails))
        return words.say("compare.agency", agency=_agency(contender, words), accounts=accounts)
    return short_name(_account(contender), words, with_agency=with_agency, with_handle=with_handle)


def _account(contender: Contender) -> AccountName:
    return AccountName(contender.agency, contender.names, contender.platforms[0], contender.handle or "")


def _agency(contender: Contender, words: Words) -> Html:
    return escape(clean_name(_account(contender).in_language(words.language)))


def _number(number: float, measure: Measure, words: Words) -> Html:
    if measure in _PER_THOUSAND:
        return words.decimal(number)
    if measure in _SHARES:
        return words.percent(number) if measure is Measure.SHARE else words.signed_percent(number)
    return words.number(int(number))


def _missing(comparison: Comparison, measure: Measure, names: Sequence[Html], words: Words) -> Iterator[Html]:
    """What is not known, and of whom."""
    name = measure_text(comparison, measure, words)
    places = comparison.measures.get(measure)
    if places is None:
        yield words.say("compare.left_out", measure=name)
        return
    unknown = [name for name, place in zip(names, places, strict=True) if place is None]
    if unknown:
        yield words.say("compare.unknown", measure=name, names=Html(", ".join(unknown)))


def _sizes(comparison: Comparison, words: Words) -> Iterator[Html]:
    """The sizes that followers were divided by, once an agency, with their year and source."""
    for one in {contender.agency: contender for contender in comparison.contenders}.values():
        sizes = (("staff", one.staff, one.staff_year), ("residents", one.residents, one.residents_year))
        for key, number, year in sizes:
            if number is not None:
                yield words.say(
                    f"compare.size_{key}",
                    agency=_agency(one, words),
                    number=number,
                    year=words.say("compare.undated") if year is None else str(year),
                    source=words.say("compare.unsourced") if one.source is None else source_text(one.source),
                )
