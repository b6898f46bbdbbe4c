"""Helpers of the model's tests: a shell on small or read-only disks, weights, the command line."""

import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from model.handwriting.synthesis import synthesize_digits
from model.ink.drawing import Drawing, Part, Stroke, Trace
from model.insight.wobble import wobble
from model.network.recognizer import Recognizer
from model.network.weights import RunCard, Weights, parameter_shapes

ROOT = Path(__file__).parents[2]
TIMEOUT_S = 120


def make_weights(seed: int = 0, card: RunCard = RunCard()) -> Weights:  # noqa: B008
    """Return random weights, of about the size that training gives them."""
    random = np.random.default_rng(seed)
    parameters = {
        name: random.normal(0, 0.08, shape).astype(np.float32)
        for name, shape in parameter_shapes(10).items()
    }
    return Weights(parameters, card)


def lines_drawing(*strokes: list[tuple[float, float]], label: str | None = None) -> Drawing:
    """Return a drawing of polylines."""
    return Drawing(tuple(np.array(stroke, float) for stroke in strokes), label)


def unsteady_drawing(recognizer: Recognizer) -> Drawing:
    """Return a digit that is read, and otherwise in some of the ways in which it is wobbled."""
    for drawing in synthesize_digits(200, seed=1):
        prediction = recognizer.recognize([drawing])[0]
        if prediction.text and wobble(drawing, prediction, recognizer).same_count < 18:
            return drawing
    raise AssertionError("all are read alike, however they are wobbled")


def write_row(
    digits: Sequence[Drawing], step_px: float = 330, writer: str | None = None
) -> Drawing:
    """Return labelled digits of the pad as one number, with its parts; a label may be wrong."""
    strokes: list[Stroke] = []
    parts = []
    for number, digit in enumerate(digits):
        traces = []
        for stroke in digit.strokes:
            traces.append(Trace(len(strokes), 0, len(stroke)))
            strokes.append(stroke + np.array([step_px * number, 0, 0])[: stroke.shape[1]])
        parts.append(Part(digit.label or "", tuple(traces)))
    label = "".join(part.label for part in parts)
    return Drawing(tuple(strokes), label, writer, tuple(parts))


def run_python(
    *arguments: str | Path,
    prefix: tuple[str | Path, ...] = (),
    timeout_s: float = TIMEOUT_S,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run Python on these arguments in the project's root and wait for its end."""
    return subprocess.run(
        [*prefix, sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


# A mount in a namespace of its own: no root needed where the system allows it, nothing left behind.
_NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-ec")


def on_disk(mount: str, folder: Path) -> tuple[str | Path, ...]:
    """Return the prefix of a command that sees a small disk at `folder`, mounted by `mount`.

    In `mount`, "$0" is the folder. Skips the test where the system does not allow it.
    """
    folder.mkdir(exist_ok=True)
    prefix = (*_NAMESPACE, f'{mount}; exec "$@"', folder)
    if sys.platform != "linux" or shutil.which("unshare") is None:
        pytest.skip("needs Linux's unshare to mount a disk of its own")
    probe = subprocess.run([*prefix, "true"], capture_output=True, text=True, check=False)
    if probe.returncode:
        pytest.skip(f"cannot mount a disk of its own: {probe.stderr.strip()}")
    return prefix


@pytest.fixture
def small_disk(tmp_path: Path) -> tuple[Path, tuple[str | Path, ...]]:
    """A folder, and the prefix of a command that sees a disk of 64 KiB there, holding `old`."""
    folder = tmp_path / "small-disk"
    mount = 'mount -t tmpfs -o size=64k none "$0"; printf old > "$0/old.safetensors"'
    return folder, on_disk(mount, folder)


@pytest.fixture
def read_only_disk(tmp_path: Path) -> tuple[Path, tuple[str | Path, ...]]:
    """A folder, and the prefix of a command that cannot write there, root or not."""
    folder = tmp_path / "read-only-disk"
    return folder, on_disk('mount -t tmpfs -o ro none "$0"', folder)


def png_of_size(width: int, height: int) -> bytes:
    """Return a whole, black PNG of 1 bit a px; of 0 px a side it has no rows."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes(1 + (width + 7) // 8) * height)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
