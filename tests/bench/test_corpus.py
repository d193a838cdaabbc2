"""The corpus is what it was when it was frozen, and keeps its own promises."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from bench.growth.corpus import Case, Split, case, corpus
from bench.growth.labels import Kind
from bench.growth.parameters import EVENT, HOLD_OUT_FAMILIES, POLLING, TRAIN_FAMILIES

FROZEN = Path(__file__).with_name("frozen.sha256")
ROOT = Path(__file__).parents[2]
SOME = (*corpus(Split.TRAIN, 10), *corpus(Split.HOLD_OUT, 14))


@pytest.fixture(scope="module")
def some() -> tuple[Case, ...]:
    return tuple(case(seed) for seed in SOME)


@pytest.mark.parametrize("line", FROZEN.read_text().splitlines())
def test_the_corpus_is_the_one_that_was_frozen(line: str) -> None:
    digest, name = line.split()

    seen = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()

    assert seen == digest, f"{name} changed: a new corpus needs a new VERSION and says so in docs/benchmarks.md"


def test_a_seed_names_one_series_for_ever() -> None:
    first, second = case(3), case(3)

    assert np.array_equal(first.series.value, second.series.value)
    assert np.array_equal(first.series.at, second.series.at)
    assert first.labels == second.labels


def test_the_hold_out_shows_families_the_training_half_never_does() -> None:
    trained = {case(seed).family for seed in corpus(Split.TRAIN, 10)}
    held_out = {case(seed).family for seed in corpus(Split.HOLD_OUT, 14)}

    assert trained == set(TRAIN_FAMILIES)
    assert held_out - trained == set(HOLD_OUT_FAMILIES)


def test_the_halves_share_no_seed() -> None:
    assert not set(corpus(Split.TRAIN, 1_000)) & set(corpus(Split.HOLD_OUT, 1_000))


def test_a_half_gives_no_more_than_it_has() -> None:
    with pytest.raises(ValueError, match="the train half has"):
        corpus(Split.TRAIN, 10**6)


def test_a_seed_of_neither_half_names_nothing() -> None:
    with pytest.raises(ValueError, match="no series has the seed"):
        case(500_000)


@pytest.mark.parametrize("index", range(len(SOME)))
def test_readings_are_in_order_and_whole(some: tuple[Case, ...], index: int) -> None:
    series = some[index].series

    assert (np.diff(series.at) > 0).all()
    assert (series.value >= 0).all()
    assert (series.value % series.resolution == 0).all()


@pytest.mark.parametrize("index", range(len(SOME)))
def test_a_fresh_reading_shows_the_truth_or_its_rounding(some: tuple[Case, ...], index: int) -> None:
    one = some[index]
    truth = one.counts[(one.series.at - one.start) // 3_600]
    hidden = (truth - one.series.value)[one.is_fresh]

    assert (hidden >= 0).all()
    assert (hidden < one.series.resolution[one.is_fresh]).all()


@pytest.mark.parametrize("index", range(len(SOME)))
def test_events_are_large_enough_to_be_somebody_s(some: tuple[Case, ...], index: int) -> None:
    called_for = [label for label in some[index].labels if label.kind in {Kind.PURGE, Kind.SURGE}]

    assert all(label.followers >= EVENT.least_followers for label in called_for)
    assert all(label.start <= label.end for label in called_for)


@pytest.mark.parametrize("index", range(len(SOME)))
def test_a_purge_takes_its_share_of_the_true_count(some: tuple[Case, ...], index: int) -> None:
    one = some[index]
    purges = [label for label in one.labels if label.kind is Kind.PURGE and label.share > 0.02]
    before = np.array([one.true_count(label.start) for label in purges])
    after = np.array([one.true_count(label.end) for label in purges])
    shares = np.array([label.share for label in purges])

    assert (after < before * (1.0 - 0.5 * shares)).all()


def test_some_readings_are_not_fresh(some: tuple[Case, ...]) -> None:
    stale = [(~one.is_fresh).mean() for one in some]

    assert 0.0 < float(np.mean(stale)) < POLLING.frozen_share
