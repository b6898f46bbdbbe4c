"""A lattice: all ways to part a row of atoms into characters, and how likely each is.

A way is a row of groups, each of some atoms that follow one another and is one of C classes. Its
likelihood is the exponential of its score, the sum of those of its groups: a semi-Markov
conditional random field (Sarawagi and Cohen, 2004, "Semi-Markov conditional random fields for
information extraction").
"""

from collections.abc import Sequence
from dataclasses import dataclass
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
        ways: list[list[Way]] = [[] for _ in range(self.count + 1)]
        ways[0].append(Way((), 0.0))
        order = np.argsort(-self.scores, axis=1)[:, :count]
        for at in range(1, self.count + 1):
            reached = []
            for group in np.flatnonzero(self.past == at).tolist():
                for label in order[group].tolist():
                    score = float(self.scores[group, label])
                    segment = Segment(group, label)
                    reached += [
                        Way((*way.segments, segment), way.score + score)
                        for way in ways[self.first[group]]
                    ]
            said: dict[tuple[int, ...], Way] = {}
            for way in sorted(reached, key=lambda way: -way.score):
                said.setdefault(self.says(way), way)
                if len(said) == count:
                    break
            ways[at] = list(said.values())
        return [way for way in ways[self.count] if np.isfinite(way.score)]

    def best_of(self, labels: Sequence[int]) -> Way | None:
        """Return the way with the highest score that says just these classes; None without any."""
        said = len(labels)
        # Up to each atom, and so many of the classes said: the score, and the segment before.
        best = np.full((self.count + 1, said + 1), -np.inf)
        best[0, 0] = 0
        came = np.full((self.count + 1, said + 1, 2), -1)
        for at in range(1, self.count + 1):
            groups = np.flatnonzero(self.past == at)
            before = best[self.first[groups]]  # (K, said + 1)
            saying = np.full_like(before, -np.inf)
            saying[:, 1:] = before[:, :-1] + self.scores[groups][:, list(labels)]
            passing = np.full_like(before, -np.inf)
            if self.silent is not None:
                passing = before + self.scores[groups, self.silent, None]
            reached = np.concatenate([saying, passing])  # (2 K, said + 1)
            which = reached.argmax(axis=0)
            best[at] = reached.max(axis=0)
            came[at, :, 0], came[at, :, 1] = groups[which % len(groups)], which >= len(groups)
        score = float(best[self.count, said])
        if not np.isfinite(score):
            return None
        segments: list[Segment] = []
        at = self.count
        while at:
            group, is_silent = came[at, said].tolist()
            label = self.silent if is_silent else labels[said - 1]
            segments.append(Segment(group, label))
            at, said = int(self.first[group]), said if is_silent else said - 1
        return Way(tuple(reversed(segments)), score)

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
