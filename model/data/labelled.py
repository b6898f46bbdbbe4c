"""Any labelled ink, and any folder of labelled pictures, as a source of whatever labels it has."""

from collections.abc import Container, Generator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.data.classes import Classes, only_one_label, some_of
from model.data.dataset import Dataset, join
from model.data.folders import read_folder, read_sure_pictures, say_left_out
from model.data.progress import Notice, Progress, Working
from model.data.source import Demand, Loading, Source, Split
from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.ink.parts import characters_in, characters_of
from model.ink.variation import vary

MIN_COUNT = 10
HELD_OUT_SHARE = 0.1
"""Of all, for validation, and as many for the test."""
FEW = 5
"""Of a class with fewer, a notice tells."""
MOST_REPEATS = 60
"""So often an epoch shows a drawing or a picture at most."""
VARIED_FROM = 10
"""Drawings that are shown so often are varied. More drawings vary enough by themselves."""
VARIED_AT_ONCE = 500


def load_labelled(source: Source, demand: Demand) -> Loading:
    """Read an ink file or a folder of pictures, of which shares are set apart, always the same.

    Where all ink has writers, validation and test are of other writers' than the training. What is
    small is shown more often, and few drawings are varied in their strokes.
    """
    path = Path(source.name)
    yield Working(f"reading {source.title}")
    drawings: Sequence[Drawing] = ()
    if path.is_dir():
        pictures, left_out = read_sure_pictures(path)
        if left_out:
            yield Notice(say_left_out(path, left_out))
        ink = pictures
    else:
        drawings, left_out = _read_characters(path)
        if left_out:
            numbers = "number" if left_out == 1 else "numbers"
            yield Notice(f"{path}: left out {left_out:,} {numbers} without parts.")
        ink = _to_dataset(path, drawings)
    yield from _check(path, ink)
    writers = [drawing.writer for drawing in drawings] or [None] * len(ink)
    parts = set_apart(ink.labels, writers, demand.holds_out)
    train = ink.select(parts.train)
    repeats = max(min(round(demand.shown_count / len(train)), MOST_REPEATS), 1)
    if repeats >= VARIED_FROM and drawings:
        few = [drawings[index] for index in parts.train]
        train = yield from _vary(train, few, repeats - 1, demand.seed)
        repeats = 1
    validation = ink.select(parts.validation) if len(parts.validation) else None
    return Split(train, validation, ink.select(parts.test), repeats)


def _check(path: Path, ink: Dataset) -> Generator[Progress, None, None]:
    """Refuse what nobody can learn from; tell of classes with few drawings."""
    if len(ink) < MIN_COUNT:
        raise BadInput(f"{path}: {len(ink)} labelled drawings are too few to train on")
    counts = np.bincount(ink.labels, minlength=len(ink.classes))
    if np.count_nonzero(counts) < 2:
        name = ink.classes[int(counts.argmax())]
        raise BadInput(f"{path}: {only_one_label(name)}")
    few = [name for name, count in zip(ink.classes, counts, strict=True) if 0 < count < FEW]
    if few:
        yield Notice(f"{path}: has fewer than {FEW} of {some_of(few)}: too few to be learned well.")


