"""All that reads files from outside: the functions behind the commands and the window."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path

import numpy as np

from app.pad.page import Page
from app.transfer.page_files import open_sample, render_page
from model.data.classes import DIGITS
from model.data.folders import read_labelled
from model.data.idx import (
    IDX_IMAGES,
    IDX_LABELS,
    IDX_LONG_LABELS,
    IdxFile,
    IdxLayout,
    read_idx,
)
from model.data.image_sets import MNIST
from model.data.labelled import read_ink_file
from model.data.packed import unpack_members
from model.data.progress import complete
from model.data.source import TEST, Folders
from model.data.usps import read_usps
from model.evaluation.measure import evaluate_ink
from model.home.chosen import chosen_id
from model.home.collection import DrawingCollection, Entry
from model.home.own_drawings import count_drawings
from model.home.signs import import_set
from model.home.versions import current_weights, list_versions, load_reading_weights
from model.home.what_reads import load_chosen
from model.ink.ink_file import read_drawings
from model.ink.parallel import map_ink
from model.ink.picture import read_picture
from model.ink.raster import rasterize
from model.insight.shelves import inputs_of, open_file
from model.network.recognizer import Recognizer
from model.network.weights import default_weights, load_weights
from model.reading.many import read_drawings_as
from model.reading.prediction import Expected, Prediction
from model.shallow.files import load_pipeline
from tools.campaign.homes import HAND_DRAWN, SESSION_MODULE
from tools.campaign.subjects import drawings

PEN_WIDTH = 16.0
MAX_COMPARED_BYTES = 50_000_000

Read = Callable[[Path], object]
Command = Callable[[Path], Sequence[str | Path]]


class NotWhole(AssertionError):
    """What was read is not what it should be."""


@dataclass(frozen=True)
class Reading:
    """A way in which the program reads files."""

    title: str
    read: Read
    always_accepts: bool = False
    """Whether it has to go on with whatever is there, as the window does when it starts."""
    needs_labels: bool = False


@cache
def recognizer() -> Recognizer:
    """Return the network that ships."""
    return Recognizer(default_weights())


def _check(predictions: Sequence[Prediction]) -> None:
    if not all(np.isfinite(prediction.probabilities).all() for prediction in predictions):
        raise NotWhole("a probability is not finite")


def _recognize_ink(path: Path) -> None:
    for predictions in map_ink(path, recognizer().recognize):
        _check(predictions)


def _recognize_numbers(path: Path) -> None:
    for predictions in map_ink(path, partial(read_drawings_as, recognizer(), Expected.NUMBER)):
        _check(predictions)


def _recognize_picture(path: Path) -> None:
    _check(recognizer().predict(read_picture(path).input))


def _open_on_pad(path: Path) -> None:
    sample, _ = open_sample(path)
    render_page(Page.of(sample), PEN_WIDTH)


def _import(path: Path) -> None:
    for _ in read_labelled(path, DIGITS):
        pass


def _read_pipeline(path: Path) -> None:
    pipeline = load_pipeline(path)
    _check(pipeline.recognize(drawings()))
    for drawing in drawings():
        image = rasterize([drawing])[0, 0]
        pipeline.steps(image)
        pipeline.neighbours(image)


def _read_weights(path: Path) -> None:
    _check(Recognizer(load_weights(path)).recognize(drawings()))


def _read_data_set(path: Path) -> None:
    MNIST.read_part(TEST, Folders(named={MNIST.name: path.parents[2]}))


def _look_at_images(path: Path) -> None:
    """Read single images of a file, which is named by that of the images or that of the labels."""
    file = IdxFile(path.with_name(path.name.replace(IDX_LABELS, IDX_IMAGES)), DIGITS)
    file.read(range(min(len(file.labels), 3)))


def _read_long_labels(path: Path) -> None:
    read_idx(path, DIGITS, IdxLayout(labels_ending=IDX_LONG_LABELS))


def _unpack_zip(path: Path) -> None:
    for _ in unpack_members(path, path.parent / "unpacked", ["images-idx3-ubyte"]):
        pass


def _look_at(path: Path) -> None:
    """Open what the window looks at, and make what it shows first."""
    shelf = complete(open_file(path))
    inputs_of(shelf.samples(range(min(len(shelf.labels), 3))))


def _add_to_own(path: Path) -> None:
    """Keep a drawing and take it out again: all whole lines stay as they are."""
    collection = DrawingCollection()
    before = _whole_lines(path)
    entry = Entry(drawings()[7])
    collection.add([entry])
    collection.relabel([entry.relabelled("1")])
    collection.remove([entry.id])
    if lost := before - _whole_lines(path):
        raise NotWhole(f"{len(lost)} lines are lost as another drawing is kept")


def _import_signs(path: Path) -> None:
    """Make a set of a shared file, and use it as a window does."""
    made = import_set(path)
    made.counts()
    weights = made.weights()
    if weights is not None:
        _check(Recognizer(weights).recognize(drawings()))
    made.add_sign("one more")
    made.delete()


def _whole_lines(path: Path) -> set[bytes]:
    """Return a file's lines, as far as they end; none where it cannot be read."""
    lines: list[bytes] = []
    if path.is_file() and path.stat().st_size < MAX_COMPARED_BYTES:
        with suppress(OSError):
            lines = path.read_bytes().split(b"\n")[:-1]
    return {line for line in lines if line.strip()}


