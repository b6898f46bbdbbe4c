"""What is damaged: one entry for each kind of file that the program reads.

A new format is one more entry. `formats_without_subject` says which are missing.
"""

import bz2
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from gzip import compress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image, ImageDraw

from model.data.classes import DIGITS
from model.data.dataset import Dataset
from model.data.progress import complete
from model.handwriting.synthesis import synthesize_numbers
from model.home.signs_card import SignsCard
from model.home.signs_file import SharedSet, pack
from model.ink import formats
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.ink.json_lines import format_drawing
from model.ink.raster import rasterize, to_grays
from model.shallow.files import save_pipeline
from model.shallow.pipeline import PipelineCard, PipelineChoice, fit
from tools.campaign import other_formats
from tools.campaign.homes import HAND_DRAWN, ROOT, keeps_sessions

Content = Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Something that is read: one file, or several that belong together."""

    name: str
    kind: str
    """The key of its readings in `readers.READINGS`."""
    files: Mapping[str, Content]
    """Whole, by their paths in the trial's folder; each may be damaged, but one at a time."""
    named: str
    """The path that readers are given."""
    share: float = 1.0
    """How often it is chosen, beside the others."""
    refusal: str | None = None
    """What the refusal of the whole file says; None where it is accepted."""
    is_known: bool = True
    """Whether the program knows the format; a whole file of another may be accepted or refused."""
    is_labelled: bool = True
    """Whether it says of its drawings which digits they are; else what needs that may refuse it."""


# Ink


@cache
def drawings() -> Sequence[Drawing]:
    """Return ten digits that were drawn by hand."""
    return list(read_drawings(HAND_DRAWN))


def _ink() -> bytes:
    return HAND_DRAWN.read_bytes()


def _ink_with_pressure() -> bytes:
    strokes = [[[10.5, 20, 0.25], [30, 40.25, 0.75], [50, 10, 1]], [[5, 5, 0]]]
    line = json.dumps({"strokes": strokes, "label": "7", "writer": "w-1", "more": {"a": [1]}})
    return f"{line}\n{line}\n".encode()


def _numbers() -> bytes:
    """Return whole numbers with their parts."""
    return "".join(map(format_drawing, synthesize_numbers(2, seed=1))).encode()


def _mine() -> bytes:
    kept = {"answer": "7", "time": "2026-11-25T12:30:00+00:00"}
    fields = (
        json.loads(line) | kept | {"id": f"{number:032x}"}
        for number, line in enumerate((_ink() + _numbers()).splitlines())
    )
    return "".join(json.dumps(line) + "\n" for line in fields).encode()


def _kept() -> dict[str, object]:
    """Return what says that a number was kept, of those strokes."""
    parts = [{"label": label, "spans": [[stroke, 0, 2]]} for stroke, label in enumerate(("1", "7"))]
    return {"id": "0" * 32, "label": "17", "parts": parts}


def _journal() -> bytes:
    """Return what a window has written down of its pad: two strokes, undone and done again."""
    first, second = [[100, 100, 1], [200, 150, 1]], [[50, 50, 0.5], [60, 90, 0.25]]
    lines = (
        {"page": {"strokes": []}, "tool": "pen"},
        {"text": "Draw", "page": {"strokes": [first]}, "kept": None},
        {"text": "Draw", "page": {"strokes": [0, second]}, "kept": None},
        {"index": 1},
        {"index": 2},
        {"text": "Keep as 17", "page": {"strokes": []}, "kept": _kept()},
        {"index": 2},
        {"tool": "eraser"},
        {"ink": [[10, 10, 1]]},
        {"ink": [[20, 10, 1], [30, 20, 1]]},
    )
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


# Pictures


def _picture(format_name: str, mode: str = "L", **options: object) -> Content:
    """Return what makes a picture of a seven."""

    def make() -> bytes:
        image = Image.new("L", (48, 40), 250)
        ImageDraw.Draw(image).line([(10, 8), (36, 8), (20, 34)], fill=20, width=4)
        buffer = io.BytesIO()
        image.convert(mode).save(buffer, format_name, **options)
        return buffer.getvalue()

    return make


def _animation() -> bytes:
    frames = [Image.new("P", (30, 30), color) for color in (0, 90, 200)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=50)
    return buffer.getvalue()


PICTURES: Mapping[str, Content] = {
    "7.png": _picture("PNG"),
    "deep 7.png": _picture("PNG", "I;16"),
    "clear 7.png": _picture("PNG", "RGBA"),
    "7.jpg": _picture("JPEG"),
    "7.jpeg": _picture(
        "JPEG", "RGB", progressive=True, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
    ),
    "7.bmp": _picture("BMP", "RGB"),
    "7.gif": _picture("GIF", "P"),
    "moving 7.gif": _animation,
    "7.tif": _picture("TIFF", compression="tiff_lzw"),
    "7.tiff": _picture("TIFF", "1", compression="group4"),
    "float 7.tiff": _picture("TIFF", "F"),
    "7.webp": _picture("WEBP", "RGB"),
}
REFUSED_PICTURES: Mapping[str, tuple[str, Content]] = {
    "7.eps": ("PostScript", _picture("EPS")),
    "7.pdf": ("PDF", _picture("PDF")),
    "7.heic": ("HEIC", lambda: b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(200)),
    "postscript 7.png": ("PostScript", _picture("EPS")),
    "heic 7.jpg": ("HEIC", lambda: b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(200)),
}


# Networks and data sets


def _weights() -> bytes:
    return (ROOT / "assets" / "default.safetensors").read_bytes()


