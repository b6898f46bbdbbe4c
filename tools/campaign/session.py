"""What a window has on its pad after its process was killed, where it keeps a session."""

import json
from collections.abc import Sequence

import numpy as np

from tools.campaign import window_child
from tools.campaign.children import Child, Said
from tools.campaign.homes import keeps_sessions

OLD_S = 0.5
"""Ink that was older than this when the process was killed must be back."""
TOLERANCE_PX = 0.5
REOPEN_LIMIT_S = 20.0

Strokes = Sequence[Sequence[Sequence[float]]]


class InkLost(AssertionError):
    """Ink is not back."""


def check(said: Sequence[Said], killed_s: float) -> None:
    """Open a window on the folder of one that was killed; raises InkLost where ink is not back."""
    if not keeps_sessions():
        return
    child = Child(window_child.tell_pad)
    exit_code = child.wait(REOPEN_LIMIT_S)
    if exit_code or not child.told("pad"):
        raise InkLost(f"the next window ends with {exit_code}")
    restored = json.loads(child.told("pad")[-1])
    old = [
        n for n, line in enumerate(said) if line.kind == "pad" and killed_s - line.time_s > OLD_S
    ]
    last_old = old[-1] if old else 0
    allowed: list[Strokes] = [
        json.loads(line.text) for line in said[last_old:] if line.kind in ("pad", "coming")
    ]
    if not old:
        return  # it was killed before it had been told of anything for so long
    if not any(_continues(restored, strokes) for strokes in allowed):
        counts = [len(strokes) for strokes in allowed]
        raise InkLost(f"{len(restored)} strokes are back, not one of {counts}")


def _continues(restored: Strokes, strokes: Strokes) -> bool:
    """Return whether these are the strokes, perhaps with one more that was under the pen."""
    return len(restored) - len(strokes) in (0, 1) and all(
        len(a) == len(b) and np.allclose(np.array(a)[:, :2], np.array(b)[:, :2], atol=TOLERANCE_PX)
        for a, b in zip(restored, strokes, strict=False)
    )
