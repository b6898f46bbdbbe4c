"""Any labelled ink as a source: whose drawings are set apart, what is varied, what is refused."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.data.labelled import set_apart
from model.data.progress import Notice, complete
from model.data.source import Demand, Split
from model.data.sources import find_source
from model.errors import BadInput
from model.handwriting.synthesis import synthesize_digits
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings


def drawings_by(writers: Sequence[str | None], labels: Sequence[str]) -> list[Drawing]:
    """Return different drawings, each by a writer and with a label."""
    drawn = synthesize_digits(len(labels), seed=3)
    return [
        replace(drawing, writer=writer, label=label)
        for drawing, writer, label in zip(drawn, writers, labels, strict=True)
    ]


@pytest.mark.parametrize("holds_out", [True, False])
def test_other_peoples_drawings_are_set_apart(holds_out: bool) -> None:
    random = np.random.default_rng(0)
    writers = [f"writer {number}" for number in random.integers(0, 40, 800)]
    labels = random.integers(0, 12, 800)
    apart = set_apart(labels, writers, holds_out)
    assert sorted(np.concatenate(apart).tolist()) == list(range(800))
    whose = [{writers[index] for index in part} for part in apart]
    assert sum(map(len, whose)) == len(set(writers))
    assert 80 <= len(apart.test) <= 160
    assert (80 <= len(apart.validation) <= 160) == holds_out
    again = set_apart(labels, writers, holds_out)
    assert all(np.array_equal(*parts) for parts in zip(apart, again, strict=True))


@pytest.mark.parametrize(
    "writers",
    [["one"] * 200, [None] * 200, ["one"] * 199 + [None], ["one"] * 180 + ["two"] * 20],
    ids=["one writer", "no writers", "one without", "two writers"],
)
def test_where_that_cannot_be_drawings_are_set_apart_one_by_one(
    writers: list[str | None],
) -> None:
    apart = set_apart(np.arange(200) % 4, writers)
    assert [len(part) for part in apart] == [160, 20, 20]


def test_of_each_class_something_is_left_to_train_on() -> None:
    labels = np.array([*range(100), *range(50)])
    for writers in ([None] * 150, [f"{index % 50}" for index in range(150)]):
        apart = set_apart(labels, writers)
        assert set(labels[apart.train]) == set(range(100))
        assert len(apart.test) >= 15


def load(path: Path, drawings: Sequence[Drawing], **demand: int) -> list[object]:
    """Load an ink file with these drawings; returns its events, and its split last."""
    write_drawings(path, drawings)
    events: list[object] = []
    split = complete(find_source(str(path)).load(Demand(**demand)), events.append)  # type: ignore[arg-type]
    return [*events, split]


def test_what_teaches_nothing_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    with pytest.raises(BadInput, match=rf"{path}: 8 labelled drawings are too few to train on"):
        load(path, drawings_by([None] * 8, "abababab"))
    for label in "7a":
        with pytest.raises(BadInput, match=rf"{path}: everything is labelled '{label}'"):
            load(path, drawings_by([None] * 20, label * 20))


def test_drawings_without_ink_teach_nothing(tmp_path: Path) -> None:
    blank = [Drawing((), label) for label in "ab" * 10]
    *_, split = load(tmp_path / "some.jsonl", [*drawings_by([None] * 20, "ab" * 10), *blank])
    assert isinstance(split, Split)
    assert len(split.train) + len(split.test) == 18
    assert split.train.images.any(axis=(1, 2, 3)).all()
    with pytest.raises(BadInput, match="holds no drawing with a label"):
        load(tmp_path / "blank.jsonl", blank)


@pytest.mark.parametrize(("labels", "test_count"), [("abcdefghijkl", 0), ("aabcdefghijk", 1)])
def test_where_labels_have_one_drawing_each_nothing_is_set_apart(
    tmp_path: Path, labels: str, test_count: int
) -> None:
    *_, split = load(tmp_path / "some.jsonl", drawings_by([None] * 12, labels))
    assert isinstance(split, Split)
    assert (len(split.train), split.validation) == (12 - test_count, None)
    assert len(split.test) == test_count


def test_a_notice_names_classes_of_which_there_is_little(tmp_path: Path) -> None:
    events = load(tmp_path / "some.jsonl", drawings_by([None] * 23, "ab" * 10 + "cdd"))
    [notice] = [event for event in events if isinstance(event, Notice)]
    assert notice.message.endswith(
        "some.jsonl: has fewer than 5 of c, d: too few to be learned well."
    )


def test_few_drawings_are_varied_more_are_shown_often_and_what_is_measured_on_is_neither(
    tmp_path: Path,
) -> None:
    drawings = drawings_by([None] * 100, "abcd" * 25)
    for shown_count, count, repeats in ((0, 80, 1), (400, 80, 5), (1_600, 1_600, 1)):
        *_, split = load(tmp_path / "some.jsonl", drawings, shown_count=shown_count)
        assert isinstance(split, Split)
        assert (len(split.train), split.repeats) == (count, repeats)
        assert split.validation is not None
        assert len(split.validation) == len(split.test) == 10
        assert len(np.unique(split.train.images, axis=0)) > 0.98 * count