def _open_session(path: Path) -> None:
    session = import_module(SESSION_MODULE)
    journal, _ = session.Journal.open()
    journal.let_go()


def _start_reading(path: Path) -> None:
    weights, _ = load_reading_weights()
    _check(Recognizer(weights).recognize(drawings()))


READINGS: Mapping[str, Sequence[Reading]] = {
    "ink": (
        Reading("recognize ink", _recognize_ink),
        Reading("recognize numbers in ink", _recognize_numbers),
        Reading(
            "evaluate ink",
            lambda path: evaluate_ink(recognizer(), path, lambda share: None),
            needs_labels=True,
        ),
        Reading("train on ink", read_ink_file, needs_labels=True),
        Reading("learn ink", lambda path: list(read_drawings(path))),
        Reading("open ink on the pad", _open_on_pad),
        Reading("import ink", _import),
        Reading("look at ink", _look_at),
    ),
    "picture": (
        Reading("recognize a picture", _recognize_picture),
        Reading("open a picture on the pad", _open_on_pad),
        Reading("import a picture", _import),
    ),
    "folder": (
        Reading("import a folder of pictures", _import),
        Reading("look at a folder of pictures", _look_at),
    ),
    "weights": (Reading("load weights", _read_weights),),
    "pipeline": (Reading("load a pipeline", _read_pipeline),),
    "idx": (
        Reading("read idx files", lambda path: read_idx(path, DIGITS)),
        Reading("import idx files", _import),
        Reading("look at idx files", _look_at_images),
        Reading("evaluate idx files", _read_data_set),
    ),
    "packed idx": (
        Reading("read packed idx files", lambda path: read_idx(path, DIGITS)),
        Reading("import packed idx files", _import),
    ),
    "long idx": (Reading("read idx files with long labels", _read_long_labels),),
    "usps": (Reading("read USPS", lambda path: read_usps(path, DIGITS)),),
    "zip": (Reading("unpack a zip file", _unpack_zip),),
    "signs": (Reading("import a set of signs", _import_signs),),
    "mine": (
        Reading("list own drawings", lambda path: DrawingCollection().entries()),
        Reading("count own drawings", lambda path: count_drawings()),
        Reading("add to own drawings", _add_to_own),
    ),
    "session": (Reading("open the last session", _open_session, always_accepts=True),),
    "kept": (
        Reading("start with kept weights", _start_reading, always_accepts=True),
        Reading("load the current weights", lambda path: current_weights()),
        Reading("load what was chosen to read", lambda path: load_chosen(chosen_id())),
        Reading("list versions", lambda path: list_versions(), always_accepts=True),
    ),
}
"""By the kinds of `subjects.SUBJECTS`."""


def _recognize(*options: str | Path) -> Command:
    return lambda path: ("recognize", path, *options)


COMMANDS: Mapping[str, Sequence[Command]] = {
    "ink": (
        _recognize("--json"),
        _recognize(),
        _recognize("--single"),
        lambda path: ("evaluate", path),
        lambda path: ("evaluate", path, "--numbers"),
        lambda path: ("evaluate", HAND_DRAWN, "--others", path),
    ),
    "picture": (_recognize("--json"), _recognize()),
    "folder": (_recognize(),),
    "weights": (
        lambda path: ("recognize", HAND_DRAWN, "--weights", path),
        lambda path: ("evaluate", HAND_DRAWN, "--weights", path, "--json"),
    ),
    "pipeline": (lambda path: ("recognize", HAND_DRAWN),),
    "idx": (lambda path: ("evaluate", "mnist", "--mnist", path.parents[2]),),
    "packed idx": (lambda path: ("recognize", HAND_DRAWN),),
    "long idx": (lambda path: ("recognize", HAND_DRAWN),),
    "usps": (lambda path: ("recognize", HAND_DRAWN),),
    "zip": (lambda path: ("recognize", HAND_DRAWN),),
    "signs": (lambda path: ("recognize", HAND_DRAWN),),
    "mine": (lambda path: ("recognize", HAND_DRAWN),),
    "session": (lambda path: ("recognize", HAND_DRAWN),),
    "kept": (lambda path: ("recognize", HAND_DRAWN),),
}
"""Commands that read such a file, and end soon where it is whole."""
