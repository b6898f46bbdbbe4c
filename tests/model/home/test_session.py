"""The session: what lies on a pad comes back, whatever happened to the window."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import BadInput
from model.home.kept import Kept
from model.home.session import (
    EMPTY,
    IndexChanged,
    InkAdded,
    InkDropped,
    InkEnded,
    Journal,
    SavedPad,
    SavedStep,
    SessionChange,
    StepTaken,
    ToolChosen,
    UndoneForgotten,
    applied,
    read_journal,
)
from model.ink.drawing import Drawing, Part, Trace
from model.ink.picture import picture_of
from model.ink.sample import Sample


def line(y: float) -> np.ndarray:
    return np.array([[10.0, y, 0.5], [390.0, y, 1.0]])


def page(*ys: float) -> Sample:
    return Sample(Drawing(tuple(map(line, ys))))


def draw(*ys: float) -> StepTaken:
    return StepTaken(SavedStep("Draw", page(*ys)))


def is_same(pad: SavedPad, other: SavedPad) -> bool:
    """Whether two pads hold the same; arrays are compared by their numbers."""

    def told(one: SavedPad) -> object:
        pieces = [piece.tolist() for piece in one.pieces]
        growing = None if one.growing is None else one.growing.tolist()
        steps = [(step.text, step.page.content, step.kept) for step in one.steps]
        return one.page.content, steps, one.index, pieces, growing, one.tool

    return told(pad) == told(other)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened, pad = Journal.open(tmp_path)
    assert pad is EMPTY
    yield opened
    opened.close()


def crash(journal: Journal, tmp_path: Path) -> SavedPad:
    """Let go of a journal as a dying process does, and return what the next window finds."""
    journal.let_go()
    _, pad = Journal.open(tmp_path)
    return pad


def test_ink_undo_and_tool_come_back(journal: Journal, tmp_path: Path) -> None:
    changes: list[SessionChange] = [
        draw(1),
        StepTaken(SavedStep("Keep as 7", page(), kept=Kept("an id", "7"))),
        draw(2),
        draw(2, 3),
        IndexChanged(2),
        ToolChosen("eraser"),
    ]
    journal.write(changes[:2])
    journal.write(changes[2:])
    pad = crash(journal, tmp_path)
    assert [step.text for step in pad.steps] == ["Draw", "Keep as 7", "Draw", "Draw"]
    assert pad.steps[1].kept == Kept("an id", "7")
    assert (pad.index, pad.tool) == (2, "eraser")
    assert pad.current.content == Drawing()
    assert pad.steps[3].page.content == page(2, 3).content


def test_the_parts_of_a_kept_number_come_back(journal: Journal, tmp_path: Path) -> None:
    parts = (Part("1", (Trace(0, 0, 2),)), Part("7", (Trace(1, 0, 2),)))
    kept = Kept("an id", "17", parts)
    journal.write([draw(1, 2), StepTaken(SavedStep("Keep as 17", page(), kept=kept))])
    assert crash(journal, tmp_path).steps[1].kept == kept


def test_parts_of_ink_that_was_not_there_end_what_is_known(
    journal: Journal, tmp_path: Path
) -> None:
    kept = Kept("an id", "1", (Part("1", (Trace(3, 0, 2),)),))
    journal.write([draw(1), StepTaken(SavedStep("Keep as 1", page(), kept=kept))])
    assert [step.text for step in crash(journal, tmp_path).steps] == ["Draw"]


def test_what_could_not_be_written_is_written_the_next_time(
    journal: Journal, tmp_path: Path
) -> None:
    journal.write([draw(1)])
    whole = journal.path.read_bytes()
    journal.path.unlink()
    journal.path.mkdir()
    with pytest.raises(BadInput, match="cannot write"):
        journal.write([draw(1, 2)])
    journal.path.rmdir()
    journal.path.write_bytes(whole)
    journal.write([draw(1, 2, 3)])
    pad = crash(journal, tmp_path)
    assert [step.page.content for step in pad.steps] == [
        page(1).content,
        page(1, 2).content,
        page(1, 2, 3).content,
    ]


def test_strokes_of_a_pen_that_is_still_down_come_back_until_a_step_has_them(
    journal: Journal, tmp_path: Path
) -> None:
    journal.write([InkAdded(line(1)), InkEnded(), InkAdded(line(2))])
    pad = crash(journal, tmp_path)
    assert [stroke.tolist() for stroke in pad.under_way] == [line(1).tolist(), line(2).tolist()]
    journal.write([draw(1, 2)])
    assert crash(journal, tmp_path).under_way == ()


def test_the_stroke_under_the_pen_comes_back(journal: Journal, tmp_path: Path) -> None:
    journal.write([draw(1), InkAdded(line(5)[:1])])
    journal.write([InkAdded(line(5)[1:])])
    pad = crash(journal, tmp_path)
    assert pad.growing is not None
    assert np.array_equal(pad.growing, line(5))


def test_a_picture_comes_back(journal: Journal, tmp_path: Path) -> None:
    rgba = np.zeros((30, 20, 4), np.uint8)
    rgba[5:25, 8:12] = 255
    picture = picture_of(rgba)
    journal.write([StepTaken(SavedStep("Open", Sample(picture)))])
    content = crash(journal, tmp_path).current.content
    assert not isinstance(content, Drawing)
    assert np.array_equal(content.input, picture.input)
    assert np.array_equal(content.preview, picture.preview)


@pytest.mark.parametrize("cut", [1, 5, 40, 100])
def test_a_journal_cut_anywhere_gives_what_is_before_the_cut(
    journal: Journal, tmp_path: Path, cut: int
) -> None:
    journal.write([draw(1), draw(1, 2)])
    whole = len(journal.path.read_bytes())
    journal.write([draw(1, 2, 3)])
    journal.path.write_bytes(journal.path.read_bytes()[: whole + cut])
    pad = crash(journal, tmp_path)
    assert pad.current.content == page(1, 2).content


@pytest.mark.parametrize("rubbish", [b"", b"\0\0\0", b"{}\n", b'{"page": 1, "tool": 2}\n', b"[]\n"])
def test_rubbish_is_an_empty_pad(tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / "x.jsonl").write_bytes(rubbish)
    assert is_same(read_journal(tmp_path / "x.jsonl"), EMPTY)
    journal, pad = Journal.open(tmp_path)
    journal.write([draw(1)])
    assert pad is EMPTY


def test_a_folder_and_a_dead_link_named_like_a_journal_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "nowhere")
    journal, pad = Journal.open(tmp_path)
    assert pad is EMPTY
    journal.write([draw(1)])
    assert crash(journal, tmp_path).current.content == page(1).content


def test_a_folder_in_place_of_the_journal_is_in_nobodys_way(
    journal: Journal, tmp_path: Path
) -> None:
    journal.write([draw(1), IndexChanged(0), UndoneForgotten()])
    journal.path.unlink()
    journal.path.mkdir()
    journal.close()
    again, _ = Journal.open(tmp_path)
    again.close()


def test_what_was_undone_may_be_gone(journal: Journal, tmp_path: Path) -> None:
    journal.write([draw(1), draw(1, 2), IndexChanged(1), UndoneForgotten()])
    pad = crash(journal, tmp_path)
    assert [step.page.content for step in pad.steps] == [page(1).content]
    assert pad.index == 1


def test_each_of_two_windows_has_its_own(journal: Journal, tmp_path: Path) -> None:
    journal.write([draw(1)])
    other, pad = Journal.open(tmp_path)
    assert pad is EMPTY
    other.write([draw(2)])
    other.close()
    journal.close()
    first, newest = Journal.open(tmp_path)
    second, older = Journal.open(tmp_path)
    assert newest.current.content == page(2).content
    assert older.current.content == page(1).content
    first.close()
    second.close()


def test_an_empty_pad_leaves_no_journal(tmp_path: Path) -> None:
    journal, _ = Journal.open(tmp_path)
    journal.write([ToolChosen("pen")])
    journal.close()
    assert not list(tmp_path.glob("*.jsonl"))


def test_what_is_written_is_nobody_elses_to_read(journal: Journal) -> None:
    journal.write([draw(1)])
    assert journal.path.stat().st_mode & 0o077 == 0


ys = st.floats(-1000, 1000)
changes = st.one_of(
    st.builds(draw, ys),
    st.builds(draw, ys, ys),
    st.builds(IndexChanged, st.integers(-1, 8)),
    st.builds(InkAdded, st.builds(line, ys)),
    st.just(InkDropped()),
    st.just(InkEnded()),
    st.just(UndoneForgotten()),
    st.sampled_from([ToolChosen("pen"), ToolChosen("eraser")]),
)


@given(st.lists(st.lists(changes, max_size=4), max_size=6))
def test_whatever_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, written: list[list[SessionChange]]
) -> None:
    folder = tmp_path_factory.mktemp("session")
    journal, pad = Journal.open(folder)
    for some in written:
        journal.write(some)
        for change in some:
            pad = applied(pad, change)
    if written:
        assert is_same(read_journal(journal.path), pad)
    journal.let_go()
    again, found = Journal.open(folder)
    assert is_same(found, EMPTY if pad.is_empty else pad)
    again.write([])  # begins with what was found
    if not pad.is_empty:
        assert is_same(read_journal(again.path), pad)
    again.close()
