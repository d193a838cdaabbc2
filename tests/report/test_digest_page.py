import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from growth.digest import AccountStatus, Digest
from report.csv_table import csv_table
from report.digest_page import Lines, digest_page
from report.digest_table import COLUMNS, digest_table
from report.words import Words, words_for

Accounts = tuple[AccountStatus, ...]
Page = html.HtmlElement


def lines(now: datetime, *, days: int = 30) -> Lines:
    counts = tuple((now - timedelta(days=days - day), 44_000.0 + 10 * day) for day in range(days))
    return Lines(counts, path=((counts[0][0], 43_900.0), (counts[-1][0], 44_500.0)))


@pytest.fixture
def page(make_digest: Callable[..., Digest], accounts: Accounts, words: Words, zone: ZoneInfo, now: datetime) -> Page:
    drawn = {accounts[0].account: lines(now)}
    return html.document_fromstring(digest_page(make_digest(accounts), drawn, words, zone=zone))


def test_the_page_says_its_language_and_direction(page: Page, language: str) -> None:
    assert (page.get("lang"), page.get("dir")) == (language, {"ar": "rtl"}.get(language, "ltr"))
    assert page.xpath("//title")[0].text


def test_the_page_asks_nobody_for_anything(page: Page) -> None:
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")

    assert policy.startswith("default-src 'none'")
    assert page.xpath("//@src | //link | //script/@src | //img | //iframe") == []


def test_every_account_is_in_the_table(page: Page, accounts: Accounts) -> None:
    handles = [row[2].text_content() for row in page.xpath("//tbody/tr")]

    assert handles == [account.name.handle for account in accounts]
    assert len(page.xpath("//thead//button")) == len(page.xpath("//tbody/tr[1]/*"))


def test_what_is_drawn_is_told_to_those_who_do_not_see_it(page: Page) -> None:
    (chart,) = page.xpath("//svg")

    assert (chart.get("role"), chart.get("tabindex")) == ("img", "0")
    assert chart.get("aria-label")
    assert page.xpath("//output")[0].text


def test_every_point_of_a_chart_lies_in_it_and_has_its_count(page: Page) -> None:
    points = json.loads(page.xpath("//svg/@data-points")[0])

    assert len(points) == 30
    assert all(0 <= x <= 320 and 0 <= y <= 120 for x, y, _, _ in points)
    assert points[-1][3] == 44_290


def test_hostile_names_stay_text(
    make_digest: Callable[..., Digest], accounts: Accounts, zone: ZoneInfo, now: datetime
) -> None:
    evil = "\"><script>alert(1)</script>' onload='x"
    name = replace(accounts[0].name, handle=evil, names={"en": evil})
    account = replace(accounts[0], name=name)

    page = html.document_fromstring(
        digest_page(make_digest((account,)), {account.account: lines(now)}, words_for("en"), zone=zone)
    )

    assert len(page.xpath("//script")) == 1
    assert page.xpath("//@onload") == []
    assert page.xpath("//tbody/tr[1]/td[2]")[0].text == evil


def test_the_table_has_the_same_columns_for_every_account(
    make_digest: Callable[..., Digest], accounts: Accounts
) -> None:
    head, *rows = csv.reader(io.StringIO(digest_table(make_digest(accounts))))

    assert tuple(head) == COLUMNS
    assert [len(row) for row in rows] == [len(COLUMNS)] * len(accounts)
    assert [row[3] for row in rows] == [account.name.handle for account in accounts]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_a_text_that_would_be_a_formula_is_text(cell: str) -> None:
    (row,) = list(csv.reader(io.StringIO(csv_table(("a",), [(cell,)]), newline="")))[1:]

    assert row == [f"'{cell}"]


def test_a_number_stays_a_number() -> None:
    assert csv_table(("a", "b", "c"), [(-5, 0.25, None)]) == "a,b,c\r\n-5,0.25,\r\n"
