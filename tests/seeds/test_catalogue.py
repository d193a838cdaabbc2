from dataclasses import FrozenInstanceError

import pytest

import seeds
from growth.platform import FACEBOOK
from seeds import UnknownAgency


def test_the_catalogue_is_read_once() -> None:
    assert seeds.load() is seeds.load()


def test_an_agency_is_found_by_its_id() -> None:
    assert seeds.load().agency("ma_dgsn").country == "MA"


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("ma_dgns", "ma_dgsn"), ("DGSN", "ma_dgsn"), ("fbi", "us_fbi"), ("fr_gendarmery", "fr_gendarmerie")],
)
def test_an_unknown_agency_is_refused_with_near_ids(wrong: str, near: str) -> None:
    with pytest.raises(UnknownAgency, match=f"no agency '{wrong}' in the catalogue; did you mean .*{near}"):
        seeds.load().agency(wrong)


def test_an_agency_like_no_other_is_refused_with_the_shape_of_an_id() -> None:
    with pytest.raises(UnknownAgency, match="ids look like ma_dgsn"):
        seeds.load().accounts("???")


def test_an_agency_without_a_baseline_has_an_empty_answer() -> None:
    assert seeds.load().baselines("ma_dgsn", FACEBOOK) == ()


def test_figures_and_events_come_oldest_first() -> None:
    figures = [figure.day for figure in seeds.load().figures("ma_dgsn")]
    events = [event.day for event in seeds.load().events("ma_dgsn")]

    assert figures == sorted(figures)
    assert events == sorted(events)


def test_nobody_can_change_the_catalogue() -> None:
    agency = seeds.load().agency("ma_dgsn")

    with pytest.raises(FrozenInstanceError):
        agency.country = "FR"  # type: ignore[misc]  # the assignment is what must fail
    with pytest.raises(TypeError):
        agency.names["en"] = "Somebody else"  # type: ignore[index]  # the same
