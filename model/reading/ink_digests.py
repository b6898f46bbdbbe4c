"""What tells ink from all other ink by its points, whatever drawing it is in."""

from collections.abc import Sequence
from hashlib import blake2b

from model.ink.drawing import Drawing, Trace, Traces

InkDigest = tuple[bytes, ...]
"""A digest of the points of each run; pressure does not count."""


def digests_of(drawing: Drawing, ink: Sequence[Traces]) -> list[InkDigest]:
    """Return the digest of each of some ink of a drawing.

    While a stroke grows its beginning keeps its points, though the stroke is another each time.
    """
    runs = {trace: _digest(drawing, trace) for trace in {run for traces in ink for run in traces}}
    return [tuple(runs[trace] for trace in sorted(traces)) for traces in ink]


def _digest(drawing: Drawing, trace: Trace) -> bytes:
    points = drawing.strokes[trace.stroke][trace.first : trace.past, :2]
    return blake2b(points.tobytes(), digest_size=16).digest()
