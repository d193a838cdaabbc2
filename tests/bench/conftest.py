"""Series built by hand, so that what must come out is plain."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from bench.growth.corpus import Case
from bench.growth.labels import Label
from growth.platform import X
from growth.series import Series

DAY = 86_400
START = 1_700_006_400


@pytest.fixture
def daily_case() -> Callable[..., Case]:
    """A case polled once a day, exact and fresh throughout."""

    def build(values: Sequence[int], labels: Sequence[Label] = ()) -> Case:
        value = np.array(values, dtype=np.int64)
        series = Series(START + DAY * np.arange(len(value), dtype=np.int64), value, np.ones_like(value))
        return Case(
            seed=0,
            family="by_hand",
            cadence="daily",
            platform=X,
            zone="UTC",
            series=series,
            is_fresh=np.ones(len(value), dtype=np.bool_),
            start=START,
            counts=np.repeat(value, 24),
            labels=tuple(labels),
        )

    return build
