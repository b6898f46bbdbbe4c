"""Fits how a number's groups are scored: the weights in model/reading/scoring.py.

    python tools/number_scoring.py [--weights W] [--count N] [--seed S] [--steps N]

Maximises the likelihood of the true parts of synthesised numbers and single digits, and of refusing
synthesised letters and scribbles, by Adam. Prints a `Scoring`, and how often each kind is right on
as many drawings of another seed. Nothing that people wrote is fitted to.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.random import Generator

from model.data.classes import DIGITS
from model.handwriting.numbers import RowHand, join_digits
from model.handwriting.styles import SIGNS
from model.handwriting.synthesis import (
    synthesize_digits,
    synthesize_noncharacters,
    synthesize_numbers,
)
from model.handwriting.writing import Character, write_characters
from model.ink.drawing import Drawing, Part
from model.ink.parts import all_ink, characters_of
from model.network.recognizer import Recognizer
from model.network.weights import default_weights, load_weights
from model.reading.candidates import ALONE, FEATURES, KNOWN, known_odds, spans_of
from model.reading.lattice import Floats, Lattice, Segment
from model.reading.numbers import NumberReader, Survey
from model.reading.rows import make_lattice
from model.reading.scoring import BOUNDARY, Scoring

SILENT = len(DIGITS)
BATCH = 300
DECAY = 1e-3
START = Scoring(
    probability=1.0,
    features=(-1.0, *[0.0] * (len(FEATURES) - 1)),
    silent=(-4.0, -1.0),
    refused=(-4.0, -1.0, 0.0),
)
SHARPNESS = 1.2
"""All scores are multiplied by it: synthesised numbers are harder to read than people's. Chosen on
numbers composed of `pendigits-train`, by the ECE of whole strings."""
LONELINESS = 1.0
"""Added to the weight of what is all there is: more digits are drawn alone than are fitted to."""
SIGN_SHARE = 0.05
"""So many numbers have a sign before or behind them."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """What is fitted to: a drawing's groups, and the way that is right; None for no number."""

    survey: Survey
    whole_odds: float
    way: tuple[Segment, ...] | None


def main() -> None:
    """Fit, print, and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=400)
    options = parser.parse_args()
    weights = load_weights(options.weights) if options.weights else default_weights()
    recognizer = Recognizer(weights)
    lessons = make_lessons(recognizer, options.count, options.seed)
    scoring = fit_to_people(fit(lessons, options.steps, options.seed))
    print(scoring)
    for name, value in zip(FEATURES, scoring.features, strict=True):
        print(f"{name:>12} {value:6.2f}")
    print(
        "others:", shares_right(make_lessons(recognizer, options.count, options.seed + 1), scoring)
    )


def make_lessons(recognizer: Recognizer, count: int, seed: int) -> list[Lesson]:
    """Return numbers, half as many single digits, and a quarter as many that are neither."""
    rng = np.random.default_rng(seed)
    numbers = [
        _with_sign(number, rng) if rng.random() < SIGN_SHARE else number
        for number in synthesize_numbers(count, seed)
    ]
    digits = [_as_number(digit) for digit in synthesize_digits(count // 2, seed)]
    others = [
        drawing
        for drawing in synthesize_noncharacters(count // 2, seed)
        if drawing.label is not None
    ][: count // 4]
    lessons = []
    for drawing in [*numbers, *digits, *others]:
        reader = NumberReader(recognizer)
        survey = reader.survey(drawing)
        odds = float(known_odds([survey.whole])[0])
        way = true_way(drawing, survey) if drawing.parts else None
        if way is not None or not drawing.parts:
            lessons.append(Lesson(survey, odds, way))
    return lessons


def _with_sign(number: Drawing, rng: Generator) -> Drawing:
    """Return a number with a sign that is no digit beside it."""
    sign = _as_number(write_characters(1, [Character(None, SIGNS)], rng)[0])
    digits = characters_of(number)
    return join_digits([*digits, sign] if rng.random() < 0.7 else [sign, *digits], RowHand(rng))


def _as_number(digit: Drawing) -> Drawing:
    return replace(digit, parts=(Part(digit.label or "", all_ink(digit)),))


def true_way(drawing: Drawing, survey: Survey) -> tuple[Segment, ...] | None:
    """Return the way of a number's true parts; None where the lattice has it not."""
    owners = [
        next(
            index
            for index, part in enumerate(drawing.parts)
            if any(
                trace.stroke == ink[0].stroke
                and trace.first <= (ink[0].first + ink[0].past - 1) // 2 < trace.past
                for trace in part.traces
            )
        )
        for ink in survey.atoms.traces
    ]
    groups = {span: index for index, span in enumerate(spans_of(survey.groups))}
    way = []
    for index, part in enumerate(drawing.parts):
        members = [at for at, owner in enumerate(owners) if owner == index]
        group = groups.get((members[0], members[-1] + 1)) if members else None
        if group is None or len(members) != members[-1] + 1 - members[0]:
            return None
        way.append(Segment(group, int(part.label or SILENT)))
    return tuple(way)


