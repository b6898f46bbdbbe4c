"""How much each thing counts that speaks for a group of ink to be a character."""

from dataclasses import dataclass

import numpy as np

from model.reading.candidates import FEATURES
from model.reading.lattice import Floats

KNOWN = FEATURES.index("known")
ALONE = FEATURES.index("alone")


@dataclass(frozen=True, eq=False)
class Scoring:
    """The weights of a lattice's scores, fitted to the likelihood of numbers with known parts."""

    probability: float
    """Of the logarithm of a class's probability."""
    features: tuple[float, ...]
    """Of each of FEATURES."""
    refused: tuple[float, float, float]
    """That it is no number: a constant; of the whole's odds to be a character; of each atom."""

    def scores(self, features: Floats, log_probabilities: Floats) -> Floats:
        """Return (G, C) the score of each group, (G, F), as each class, (G, C)."""
        scores: Floats = (features @ np.array(self.features))[:, None]
        return scores + self.probability * log_probabilities

    def refusal(self, known_odds: float, atoms: int) -> float:
        """Return the score of what is no number; known_odds: of all the ink, as one character."""
        constant, of_odds, of_atoms = self.refused
        return constant + of_odds * known_odds + of_atoms * atoms


FITTED = Scoring(
    probability=1.01,
    features=(-1.56, 0.52, -2.33, -0.42, -2.75, -1.14, -0.76, -1.49, 1.38, 3.09, -1.43, 0.44),
    refused=(-8.0, -1.0, 0.0),
)
