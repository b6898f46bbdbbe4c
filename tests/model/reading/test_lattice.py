"""The lattice against what one finds by going through all ways one by one."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from model.reading.lattice import Lattice, Segment, Way


def make_lattice(seed: int, count: int = 5, classes: int = 3) -> Lattice:
    """A lattice of all groups of at most three atoms, with random scores."""
    rng = np.random.default_rng(seed)
    spans = [(a, b) for a in range(count) for b in range(a + 1, min(a + 3, count) + 1)]
    first, past = np.array(spans).T
    return Lattice(count, first, past, rng.normal(0, 2, (len(spans), classes)))


def all_ways(lattice: Lattice, at: int = 0) -> Iterator[tuple[Segment, ...]]:
    if at == lattice.count:
        yield ()
        return
    for group in np.flatnonzero(lattice.first == at).tolist():
        for label, rest in product(
            range(lattice.scores.shape[1]), list(all_ways(lattice, int(lattice.past[group])))
        ):
            yield (Segment(group, label), *rest)


def score(lattice: Lattice, way: tuple[Segment, ...]) -> float:
    return float(sum(lattice.scores[segment] for segment in way))


@pytest.mark.parametrize("seed", range(5))
def test_the_best_way_is_the_best_of_all(seed: int) -> None:
    lattice = make_lattice(seed)
    scores = {way: score(lattice, way) for way in all_ways(lattice)}
    best = max(scores, key=scores.__getitem__)
    found = lattice.best()[0]
    assert found.segments == best
    assert found.score == pytest.approx(scores[best])


@pytest.mark.parametrize("seed", range(5))
def test_the_second_way_is_the_best_of_those_that_say_something_else(seed: int) -> None:
    lattice = make_lattice(seed)
    first, second = lattice.best(2)
    text = [segment.label for segment in first.segments]
    others = [score(lattice, way) for way in all_ways(lattice) if [s.label for s in way] != text]
    assert second.score == pytest.approx(max(others))


@pytest.mark.parametrize("silent", [None, 2])
@pytest.mark.parametrize("seed", range(5))
def test_the_best_way_that_says_something_is_the_best_of_those(
    seed: int, silent: int | None
) -> None:
    lattice = replace(make_lattice(seed), silent=silent)
    labels = (1, 0, 1)
    scores = {
        segments: score(lattice, segments)
        for segments in all_ways(lattice)
        if lattice.says(Way(segments, 0)) == labels
    }
    best = max(scores, key=scores.__getitem__)
    found = lattice.best_of(labels)
    assert found is not None
    assert found.segments == best
    assert found.score == pytest.approx(scores[best])


def test_no_way_says_more_than_there_are_atoms_or_less_than_they_may_be() -> None:
    lattice = make_lattice(0)
    assert lattice.best_of([0] * 6) is None
    assert lattice.best_of([0]) is None  # no group has five atoms
    assert lattice.best_of([0] * 5) is not None


@pytest.mark.parametrize("seed", range(3))
def test_marginals_are_the_shares_of_all_ways(seed: int) -> None:
    lattice = make_lattice(seed, count=4)
    ways = list(all_ways(lattice))
    weights = np.exp([score(lattice, way) for way in ways])
    expected = np.zeros(lattice.scores.shape)
    for way, weight in zip(ways, weights / weights.sum(), strict=True):
        for segment in way:
            expected[segment] += weight
    marginals, total = lattice.marginals()
    assert marginals == pytest.approx(expected)
    assert total == pytest.approx(np.log(weights.sum()))


def test_a_group_that_cannot_be_is_on_no_way() -> None:
    lattice = make_lattice(1)
    lattice.scores[lattice.past - lattice.first == 1] = -np.inf
    assert all(
        lattice.past[s.group] - lattice.first[s.group] > 1 for s in lattice.best()[0].segments
    )
    marginals, _ = lattice.marginals()
    assert marginals[lattice.past - lattice.first == 1].sum() == 0
