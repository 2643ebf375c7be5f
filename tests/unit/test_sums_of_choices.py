"""The distribution of sums over all choices, reckoned where sums can be, is to the last bit that of the whole table."""

import numpy as np
import pytest

from corridorwatch.exposure import conditional


def whole(scores: np.ndarray, zeros: int, chosen: int) -> np.ndarray:
    """The same, one score after the other over the whole table."""
    share = chosen / (len(scores) + zeros)
    most = min(chosen, len(scores))
    table = np.zeros((most + 1, int(scores.sum()) + 1))
    table[0, 0] = 1.0
    for score in scores.tolist():
        taken = table[:-1] * share
        table *= 1 - share
        table[1:, score:] += taken[:, : table.shape[1] - score]
    rest = np.array([conditional._binomial(chosen - number, zeros, share) for number in range(most + 1)])
    weight = (table * rest[:, None]).sum(axis=0)
    return weight / weight.sum()


@pytest.mark.parametrize("seed", range(60))
def test_no_bit_differs_from_the_whole_table(seed: int) -> None:
    chance = np.random.default_rng(seed)
    scores = np.sort(chance.integers(1, int(chance.choice([2, 20, 1000])), int(chance.integers(1, 40)), endpoint=True))
    zeros = int(chance.integers(0, 60))
    chosen = int(chance.integers(1, len(scores) + zeros, endpoint=True))
    np.testing.assert_array_equal(
        conditional._distribution(scores, zeros, chosen), whole(scores, zeros, chosen), strict=True
    )