def _vary(
    train: Dataset, drawings: Sequence[Drawing], count: int, seed: int
) -> Generator[Progress, None, Dataset]:
    """Return the training images, and after them so many variations of each drawing."""
    rng = np.random.default_rng(seed)
    parts = [train]
    at_once = max(VARIED_AT_ONCE // count, 1)
    for start in range(0, len(drawings), at_once):
        some = drawings[start : start + at_once]
        varied = [variation for drawing in some for variation in vary(drawing, count, rng)]
        parts.append(Dataset.of_drawings(varied, train.classes))
        yield Working("varying the drawings", start / len(drawings))
    return join(parts)


# Setting apart


class Apart(NamedTuple):
    """Indices of what is for training, for validation and for the test."""

    train: NDArray[np.intp]
    validation: NDArray[np.intp]
    test: NDArray[np.intp]


def set_apart(
    labels: NDArray[np.int64], writers: Sequence[str | None], holds_out: bool = True
) -> Apart:
    """Set shares of labelled drawings apart, the same at every call.

    labels: (N,) indices of classes; writers: N of them. Where all are known, and none has too large
    a share, a writer's drawings stay together; otherwise each drawing is by itself. Of each class
    one is left to train on; so where hardly any has two, nothing is set apart.
    """
    if None not in writers:
        _, groups = np.unique(np.array(writers, object).astype(str), return_inverse=True)
        if apart := _set_groups_apart(labels, groups, holds_out, is_strict=True):
            return apart
    alone = _set_groups_apart(labels, np.arange(len(labels)), holds_out, is_strict=False)
    assert alone is not None
    return alone


def _set_groups_apart(
    labels: NDArray[np.int64], groups: NDArray[np.intp], holds_out: bool, *, is_strict: bool
) -> Apart | None:
    """Set whole groups apart at random; None where strict, and a share comes out far too small."""
    wanted = max(1, round(len(labels) * HELD_OUT_SHARE))
    by_group = np.split(np.argsort(groups, kind="stable"), np.cumsum(np.bincount(groups))[:-1])
    left = list(np.random.default_rng(0).permutation(len(by_group)))
    counts = np.bincount(labels)
    shares: list[list[NDArray[np.intp]]] = []
    for _ in range(2 if holds_out else 1):
        taken: list[int] = []
        size = 0
        for group in left:
            members = by_group[group]
            fewer = counts - np.bincount(labels[members], minlength=len(counts))
            # What is no class any longer cannot be learned.
            if size + len(members) <= 2 * wanted and not ((fewer == 0) & (counts > 0)).any():
                taken.append(group)
                size, counts = size + len(members), fewer
                if size >= wanted:
                    break
        if is_strict and size < wanted / 2:
            return None
        shares.append([by_group[group] for group in taken])
        gone = set(taken)
        left = [group for group in left if group not in gone]
    test, validation = shares[0], shares[1] if holds_out else []
    return Apart(*map(_joined, ([by_group[group] for group in left], validation, test)))


def _joined(parts: Sequence[NDArray[np.intp]]) -> NDArray[np.intp]:
    return np.concatenate([np.empty(0, np.intp), *parts])


# Reading


def read_labelled_data(path: Path) -> Dataset:
    """Read an ink file or a folder of pictures; see `read_ink_file` and `read_folder`."""
    return read_folder(path) if path.is_dir() else read_ink_file(path)


def read_ink_file(path: Path) -> Dataset:
    """Read the labelled characters of an ink file, with the classes that their labels are.

    A drawing of several is as many characters, by its parts. The classes are in the order of their
    names; where all are digits they are the ten. Raises BadInput where the file is damaged, or has
    fewer than two labels.
    """
    characters, _ = _read_characters(path)
    return _to_dataset(path, characters)


def _read_characters(path: Path) -> tuple[list[Drawing], int]:
    """Return an ink file's labelled characters that have ink, and how many numbers are left out.

    Where some drawings have parts, others are left out whose labels are made of the same
    characters: they are numbers, and no classes of their own.
    """
    drawings = [one for one in read_drawings(path) if one.label is not None and not one.is_empty]
    characters = [character for drawing in drawings for character in characters_of(drawing)]
    if not any(drawing.parts for drawing in drawings):
        return characters, 0
    single = {part.label for drawing in drawings for part in drawing.parts}
    kept = [one for one in characters if one.label in single or not _is_row(one.label, single)]
    return kept, len(characters) - len(kept)


def _is_row(label: str | None, characters: Container[str]) -> bool:
    return label is not None and all(one in characters for one in characters_in(label))


def _to_dataset(path: Path, characters: Sequence[Drawing]) -> Dataset:
    labels = {character.label for character in characters if character.label is not None}
    if not labels:
        raise BadInput(f"{path}: holds no drawing with a label")
    return Dataset.of_drawings(characters, Classes.of_labels(labels, path))
