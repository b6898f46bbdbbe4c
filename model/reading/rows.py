"""A row of ink that was parted into groups: the likeliest ways to read it, and how likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.data.classes import Classes
from model.ink.drawing import Traces
from model.ink.raster import Images
from model.reading.candidates import ALONE, Candidates, known_odds
from model.reading.lattice import Floats, Lattice, Segment, Way
from model.reading.prediction import PartPrediction, Prediction, Rival
from model.reading.scoring import Scoring

LEAST_PROBABILITY = 1e-7
CUT_BELOW = 0.9
"""Ink is cut only where it is less likely a character than this, or wider than CUT_WIDER."""
CUT_WIDER = 1.2
"""In heights of the line."""


@dataclass(frozen=True, eq=False)
class RowRead:
    """What was read of a row; its groups are those of the Candidates it was read from."""

    ways: list[Way]
    """The likeliest ways that say different things, best first, at least one."""
    texts: list[str]
    """What each of them says."""
    shares: list[float]
    """How likely each of these is, of all ways; in [0, 1]."""
    marginals: Floats
    """(G, C + 1): how likely each group is a character of this class; last, that it is none."""
    known: float
    """How likely it is a row of characters at all, in [0, 1]."""

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The groups of the likeliest way."""
        return self.ways[0].segments


def is_doubtful(width: float, known: float) -> bool:
    """Return whether ink may be more than one character.

    width: in heights of the line; known: how likely it is a character.
    """
    return is_wide(width) or known < CUT_BELOW


def is_wide(width: float) -> bool:
    """Return whether ink is wider than one character mostly is, in heights of the line."""
    return width > CUT_WIDER


def make_lattice(
    groups: Candidates,
    log_probabilities: Floats,
    classes: Classes,
    scoring: Scoring,
    *,
    alone_counts: bool,
) -> Lattice:
    """Return the lattice of a row, whose class past all others says nothing; see `read_row`."""
    features = groups.features
    if not alone_counts:
        features = features.copy()
        features[:, ALONE] = 0
    scores = scoring.scores(features, log_probabilities)
    scores[groups.is_whole, -1] = -np.inf  # what is known to be a character is not left out
    return Lattice(groups.count, groups.first, groups.past, scores, silent=len(classes))


def read_row(
    groups: Candidates,
    log_probabilities: Floats,
    whole: Prediction,
    scoring: Scoring,
    *,
    alone_counts: bool,
) -> RowRead:
    """Return how a row reads.

    groups: with their odds added; log_probabilities: (G, C) of each; whole: what is read of
    all ink of the row as one character; alone_counts: whether that it is one character is likelier
    from the first.
    """
    classes = whole.classes
    lattice = make_lattice(groups, log_probabilities, classes, scoring, alone_counts=alone_counts)
    ways = lattice.best()
    marginals, total = lattice.marginals()
    refused = scoring.refusal(float(known_odds([whole])[0]), groups.count) - total
    known = float(1 / (1 + np.exp(min(refused, 500.0))))
    shares = [float(np.exp(way.score - total)) for way in ways]
    texts = ["".join(classes[label] for label in lattice.says(way)) for way in ways]
    return RowRead(ways, texts, shares, marginals, known)


def log_probabilities(predictions: Sequence[Prediction]) -> Floats:
    """Return (G, C) the logarithms of predictions' probabilities."""
    probabilities = np.array([prediction.probabilities for prediction in predictions], np.float64)
    logarithms: Floats = np.log(probabilities + LEAST_PROBABILITY)
    return logarithms


def make_part(
    groups: Candidates,
    segment: Segment,
    prediction: Prediction,
    images: Images,
    confidence: float,
    line: int,
    traces: Traces = (),
) -> PartPrediction:
    """Return a character of a row; prediction, images: of its ink alone."""
    left, top, right, bottom = groups.boxes[segment.group].tolist()
    classes = prediction.classes
    return PartPrediction(
        label=classes[segment.label] if segment.label < len(classes) else "",
        confidence=confidence,
        prediction=prediction,
        images=images,
        box=(left, top, right, bottom),
        line=line,
        traces=traces,
    )


def rival_of(rows: Sequence[RowRead]) -> Rival | None:
    """Return the likeliest other text of lines, which differs in one of them."""
    likelihood = likelihood_of(rows)
    rivals = []
    for number, row in enumerate(rows):
        if len(row.ways) > 1:
            texts = [other.texts[0] for other in rows]
            texts[number] = row.texts[1]
            share = row.shares[1] / max(row.shares[0], 1e-12)
            rivals.append(Rival(" ".join(filter(None, texts)), likelihood * share))
    rivals = [rival for rival in rivals if rival.text]
    return max(rivals, key=lambda rival: rival.confidence, default=None)


def likelihood_of(rows: Sequence[RowRead]) -> float:
    """Return how likely it is that all of some lines are read right."""
    return float(np.prod([row.shares[0] for row in rows]))
