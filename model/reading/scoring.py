"""How much each thing counts that speaks for a group of ink to be a character."""

from dataclasses import dataclass

import numpy as np

from model.reading.candidates import FEATURES, KNOWN
from model.reading.lattice import Floats

BOUNDARY = FEATURES.index("touching")
"""From here on, features are of a group's place, whatever it is."""


@dataclass(frozen=True, eq=False)
class Scoring:
    """The weights of a lattice's scores, fitted to the likelihood of numbers with known parts."""

    probability: float
    """Of the logarithm of a class's probability."""
    features: tuple[float, ...]
    """Of each of FEATURES."""
    silent: tuple[float, float]
    """That a group is no character: a constant; of its odds to be one."""
    refused: tuple[float, float, float]
    """That all is no number: a constant; of the whole's odds to be a character; of each atom."""

    def scores(self, features: Floats, log_probabilities: Floats) -> Floats:
        """Return (G, C + 1) the score of each group, (G, F), as each class, (G, C), or as none."""
        weights = np.array(self.features)
        speaking = (features @ weights)[:, None] + self.probability * log_probabilities
        constant, of_odds = self.silent
        silent = (
            constant + of_odds * features[:, KNOWN] + features[:, BOUNDARY:] @ weights[BOUNDARY:]
        )
        return np.concatenate([speaking, silent[:, None]], axis=1)

    def refusal(self, known_odds: float, atoms: int) -> float:
        """Return the score of what is no number; known_odds: of all the ink, as one character."""
        constant, of_odds, of_atoms = self.refused
        return constant + of_odds * known_odds + of_atoms * atoms


FITTED = Scoring(
    probability=1.231,
    features=(
        1.142,
        0.391,
        -1.086,
        -4.838,
        -1.741,
        -0.118,
        -1.508,
        -0.73,
        -0.114,
        -1.434,
        0.241,
        2.419,
        1.759,
        -2.052,
        -2.412,
        0.765,
    ),
    silent=(-3.88, -0.294),
    refused=(1.164, -0.851, -0.454),
)
"""By `python tools/number_scoring.py --count 2500`, for the weights that ship."""