def fit(lessons: Sequence[Lesson], steps: int, seed: int) -> Scoring:
    """Return the scoring of the highest likelihood that Adam finds (Kingma and Ba, 2015)."""
    rng = np.random.default_rng(seed)
    values = _to_values(START)
    mean, square = np.zeros(len(values)), np.zeros(len(values))
    for step in range(1, steps + 1):
        scoring = _to_scoring(values)
        batch = [lessons[index] for index in rng.integers(len(lessons), size=BATCH)]
        told = [slope(lesson, scoring) for lesson in batch]
        gradient = np.mean([gradient for _, gradient in told], axis=0) - DECAY * values
        mean += 0.1 * (gradient - mean)
        square += 0.01 * (gradient**2 - square)
        rate = 0.1 * (1 - step / (steps + 1))
        values = values + rate * mean / (1 - 0.9**step) / np.sqrt(square / (1 - 0.99**step) + 1e-12)
        if step % 100 == 0:
            print(f"step {step}: log-likelihood {np.mean([value for value, _ in told]):.4f}")
    return _to_scoring(values)


def fit_to_people(scoring: Scoring) -> Scoring:
    """Return a scoring that is surer by SHARPNESS, and favours single digits by LONELINESS."""
    values = SHARPNESS * _to_values(scoring)
    values[1 + ALONE] += LONELINESS
    return _to_scoring(values)


def slope(lesson: Lesson, scoring: Scoring) -> tuple[float, Floats]:
    """Return the log-likelihood of what is right of a lesson, and its gradient."""
    survey = lesson.survey
    lattice = lattice_of(lesson, scoring)
    marginals, total = lattice.marginals()
    asked = np.array([1.0, lesson.whole_odds, len(survey.atoms)])
    refusal = scoring.refusal(lesson.whole_odds, len(survey.atoms))
    everything = float(np.logaddexp(total, refusal))
    refused = float(np.exp(refusal - everything))
    expected = np.concatenate(
        [
            *[part * (1 - refused) for part in _sums(marginals, survey)],
            refused * asked,
        ]
    )
    if lesson.way is None:
        seen = np.concatenate([np.zeros(len(expected) - 3), asked])
        return refusal - everything, seen - expected
    chosen = np.zeros(marginals.shape)
    chosen[tuple(np.array(lesson.way).T)] = 1
    seen = np.concatenate([*_sums(chosen, survey), np.zeros(3)])
    return float((chosen * lattice.scores).sum()) - everything, seen - expected


def _sums(shares: Floats, survey: Survey) -> list[Floats]:
    """Return what a Scoring weighs, summed over groups by the share of each as each class."""
    speaking, silent = shares[:, :SILENT], shares[:, SILENT]
    features = survey.groups.features
    counted = speaking.sum(axis=1) @ features
    counted[BOUNDARY:] += silent @ features[:, BOUNDARY:]
    return [
        np.array([(speaking * survey.log_probabilities).sum()]),
        counted,
        np.array([silent.sum(), silent @ features[:, KNOWN]]),
    ]


def lattice_of(lesson: Lesson, scoring: Scoring) -> Lattice:
    """Return the lattice of a lesson's groups, so scored."""
    survey = lesson.survey
    return make_lattice(survey.groups, survey.log_probabilities, DIGITS, scoring, alone_counts=True)


def shares_right(lessons: Sequence[Lesson], scoring: Scoring) -> dict[str, float]:
    """Return how much of the numbers, the digits, and what is neither is taken for what it is."""
    right: dict[str, list[bool]] = {}
    for lesson in lessons:
        lattice = lattice_of(lesson, scoring)
        way = lattice.best(1)[0]
        _, total = lattice.marginals()
        refused = scoring.refusal(lesson.whole_odds, len(lesson.survey.atoms)) > total
        if lesson.way is None:
            right.setdefault("neither", []).append(refused or len(way.segments) == 1)
        else:
            kind = "numbers" if len(lesson.way) > 1 else "digits"
            right.setdefault(kind, []).append(way.segments == lesson.way and not refused)
            right.setdefault(f"{kind} parted", []).append(
                [s.group for s in way.segments] == [s.group for s in lesson.way]
            )
    return {kind: round(float(np.mean(results)), 4) for kind, results in right.items()}


def _to_values(scoring: Scoring) -> Floats:
    return np.array([scoring.probability, *scoring.features, *scoring.silent, *scoring.refused])


def _to_scoring(values: Floats) -> Scoring:
    probability, *others = np.round(values, 3).tolist()
    silence, odds, constant, of_odds, of_atoms = others[-5:]
    return Scoring(probability, tuple(others[:-5]), (silence, odds), (constant, of_odds, of_atoms))


if __name__ == "__main__":
    main()
