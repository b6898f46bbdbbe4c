from collections import Counter

import numpy as np
import pytest

from model.handwriting import writing
from model.handwriting.curves import POINTS
from model.handwriting.skeleton import Style
from model.handwriting.writing import WRITER_DRAWINGS, Character, cut_strokes, write_characters
from model.ink.drawing import Drawing

BAR = Style(1, ("30,0 30,100",))
CLOSE_STROKES = Style(1, ("0,0 60,0 | 60,50 0,50",))
FAR_STROKES = Style(1, ("0,0 60,0 | 60,90 0,90",))


def write(count: int, *styles: Style) -> list[Drawing]:
    return write_characters(count, [Character("a", styles)], np.random.default_rng(3))


def test_characters_come_in_turn() -> None:
    characters = [Character("a", (BAR,)), Character(None, (FAR_STROKES,)), Character("c", (BAR,))]
    drawings = write_characters(7, characters, np.random.default_rng(3))
    assert [drawing.label for drawing in drawings] == ["a", None, "c", "a", None, "c", "a"]
    assert [len(drawing.strokes) for drawing in drawings] == [1, 2, 1, 1, 2, 1, 1]


@pytest.mark.parametrize("batch", [writing.BATCH, 2 * WRITER_DRAWINGS])
def test_each_writer_makes_so_many_drawings(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH", batch)
    writers = Counter(drawing.writer for drawing in write(5 * WRITER_DRAWINGS, BAR))
    assert writers == {f"synthetic/{number}": WRITER_DRAWINGS for number in range(5)}


def test_slow_pads_see_fewer_points_of_all_that_a_writer_writes() -> None:
    lengths: dict[str | None, set[int]] = {}
    for drawing in write(100 * WRITER_DRAWINGS, BAR):
        lengths.setdefault(drawing.writer, set()).add(drawing.point_count)
    assert all(len(of_writer) == 1 for of_writer in lengths.values())
    assert set.union(*lengths.values()) == {POINTS, POINTS // 2, POINTS // 3, POINTS // 4}


def test_the_last_point_of_a_stroke_is_kept_however_slow_the_pad() -> None:
    points = np.arange(20.0).reshape(10, 2)
    first, second = cut_strokes(points, [(0, 6), (6, 10)], 4)
    assert first.tolist() == points[[1, 5]].tolist()
    assert second.tolist() == points[[9]].tolist()


def test_some_pads_report_pressure_and_some_the_grid_of_a_mouse() -> None:
    drawings = write(2000, BAR)
    with_pressure = [d for d in drawings if d.strokes[0].shape[1] == 3]
    assert 0.1 < len(with_pressure) / 2000 < 0.6
    on_grid = [d for d in drawings if all(np.all(s[:, :2] % 1 == 0) for s in d.strokes)]
    assert 0.1 < len(on_grid) / 2000 < 0.9


def test_a_hasty_pen_joins_close_strokes_now_and_then_and_far_ones_never() -> None:
    close = Counter(len(drawing.strokes) for drawing in write(2000, CLOSE_STROKES))
    assert set(close) == {1, 2}
    assert close[1] < 0.2 * close[2]
    assert {len(drawing.strokes) for drawing in write(2000, FAR_STROKES)} == {2}


def test_a_drawing_does_not_hold_its_whole_batch_in_memory() -> None:
    assert all(stroke.base is None for d in write(30, CLOSE_STROKES) for stroke in d.strokes)


def test_every_drawing_can_be_by_another_writer() -> None:
    characters = [Character("a", (BAR,))]
    drawings = write_characters(5, characters, np.random.default_rng(3), writer_drawings=1)
    assert [drawing.writer for drawing in drawings] == [
        f"synthetic/{number}" for number in range(5)
    ]
