"""Writes a learning curve, as a picture or a table; on any thread, whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.training.curve_data import RunCurves, format_csv
from model.ink.formats import Format
from model.ink.picture import encode_png
from model.storage.files import write_atomically

CSV = Format("CSV table", (".csv",))


def write_csv(path: Path, runs: Sequence[RunCurves]) -> str:
    """Write runs as a table, and return what to say of it; raises BadInput."""
    write_atomically(path, format_csv(runs).encode())
    return f"Saved {path}"


def write_image(path: Path, image: NDArray[np.uint8]) -> str:
    """Write a (H, W, 4) picture as PNG, and return what to say of it; raises BadInput."""
    write_atomically(path, encode_png(image))
    return f"Saved {path}"
