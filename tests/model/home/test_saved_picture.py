"""Pictures in a session's journal: with the ink that was chosen, and once each."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.home.saved_picture import parse_picture, picture_fields
from model.home.session import IndexChanged, Journal, SavedStep, StepTaken, read_journal
from model.ink.drawing import Drawing
from model.ink.picture import Doubt, Picture
from model.ink.sample import Sample
from tests.pictures import picture_in_pieces


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened, _ = Journal.open(tmp_path)
    yield opened
    opened.let_go()


def step(text: str, picture: Picture) -> StepTaken:
    return StepTaken(SavedStep(text, Sample(picture)))


def assert_same(read: object, picture: Picture) -> None:
    assert isinstance(read, Picture)
    for name in ("input", "preview", "ink", "pieces"):
        np.testing.assert_array_equal(getattr(read, name), getattr(picture, name))
    assert (read.chosen, read.doubt) == (picture.chosen, picture.doubt)


@pytest.mark.parametrize("doubt", [None, *Doubt])
@pytest.mark.parametrize("chosen", [[1], [2, 3]])
def test_a_picture_is_read_as_it_was_written(doubt: Doubt | None, chosen: list[int]) -> None:
    picture = picture_in_pieces(chosen=chosen, doubt=doubt)
    fields = json.loads(json.dumps(picture_fields(picture, None)))
    assert_same(parse_picture(fields, None), picture)


def test_each_choice_comes_back_and_none_spells_the_picture_out_again(journal: Journal) -> None:
    opened = picture_in_pieces(doubt=Doubt.SEVERAL)
    chosen = opened.choosing([2])
    polygon = [(0.4, 0.1), (0.6, 0.1), (0.6, 0.4), (0.4, 0.4)]
    lassoed = chosen.lassoed(polygon)
    assert lassoed is not None
    pictures = [opened, chosen, lassoed]
    for picture in pictures:
        journal.write([step("Choose ink", picture)])
    for saved, picture in zip(read_journal(journal.path).steps, pictures, strict=True):
        assert_same(saved.page.content, picture)
    pages = [
        json.loads(line)["page"]["picture"] for line in journal.path.read_text().splitlines()[1:]
    ]
    assert [page["preview"] is None for page in pages] == [False, True, True]
    assert [page["pieces"] is None for page in pages] == [False, True, False]


def test_a_choice_after_an_undo_goes_out_from_the_page_that_is_seen(journal: Journal) -> None:
    first, second = picture_in_pieces(), picture_in_pieces(chosen=[3])
    journal.write([step("Open", first), step("Open", second), IndexChanged(1)])
    journal.write([step("Choose ink", first.choosing([2]))])
    contents = [saved.page.content for saved in read_journal(journal.path).steps]
    assert_same(contents[0], first)
    assert_same(contents[1], first.choosing([2]))


def test_steps_share_what_they_have_in_common_after_a_restart_too(journal: Journal) -> None:
    opened = picture_in_pieces()
    journal.write([step("Open", opened), step("Choose ink", opened.choosing([2]))])
    first, second = (saved.page.content for saved in read_journal(journal.path).steps)
    assert isinstance(first, Picture)
    assert isinstance(second, Picture)
    assert first.pieces is second.pieces
    assert first.preview is second.preview


def test_a_picture_saved_before_there_were_pieces_is_one_piece() -> None:
    picture = Picture.of_image(np.eye(28, dtype=np.uint8) * 255)
    fields = picture_fields(picture, None)
    for name in ("ink", "pieces", "chosen", "doubt"):
        del fields[name]
    read = parse_picture(fields, None)
    assert_same(read, picture)
    assert read.piece_count == 1


def without_base(fields: dict[str, Any]) -> None:
    fields["preview"] = None


def of_another_size(fields: dict[str, Any]) -> None:
    fields["pieces"] = picture_fields(Picture.of_image(np.eye(28, dtype=np.uint8)), None)["pieces"]


def with_what_is_not_there_chosen(fields: dict[str, Any]) -> None:
    fields["chosen"] = [4]


def with_paper_chosen(fields: dict[str, Any]) -> None:
    fields["chosen"] = [0]


def with_a_doubt_that_nobody_knows(fields: dict[str, Any]) -> None:
    fields["doubt"] = "rain"


def with_damaged_px(fields: dict[str, Any]) -> None:
    fields["ink"] = fields["ink"][:40]


def without_choice(fields: dict[str, Any]) -> None:
    del fields["chosen"]


DAMAGES = [
    without_base,
    of_another_size,
    with_what_is_not_there_chosen,
    with_paper_chosen,
    with_a_doubt_that_nobody_knows,
    with_damaged_px,
    without_choice,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_picture_is_where_the_journal_ends(
    journal: Journal, damage: Callable[[dict[str, Any]], None]
) -> None:
    journal.write([StepTaken(SavedStep("Draw", Sample(Drawing((np.ones((2, 2)),)))))])
    journal.write([step("Open", picture_in_pieces())])
    first, second, last = journal.path.read_text().splitlines()
    fields = json.loads(last)
    damage(fields["page"]["picture"])
    journal.path.write_text("\n".join([first, second, json.dumps(fields), ""]))
    pad = read_journal(journal.path)
    assert [saved.text for saved in pad.steps] == ["Draw"]
