"""Reading a number from ink: groups of strokes, each read alone, and the likeliest row of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.data.classes import DIGITS
from model.ink.drawing import Drawing, Stroke, Trace
from model.ink.parts import ink_of, join_traces
from model.ink.raster import Images, rasterize
from model.reading.atoms import Atoms, Cut, Traces, find_cuts, make_atoms
from model.reading.candidates import Candidates, find_candidates, known_odds
from model.reading.lattice import Floats, Segment
from model.reading.prediction import (
    Expected,
    NumberPrediction,
    PartPrediction,
    Prediction,
    Reader,
    Rival,
)
from model.reading.rows import least_known, log_probabilities, make_part, read_row
from model.reading.scoring import FITTED, KNOWN, Scoring

CUT_BELOW = 0.9
"""A stroke is cut only where it is less likely a character than this, or wider than CUT_WIDER."""
CUT_WIDER = 1.2
"""In heights of the line."""
MAX_ATOMS_READ = 120
"""Ink of more is no number that anybody writes; it is read as one character."""
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
        whole = self._read_whole(drawing)
        if (
            expected is Expected.SINGLE
            or drawing.is_empty
            or self._reader.classes != DIGITS
            or len(drawing.strokes) > MAX_ATOMS_READ
        ):
            return whole
        survey = self.survey(drawing, fixed)
        groups = survey.groups
        if len(survey.atoms) == 1 and expected is Expected.EITHER and not fixed:
            return whole
        row = read_row(
            groups,
            survey.log_probabilities,
            float(known_odds([whole])[0]),
            self._scoring,
            alone_counts=expected is Expected.EITHER,
        )
        is_number = expected is Expected.NUMBER or bool(fixed) or len(row.segments) > 1
        if expected is Expected.EITHER and not fixed and (not is_number or row.known < 0.5):
            return whole
        parts = tuple(
            _part(survey, segment, float(row.marginals[segment])) for segment in row.segments
        )
        rivals = [
            Rival(self._text(way.segments), share)
            for way, share in zip(row.ways[1:], row.shares[1:], strict=True)
        ]
        return NumberPrediction(
            whole.classes,
            whole.probabilities,
            row.known if expected is Expected.EITHER and not fixed else least_known(parts),
            parts,
            row.shares[0],
            rivals[0] if rivals else None,
        )

    def _text(self, segments: Sequence[Segment]) -> str:
        return "".join(self._reader.classes[segment.label] for segment in segments)

    def _find_cuts(self, drawing: Drawing, atoms: Atoms) -> list[Cut]:
        singles = [
            (traces[0].stroke, box)
            for traces, box, is_whole in zip(atoms.traces, atoms.boxes, atoms.is_whole, strict=True)
            if not is_whole
        ]
        reads = self._read(drawing, [_whole_stroke(drawing, stroke) for stroke, _ in singles])
        cuts = []
        for (stroke, box), read in zip(singles, reads, strict=True):
            is_wide = box[2] - box[0] > CUT_WIDER * atoms.line_height
            if is_wide or read.prediction.is_known < CUT_BELOW:
                found = find_cuts(drawing.strokes[stroke], atoms.line_height)
                cuts += [(stroke, point) for point in found]
        return cuts

    def survey(self, drawing: Drawing, fixed: Sequence[Traces] = ()) -> Survey:
        """Return the groups that the ink of a drawing, which has some, may be parted into."""
        atoms = make_atoms(drawing, fixed=fixed)
        if cuts := self._find_cuts(drawing, atoms):
            atoms = make_atoms(drawing, cuts, fixed)
        groups = find_candidates(atoms)
        reads = self._read(drawing, [_traces(atoms, a, b) for a, b in _spans(groups)])
        predictions = [read.prediction for read in reads]
        groups.features[:, KNOWN] = known_odds(predictions)
        return Survey(atoms, groups, log_probabilities(predictions), reads)

    def _read_whole(self, drawing: Drawing) -> Prediction:
        everything = [
            trace for i in range(len(drawing.strokes)) for trace in _whole_stroke(drawing, i)
        ]
        return self._read(drawing, [tuple(everything)])[0].prediction

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


def _whole_stroke(drawing: Drawing, index: int) -> Traces:
    return (Trace(index, 0, len(drawing.strokes[index])),)


def _spans(groups: Candidates) -> list[tuple[int, int]]:
    return list(zip(groups.first.tolist(), groups.past.tolist(), strict=True))


def _traces(atoms: Atoms, first: int, past: int) -> Traces:
    return tuple(trace for traces in atoms.traces[first:past] for trace in traces)


def _part(survey: Survey, segment: Segment, confidence: float) -> PartPrediction:
    atoms, groups, read = survey.atoms, survey.groups, survey.reads[segment.group]
    first, past = int(groups.first[segment.group]), int(groups.past[segment.group])
    part = make_part(atoms, groups, segment, read.prediction, read.images, confidence)
    return replace(part, traces=join_traces(_traces(atoms, first, past)))
