"""Hands: how writing varies, from writer to writer and within the writing of each."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from model.handwriting.arrays import Floats, Indices
from model.handwriting.skeleton import Style

LOYALTY = 0.7
"""The probability that a writer keeps to its favourite style; otherwise any style may come."""


class Hands:
    """The hands that write N drawings, several of them perhaps by the same writer.

    Every method draws from `rng`, so the order of the calls decides what comes of a seed.
    """

    def __init__(self, rng: Generator, writers: Indices) -> None:
        """writers: (N,) the number of the writer of each drawing."""
        self.rng = rng
        self.writers = writers
        self._distinct, self._index = np.unique(writers, return_inverse=True)

    def __len__(self) -> int:
        return len(self.writers)

    def select(self, rows: Indices) -> "Hands":
        """Return the hands that write some of the drawings. rows: (M,) indices of drawings."""
        return Hands(self.rng, self.writers[rows])

    def vary(self, among: float, within: float, *shape: int, mean: float = 0.0) -> Floats:
        """Return (N, *shape) values of a trait.

        Each writer has its own mean, normal about `mean` with the standard deviation `among`. Its
        drawings are normal about that, with the standard deviation `within`.
        """
        means = self.rng.normal(mean, among, (len(self._distinct), *shape))
        return means[self._index] + self.rng.normal(0, within, (len(self), *shape))

    def uniform(self, *shape: int) -> Floats:
        """Return (N, *shape) values in [0, 1), the same for all drawings of a writer."""
        return self.rng.random((len(self._distinct), *shape))[self._index]

    def choose(self, values: Sequence[int], shares: Sequence[float]) -> Indices:
        """Return (N,) of `values`, the same for all drawings of a writer.

        shares: the probability of each of the values; they add up to 1.
        """
        return np.array(values, np.intp)[np.searchsorted(np.cumsum(shares)[:-1], self.uniform())]

    def choose_styles(self, styles: Sequence[Sequence[Style]], characters: Indices) -> Indices:
        """Return (N,) the style of each drawing: its index among the styles of all characters.

        A writer has a favourite style of each character, and keeps to it as LOYALTY says. Common
        styles are chosen more often, as their weights say.

        styles: those of each character; characters: (N,) the index in `styles` of the character
        that each drawing shows.
        """
        favourite = self.uniform(len(styles))[np.arange(len(self)), characters]
        loyal = self.rng.random(len(self)) < LOYALTY
        chance = np.where(loyal, favourite, self.rng.random(len(self)))
        chosen = np.empty(len(self), np.intp)
        offset = 0
        for index, choices in enumerate(styles):
            shares = np.cumsum([style.weight for style in choices])
            rows = characters == index
            chosen[rows] = offset + np.searchsorted(shares[:-1] / shares[-1], chance[rows])
            offset += len(choices)
        return chosen
