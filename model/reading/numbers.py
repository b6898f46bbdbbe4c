"""Reading a number from ink: groups of strokes, each read alone, and the likeliest row of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.data.classes import DIGITS
from model.ink.drawing import Drawing, Stroke, Trace
from model.ink.parts import ink_of, join_traces
from model.ink.raster import Images, rasterize
from model.reading.atoms import Atoms, Cut, Traces, find_cuts, make_atoms
from model.reading.candidates import Candidates, add_odds, find_candidates, known_odds
from model.reading.lattice import Floats, Segment
from model.reading.prediction import (
    KNOWN_THRESHOLD,
    Expected,
    NumberPrediction,
    PartPrediction,
    Prediction,
    Reader,
    Rival,
)
from model.reading.rows import least_known, log_probabilities, make_part, read_row
from model.reading.scoring import FITTED, Scoring

CUT_BELOW = 0.9
"""A stroke is cut only where it is less likely a character than this, or wider than CUT_WIDER."""
CUT_WIDER = 1.2
"""In heights of the line."""
MAX_ATOMS_READ = 120
"""Ink of more is no number that anybody writes; it is read as one character."""
MAX_POINTS_READ = 20_000
"""Likewise; each group of so much ink would take long to draw."""
MAX_REMEMBERED = 2_000


@dataclass(frozen=True, eq=False)
class _Read:
    """What was read of some ink; the strokes are held so that their identity stays theirs."""

    strokes: tuple[Stroke, ...]
    images: Images
    prediction: Prediction


@dataclass(frozen=True, eq=False)
class Survey:
    """A drawing's ink in groups, and what is read of each."""

    atoms: Atoms
    groups: Candidates
    """Their features are complete."""
    log_probabilities: Floats
    """(G, C)"""
    reads: list[_Read]
    whole: Prediction
    """What is read of all the ink as one character."""


class NumberReader:
    """Reads drawings of one character or of several, and remembers what it read of their ink.

    While a number is written only the groups with new ink are read. For one thread.
    """

    def __init__(self, reader: Reader, scoring: Scoring = FITTED) -> None:
        self._reader = reader
        self._scoring = scoring
        self._memory: dict[tuple[tuple[int, int, int], ...], _Read] = {}

    def read(
        self,
        drawing: Drawing,
        expected: Expected = Expected.EITHER,
        fixed: Sequence[Traces] = (),
    ) -> Prediction:
        """Return what is read of a drawing: a NumberPrediction where it is taken for a number.

        fixed: ink that is known to be one character each; whatever is `expected`, where there is
        any the drawing is a number.
        """
        if (
            expected is Expected.SINGLE
            or drawing.is_empty
            or self._reader.classes != DIGITS
            or len(drawing.strokes) > MAX_ATOMS_READ
            or drawing.point_count > MAX_POINTS_READ
        ):
            return self._read(drawing, [_all_traces(drawing)])[0].prediction
        survey = self.survey(drawing, fixed)
        whole = survey.whole
        if len(survey.atoms) == 1 and expected is Expected.EITHER and not fixed:
            return whole
        row = read_row(
            survey.groups,
            survey.log_probabilities,
            float(known_odds([whole])[0]),
            self._reader.classes,
            self._scoring,
            alone_counts=expected is Expected.EITHER,
            is_fixed=_are_fixed(survey),
        )
        is_asked = expected is Expected.NUMBER or bool(fixed)
        is_number = is_asked or (len(row.segments) > 1 and row.known >= KNOWN_THRESHOLD)
        if not is_number or not row.texts[0]:
            return whole
        parts = tuple(
            _part(survey, segment, float(row.marginals[segment])) for segment in row.segments
        )
        return NumberPrediction(
            whole.classes,
            whole.probabilities,
            least_known(parts) if is_asked else row.known,
            parts,
            row.shares[0],
            Rival(row.texts[1], row.shares[1]) if len(row.ways) > 1 else None,
        )

    def survey(self, drawing: Drawing, fixed: Sequence[Traces] = ()) -> Survey:
        """Return the groups that the ink of a drawing, which has some, may be parted into."""
        atoms = make_atoms(drawing, fixed=fixed)
        singles = [*atoms.traces, _all_traces(drawing)]
        *alone, whole = [read.prediction for read in self._read(drawing, singles)]
        if cuts := _find_cuts(drawing, atoms, alone):
            atoms = make_atoms(drawing, cuts, fixed)
        groups = find_candidates(atoms)
        reads = self._read(drawing, [_traces(atoms, a, b) for a, b in _spans(groups)])
        predictions = [read.prediction for read in reads]
        add_odds(groups, predictions)
        return Survey(atoms, groups, log_probabilities(predictions), reads, whole)

    def _read(self, drawing: Drawing, groups: Sequence[Traces]) -> list[_Read]:
        """Return what is read of each group of a drawing's ink, of the memory where it is there."""
        keys = [
            tuple((id(drawing.strokes[i]), first, past) for i, first, past in sorted(traces))
            for traces in groups
        ]
        new = {
            key: traces for key, traces in zip(keys, groups, strict=True) if key not in self._memory
        }
        if new:
            images = rasterize([ink_of(drawing, traces) for traces in new.values()])
            if len(self._memory) + len(new) > MAX_REMEMBERED:
                self._memory = {key: self._memory[key] for key in keys if key in self._memory}
            predictions = self._reader.predict(images)
            for row, (key, traces) in enumerate(new.items()):
                strokes = tuple(drawing.strokes[trace.stroke] for trace in traces)
                self._memory[key] = _Read(strokes, images[row : row + 1], predictions[row])
        return [self._memory[key] for key in keys]


def _find_cuts(drawing: Drawing, atoms: Atoms, alone: Sequence[Prediction]) -> list[Cut]:
    """Return where strokes may be cut; alone: what is read of each atom, all of them uncut."""
    cuts = []
    for index, prediction in enumerate(alone):
        is_wide = np.ptp(atoms.boxes[index, ::2]) > CUT_WIDER * atoms.line_height
        if not atoms.is_whole[index] and (is_wide or prediction.is_known < CUT_BELOW):
            stroke = atoms.traces[index][0].stroke
            found = find_cuts(drawing.strokes[stroke], atoms.line_height)
            cuts += [(stroke, point) for point in found]
    return cuts


def _are_fixed(survey: Survey) -> NDArray[np.bool_]:
    """Return (G,) which groups are ink that is known to be one character."""
    groups = survey.groups
    is_alone = groups.past - groups.first == 1
    fixed: NDArray[np.bool_] = is_alone & survey.atoms.is_whole[groups.first]
    return fixed


def _all_traces(drawing: Drawing) -> Traces:
    return tuple(Trace(index, 0, len(stroke)) for index, stroke in enumerate(drawing.strokes))


def _spans(groups: Candidates) -> list[tuple[int, int]]:
    return list(zip(groups.first.tolist(), groups.past.tolist(), strict=True))


def _traces(atoms: Atoms, first: int, past: int) -> Traces:
    return tuple(trace for traces in atoms.traces[first:past] for trace in traces)


def _part(survey: Survey, segment: Segment, confidence: float) -> PartPrediction:
    atoms, groups, read = survey.atoms, survey.groups, survey.reads[segment.group]
    first, past = int(groups.first[segment.group]), int(groups.past[segment.group])
    part = make_part(atoms, groups, segment, read.prediction, read.images, confidence)
    return replace(part, traces=join_traces(_traces(atoms, first, past)))