@cache
def _pipeline() -> bytes:
    """Return a pipeline that knows ten digits, three times each."""
    images = rasterize([*drawings()] * 3)
    labels = np.tile(np.arange(10), 3)
    dataset = Dataset(to_grays(images), labels, DIGITS)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "p.safetensors"
        pipeline = complete(fit(PipelineChoice("hog", "knn"), dataset))
        save_pipeline(path, pipeline.with_card(PipelineCard()))  # which is the same each time
        return path.read_bytes()


@cache
def _signs() -> bytes:
    """Return a set of signs: ten digits as signs, and weights that know them."""
    card = SignsCard("Signs", tuple(DIGITS))
    return pack(SharedSet(card, _mine(), _weights()), Path("s.signs"))


def _version() -> bytes:
    return b"20260101-000000-000000-inkling"


def _idx_images() -> bytes:
    images = np.random.default_rng(0).integers(0, 256, (12, 28, 28), np.uint8)
    return np.array([2051, *images.shape], ">u4").tobytes() + images.tobytes()


def _idx_labels() -> bytes:
    return np.array([2049, 12], ">u4").tobytes() + bytes(range(10)) + b"\0\1"


def _idx_long_labels() -> bytes:
    labels = np.zeros((12, 8), ">i4")
    labels[:10, 0] = range(10)
    return np.array([3074, *labels.shape], ">u4").tobytes() + labels.tobytes()


def _usps() -> bytes:
    ink = np.random.default_rng(0).uniform(-1, 1, (4, 256))
    lines = [
        f"{label} " + " ".join(f"{index}:{value:.4f}" for index, value in enumerate(image, 1))
        for label, image in enumerate(ink, 1)
    ]
    return bz2.compress("\n".join(lines).encode())


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("gzip/images-idx3-ubyte.gz", compress(_idx_images()))
    return packed.getvalue()


RAW = "MNIST/raw/t10k-"
KEPT = "home/weights/20260101-000000-000000-inkling.safetensors"


def _ink_subjects() -> Iterator[Subject]:
    for name, content in {
        "ink.jsonl": _ink,
        "pressed.jsonl": _ink_with_pressure,
        "ink.jsonl.gz": lambda: compress(_ink()),
        "numbers.jsonl": _numbers,
    }.items():
        yield Subject(name=name, kind="ink", files={name: content}, named=name, share=4)
    known = all_suffixes()
    for name, content in other_formats.FILES.items():
        is_known = name.removeprefix("7") in known
        yield Subject(
            name=name,
            kind="ink",
            files={name: content},
            named=name,
            share=2 if is_known else 0.3,
            is_known=is_known,
            is_labelled=name in other_formats.LABELLED,
        )


def _picture_subjects() -> Iterator[Subject]:
    for name, content in PICTURES.items():
        yield Subject(name=name, kind="picture", files={name: content}, named=name)
    for name, (refusal, content) in REFUSED_PICTURES.items():
        yield Subject(
            name=name,
            kind="picture",
            files={name: content},
            named=name,
            share=0.5,
            refusal=refusal,
        )
    in_folders = {f"pictures/{label}/{name}": PICTURES[name] for label, name in FOLDER.items()}
    yield Subject(name="pictures", kind="folder", files=in_folders, named="pictures", share=2)


FOLDER = {"7": "7.png", "1": "7.jpg", "odd": "7.gif"}
"""A folder of pictures, by their labels."""


def _other_subjects() -> Iterator[Subject]:
    images, labels = f"{RAW}images-idx3-ubyte", f"{RAW}labels-idx1-ubyte"
    plain = {images: _idx_images, labels: _idx_labels}
    packed = {f"{path}.gz": _packed(content) for path, content in plain.items()}
    yield Subject(name="idx", kind="idx", files=plain, named=images, share=2)
    yield Subject(name="idx.gz", kind="packed idx", files=packed, named=f"{images}.gz", share=2)
    long = {"test-images-idx3-ubyte": _idx_images, "test-labels-idx2-int": _idx_long_labels}
    yield Subject(name="idx2", kind="long idx", files=long, named="test-images-idx3-ubyte")
    for name, kind, path, content in (
        ("usps", "usps", "usps.bz2", _usps),
        ("zip", "zip", "gzip.zip", _zip),
        ("weights", "weights", "w.safetensors", _weights),
        ("pipeline", "pipeline", "p.safetensors", _pipeline),
        ("set of signs", "signs", "s.signs", _signs),
        ("own drawings", "mine", "home/drawings/mine.jsonl", _mine),
    ):
        yield Subject(name=name, kind=kind, files={path: content}, named=path, share=4)
    if keeps_sessions():
        path = "home/session/0123456789abcdef.jsonl"
        yield Subject(name="session", kind="session", files={path: _journal}, named=path, share=4)
    kept = {"home/weights/current": _version, "home/reads": lambda: b"letters", KEPT: _weights}
    yield Subject(name="kept weights", kind="kept", files=kept, named="home/weights", share=2)


def _packed(content: Content) -> Content:
    return lambda: compress(content())


def all_suffixes() -> set[str]:
    """Return how the names of files end that the program opens."""
    known = (value for value in vars(formats).values() if isinstance(value, formats.Format))
    return {suffix for kind in known for suffix in kind.suffixes}


def suffixes_without_subject() -> set[str]:
    """Return those of them for which there is nothing to damage here."""
    names = tuple(name for subject in SUBJECTS for name in subject.files)
    return {suffix for suffix in all_suffixes() if not any(n.endswith(suffix) for n in names)}


SUBJECTS = (*_ink_subjects(), *_picture_subjects(), *_other_subjects())
OWN_SUBJECTS = tuple(s for s in SUBJECTS if s.kind in ("mine", "kept", "session"))
"""What the program itself keeps in its folder, and reads when it starts."""
