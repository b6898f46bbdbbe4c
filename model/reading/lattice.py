"""A lattice: all ways to part a row of atoms into characters, and how likely each is.

A way is a row of groups, each of some atoms that follow one another. It is as likely as the
exponential of its score, which is a sum over its groups, each of which is one of C classes, and
over the boundaries at which it parts the row: a semi-Markov conditional random field (Sarawagi and
Cohen, 2004, "Semi-Markov conditional random fields for information extraction").
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


class Segment(NamedTuple):
    """A group of atoms of the best way: its place among the groups, and its class."""

    group: int
    label: int


@dataclass(frozen=True, eq=False)
class Lattice:
    """The groups of a row of atoms, and their scores.

    first, past: (G,) the index of each group's first atom, and the one past its last.
    scores: (G, C) of each group as each class, the boundary before it counted in.
    """

    count: int
    """The number of atoms."""
    first: Indices
    past: Indices
    scores: Floats

    def best(self) -> tuple[list[Segment], float]:
        """Return the way with the highest score, in order, and its score."""
        labels = self.scores.argmax(axis=1)
        tops = self.scores[np.arange(len(labels)), labels]
        totals = np.full(self.count + 1, -np.inf)
        totals[0] = 0
        chosen = np.full(self.count + 1, -1)
        for group in np.argsort(self.past, kind="stable").tolist():
            total = totals[self.first[group]] + tops[group]
            if total > totals[self.past[group]]:
                totals[self.past[group]] = total
                chosen[self.past[group]] = group
        segments = []
        at = self.count
        while at > 0:
            group = int(chosen[at])
            segments.append(Segment(group, int(labels[group])))
            at = int(self.first[group])
        return segments[::-1], float(totals[self.count])

    def marginals(self) -> tuple[Floats, float]:
        """Return (G, C) how likely each group is part of the way as each class; and log Z."""
        sums = _log_sum(self.scores)
        forward = np.full(self.count + 1, -np.inf)
        forward[0] = 0
        for group in np.argsort(self.past, kind="stable").tolist():
            forward[self.past[group]] = np.logaddexp(
                forward[self.past[group]], forward[self.first[group]] + sums[group]
            )
        backward = np.full(self.count + 1, -np.inf)
        backward[self.count] = 0
        for group in np.argsort(-self.first, kind="stable").tolist():
            backward[self.first[group]] = np.logaddexp(
                backward[self.first[group]], backward[self.past[group]] + sums[group]
            )
        total = float(forward[self.count])
        marginals: Floats = np.exp(
            forward[self.first][:, None] + self.scores + backward[self.past][:, None] - total
        )
        return marginals, total


def _log_sum(scores: Floats) -> Floats:
    top = scores.max(axis=1)
    sums: Floats = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    return sums
