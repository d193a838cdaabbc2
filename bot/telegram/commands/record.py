"""/record: keep a published figure (``/record DGSN x 480944 2023-12-26 https://…``)."""

from bot.figure_entry import FigureError, TypedFigure, entered
from bot.picking import NotOne, pick_one
from bot.published import keep_figure
from bot.series_cells import whole_of
from bot.telegram.conversation import Ask, Reply, Text
from growth.figure import Rounding, dated
from growth.wall import local_day
from report.figure_text import kept_text
from report.telegram_html import Html, code
from storage import accounts

EXAMPLE = "/record x/DGSN_MAROC 480944 2023-12-26 https://example.org/report"
_ABOUT = "~"


def answer(ask: Ask) -> Reply:
    """Keep the figure and say what was kept."""
    taken = _taken_apart(ask)
    if taken is None:
        return _usage(ask)
    text, typed = taken
    with ask.store.begin() as tx:
        try:
            account = pick_one(accounts.accounts(tx), text)
            figure = entered(account, typed, now=ask.now, zone=ask.zone)
        except NotOne as error:
            return _which(ask, text, error)
        except FigureError:
            return _future(ask, typed.day)
        ask.write_down(tx)
        contradicts = bool(keep_figure(tx, account, figure, now=ask.now, zone=ask.zone))
    return (Text(Html(kept_text(account.name, figure, ask.words, contradicts=contradicts))),)


def _taken_apart(ask: Ask) -> tuple[str, TypedFigure] | None:
    """Which account, and its figure; None when the account, the count or the source is missing."""
    words = list(ask.arguments)
    place = next((index for index in range(1, len(words)) if _is_count(words[index])), None)
    if place is None:
        return None
    text, value, rest = " ".join(words[:place]), words[place], words[place + 1 :]
    day = rest.pop(0) if rest and _is_date(rest[0]) else local_day(ask.now, ask.zone).isoformat()
    if not rest:
        return None
    rounding = Rounding.APPROX if value.startswith(_ABOUT) else Rounding.EXACT
    return text, TypedFigure(day, value.removeprefix(_ABOUT), " ".join(rest), rounding)


def _is_count(word: str) -> bool:
    try:
        whole_of(word.removeprefix(_ABOUT))
    except ValueError:
        return False
    return True


def _is_date(word: str) -> bool:
    try:
        dated(word)
    except ValueError:
        return False
    return True


def _usage(ask: Ask) -> Reply:
    return (Text(ask.words.say("figures.usage", example=code(EXAMPLE))),)


def _which(ask: Ask, text: str, error: NotOne) -> Reply:
    if not error.fitting:
        return (Text(ask.words.say("reply.unknown_account", text=text)),)
    names = code(", ".join(f"{one.platform}/{one.handle}" for one in error.fitting[:5]))
    return (Text(ask.words.say("figures.which", text=text, names=names)),)


def _future(ask: Ask, day: str) -> Reply:
    first, precision = dated(day)
    return (Text(ask.words.say("figures.future", day=ask.words.dated(first, precision))),)
