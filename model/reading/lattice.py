"""A lattice: all ways to part a row of atoms into characters, and how likely each is.

A way is a row of groups, each of some atoms that follow one another and is one of C classes. Its
likelihood is the exponential of its score, the sum of those of its groups: a semi-Markov
conditional random field (Sarawagi and Cohen, 2004, "Semi-Markov conditional random fields for
information extraction").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


class Segment(NamedTuple):
    """A group on a way: its index among the groups, and its class."""

    group: int
    label: int


class Way(NamedTuple):
    """A way through the lattice."""

    segments: tuple[Segment, ...]
    score: float


@dataclass(frozen=True, eq=False)
class Lattice:
    """The groups of a row of atoms, and their scores."""

    count: int
    """The number of atoms."""
    first: Indices
    """(G,) the index of each group's first atom."""
    past: Indices
    """(G,) the index past its last."""
    scores: Floats
    """(G, C) of each group as each class; -inf where it cannot be."""
    silent: int | None = None
    """The class of what is no character: it adds nothing to what a way says."""

    def best(self, count: int = 2) -> list[Way]:
        """Return the ways with the highest scores, best first; no two say the same."""
        labels = np.argsort(-self.scores, axis=1)[:, :count]  # (G, count)
        scores = np.take_along_axis(self.scores, labels, axis=1).tolist()
        ending: list[list[tuple[int, int, int, float]]] = [[] for _ in range(self.count + 1)]
        for group, (first, past) in enumerate(
            zip(self.first.tolist(), self.past.tolist(), strict=True)
        ):
            for label, score in zip(labels[group].tolist(), scores[group], strict=True):
                ending[past].append((first, group, label, score))
        # The best ways up to each atom, by what they say.
        ways: list[dict[tuple[int, ...], Way]] = [{} for _ in ending]
        ways[0][()] = Way((), 0.0)
        for at in range(1, self.count + 1):
            reached = [
                (way.score + score, said, way, group, label)
                for first, group, label, score in ending[at]
                for said, way in ways[first].items()
            ]
            reached.sort(key=itemgetter(0), reverse=True)
            for score, said, way, group, label in reached:
                says = said if label == self.silent else (*said, label)
                if says not in ways[at]:
                    ways[at][says] = Way((*way.segments, Segment(group, label)), score)
                if len(ways[at]) == count:
                    break
        return [way for way in ways[-1].values() if np.isfinite(way.score)]

    def best_of(self, labels: Sequence[int]) -> Way | None:
        """Return the way with the highest score that says just these classes; None without any."""
        said = np.array([-1, *labels])
        silent = -1 if self.silent is None else self.silent
        # Up to each atom, with so many of the classes said: the score, and the segment before.
        best = np.full((self.count + 1, len(said)), -np.inf)
        best[0, 0] = 0
        came = np.full((self.count + 1, len(said), 2), -1)
        for at in range(1, self.count + 1):
            groups = np.flatnonzero(self.past == at)
            before = best[self.first[groups]]  # (K, classes said)
            reached = np.full((2, *before.shape), -np.inf)
            reached[0, :, 1:] = before[:, :-1] + self.scores[groups][:, said[1:]]
            if self.silent is not None:
                reached[1] = before + self.scores[groups, silent, None]
            which = reached.reshape(-1, len(said)).argmax(axis=0)
            best[at] = reached.max(axis=(0, 1))
            came[at, :, 0] = groups[which % len(groups)]
            came[at, :, 1] = np.where(which < len(groups), said, silent)
        if not np.isfinite(best[-1, -1]):
            return None
        segments: list[Segment] = []
        at, left = self.count, len(labels)
        while at:
            segments.append(Segment(*came[at, left].tolist()))
            at, left = int(self.first[segments[-1].group]), left - (segments[-1].label != silent)
        return Way(tuple(reversed(segments)), float(best[-1, -1]))

    def says(self, way: Way) -> tuple[int, ...]:
        """Return the classes of a way's groups, in order, without what is silent."""
        return tuple(segment.label for segment in way.segments if segment.label != self.silent)

    def marginals(self) -> tuple[Floats, float]:
        """Return (G, C), how likely each group is on the way as each class, and log Z."""
        sums = np.logaddexp.reduce(self.scores, axis=1)  # (G,)
        forward = np.full(self.count + 1, -np.inf)
        forward[0] = 0
        for at in range(1, self.count + 1):
            groups = np.flatnonzero(self.past == at)
            forward[at] = np.logaddexp.reduce(forward[self.first[groups]] + sums[groups])
        backward = np.full(self.count + 1, -np.inf)
        backward[self.count] = 0
        for at in range(self.count - 1, -1, -1):
            groups = np.flatnonzero(self.first == at)
            backward[at] = np.logaddexp.reduce(backward[self.past[groups]] + sums[groups])
        total = float(forward[self.count])
        around = forward[self.first] + backward[self.past] - total
        marginals: Floats = np.exp(around[:, None] + self.scores)
        return marginals, total
