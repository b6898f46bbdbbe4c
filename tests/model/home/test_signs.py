"""Sets of signs: what is drawn, named and learned is kept, and shared as one file."""

import json
import os
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.data.classes import DIGITS, Classes
from model.errors import BadInput
from model.home.collection import Entry
from model.home.signs import (
    SignSet,
    create_set,
    delete_set,
    import_set,
    list_sets,
    load_set,
    signs_folder,
)
from model.ink.drawing import Drawing
from model.network.recognizer import Recognizer
from model.network.weights import RunCard, Weights, default_weights, rename_classes


def draw(label: str, seed: int = 0) -> Entry:
    points = np.random.default_rng(seed).uniform(0, 200, (12, 2))
    return Entry(Drawing((points,), label))


def make_weights(*names: str) -> Weights:
    base = default_weights()
    few = {name: base.parameters[name][: len(names)] for name in ("fc2.weight", "fc2.bias")}
    card = RunCard(recipe="signs", own_count=2)
    return Weights({**base.parameters, **few}, card, Classes(names))


@pytest.fixture
def shapes() -> SignSet:
    """A set of three signs, with two drawings of the first and one of the second."""
    made = create_set("Shapes", ["heart", "star", "♞"])
    made.add([draw("heart", 0), draw("heart", 1)])
    made.add([draw("star", 2)])
    return made


def labels(found: SignSet) -> list[str | None]:
    return [entry.drawing.label for entry in found.entries()]


def learned(found: SignSet) -> Weights:
    weights = found.weights()
    assert weights is not None
    return weights


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".lock"}


def test_a_new_set_has_its_title_and_its_signs_in_order() -> None:
    made = create_set("  Shapes ", ["star", " heart", "♞"], with_digits=True)

    card = load_set(made.id).read_card()

    assert card.title == "Shapes"
    assert card.names == ("star", "heart", "♞")
    assert card.classes == (*DIGITS, "star", "heart", "♞")
    assert made.weights() is None


def test_drawings_are_kept_and_counted_by_sign(shapes: SignSet) -> None:
    again = load_set(shapes.id)

    assert again.counts() == {"heart": 2, "star": 1, "♞": 0}
    assert again.drawings() == [entry.drawing for entry in shapes.entries()]
    again.remove([again.entries()[0].id])
    assert shapes.counts() == {"heart": 1, "star": 1, "♞": 0}


def test_a_drawing_of_no_sign_is_refused(shapes: SignSet) -> None:
    with pytest.raises(BadInput, match="there is no sign circle in this set"):
        shapes.add([draw("circle")])
    assert len(shapes.entries()) == 3


def test_several_sets_stand_side_by_side_oldest_first(shapes: SignSet) -> None:
    other = create_set("Runes")
    other.keep(make_weights("a", "b"))

    listed = list_sets()

    assert [one.id for one in listed] == [shapes.id, other.id]
    assert [one.card.title for one in listed if one.card] == ["Shapes", "Runes"]
    assert [one.is_learned for one in listed] == [False, True]


def test_a_sign_is_added_later(shapes: SignSet) -> None:
    assert shapes.add_sign(" moon ") == "moon"
    shapes.add([draw("moon")])

    assert shapes.counts() == {"heart": 2, "star": 1, "♞": 0, "moon": 1}


def test_a_sign_that_is_renamed_takes_drawings_and_weights_along(shapes: SignSet) -> None:
    shapes.keep(make_weights("heart", "star", "♞"))

    shapes.rename_sign("heart", "love")

    assert shapes.read_card().names == ("love", "star", "♞")
    assert labels(shapes) == ["love", "love", "star"]
    weights = learned(shapes)
    assert weights.classes.names == ("love", "star", "♞")


def test_a_sign_that_is_removed_takes_its_drawings_along(shapes: SignSet) -> None:
    shapes.keep(make_weights("heart", "star", "♞"))

    shapes.remove_sign("heart")
    shapes.add_sign("heart")

    assert labels(shapes) == ["star"]
    weights = learned(shapes)
    assert weights.classes.names == ("star", "♞")
    kept = make_weights("heart", "star", "♞").parameters
    np.testing.assert_array_equal(weights.parameters["fc2.weight"], kept["fc2.weight"][1:])


def test_merged_signs_are_one(shapes: SignSet) -> None:
    shapes.merge_signs("star", into="heart")

    assert shapes.read_card().names == ("heart", "♞")
    assert labels(shapes) == ["heart", "heart", "heart"]


def test_a_digit_is_still_read_though_its_sign_was_renamed() -> None:
    made = create_set("Mine", ["7", "star"], with_digits=True)
    made.keep(make_weights("7", "star"))

    made.rename_sign("7", "seven")

    weights = learned(made)
    assert weights.classes.names == ("7", "star")
    assert "7" in made.read_card().classes


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda made: made.add_sign("star"), "there is a sign star already"),
        (lambda made: made.add_sign("  "), "has 0 characters, not 1 to 32"),
        (lambda made: made.add_sign("s" * 33), "has 33 characters, not 1 to 32"),
        (lambda made: made.add_sign("a\x1b[2J"), "cannot be shown"),
        (lambda made: made.rename_sign("star", "heart"), "there is a sign heart already"),
        (lambda made: made.rename_sign("moon", "sun"), "there is no sign moon"),
        (lambda made: made.remove_sign("moon"), "there is no sign moon"),
        (lambda made: made.merge_signs("star", "star"), "cannot be merged with itself"),
        (lambda made: made.retitle("t" * 81), "has 81 characters, not 1 to 80"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    shapes: SignSet, change: Callable[[SignSet], None], fault: str
) -> None:
    before = contents(shapes.folder)

    with pytest.raises(BadInput, match=fault):
        change(shapes)

    assert contents(shapes.folder) == before


def test_windows_that_change_a_set_at_once_lose_nothing(shapes: SignSet) -> None:
    def change(number: int) -> None:
        window = load_set(shapes.id)
        window.add_sign(f"sign {number}")
        window.add([draw(f"sign {number}", number)])
        window.rename_sign(f"sign {number}", f"rune {number}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(change, range(16)))

    counts = shapes.counts()
    assert {name for name in counts if name.startswith("rune")} == {f"rune {n}" for n in range(16)}
    assert all(counts[f"rune {number}"] == 1 for number in range(16))


@pytest.mark.parametrize("new", ["love", "star", None])
def test_names_are_followed_after_a_crash_half_way(shapes: SignSet, new: str | None) -> None:
    shapes.keep(make_weights("heart", "star", "♞"))
    card = shapes.read_card().renamed("heart", new)
    (shapes.folder / "set.json").write_text(  # all that was written when it stopped
        json.dumps(
            {
                "title": card.title,
                "signs": card.names,
                "with_digits": False,
                "renaming": {"heart": new},
            }
        )
    )
    expected = ["star"] if new is None else [new, new, "star"]

    assert labels(load_set(shapes.id)) == expected
    weights = learned(shapes)
    if new != "star":  # which of two merged ones is meant, nobody has learned yet
        assert weights.classes.names == card.names
    shapes.add_sign("heart")  # a change finishes what was begun
    assert labels(shapes) == expected
    assert not shapes.read_card().renaming


def test_drawings_that_its_weights_have_not_learned_are_counted(shapes: SignSet) -> None:
    assert shapes.new_count() == 3
    shapes.keep(make_weights("heart", "star"))
    assert shapes.new_count() == 1


def test_a_deleted_set_is_gone(shapes: SignSet) -> None:
    delete_set(shapes.id)
    delete_set(shapes.id)

    assert list_sets() == []
    with pytest.raises(BadInput, match="there is no set of signs"):
        load_set(shapes.id)
    with pytest.raises(BadInput, match="is gone"):
        shapes.add_sign("moon")
    assert not list(signs_folder().iterdir())


def test_a_damaged_set_is_listed_as_such_and_can_be_deleted(shapes: SignSet) -> None:
    (shapes.folder / "set.json").write_text('{"title": 3}')

    assert [(one.id, one.card) for one in list_sets()] == [(shapes.id, None)]
    with pytest.raises(BadInput, match=r'set\.json: not a set of signs: its "title" is not a text'):
        load_set(shapes.id)
    delete_set(shapes.id)
    assert list_sets() == []


def test_a_set_imported_elsewhere_reads_the_same_to_the_bit(
    shapes: SignSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hand_drawn: list[Drawing]
) -> None:
    weights = make_weights("heart", "star", "♞")
    shapes.keep(weights)
    shapes.export_to(tmp_path / "Shapes.signs")
    before = contents(shapes.folder)
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "elsewhere"))

    imported = import_set(tmp_path / "Shapes.signs")

    assert imported.folder.is_relative_to(tmp_path / "elsewhere")
    assert contents(imported.folder) == before
    again = learned(imported)
    for one, other in zip(
        Recognizer(again).recognize(hand_drawn),
        Recognizer(weights).recognize(hand_drawn),
        strict=True,
    ):
        np.testing.assert_array_equal(one.probabilities, other.probabilities)
    imported.rename_sign("heart", "love")
    imported.add([draw("love")])
    assert imported.counts() == {"love": 3, "star": 1, "♞": 0}


def test_a_set_without_weights_can_be_shared_too(shapes: SignSet, tmp_path: Path) -> None:
    shapes.export_to(tmp_path / "s.signs")

    assert import_set(tmp_path / "s.signs").weights() is None


def rewrite(path: Path, **files: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name.replace("_", "."), data)


CARD = b'{"title": "t", "signs": ["a", "b"], "with_digits": false}'


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"set_json": CARD}, "does not hold the files of one"),
        (
            {"set_json": CARD, "drawings_jsonl": b"", "../evil": b""},
            "does not hold the files of one",
        ),
        ({"set_json": b"{", "drawings_jsonl": b""}, "not valid JSON"),
        ({"set_json": CARD, "drawings_jsonl": b'{"strokes": 1}\n'}, "line 1: not an object"),
        (
            {"set_json": CARD, "drawings_jsonl": b"", "weights_safetensors": b"x"},
            "not a whole safetensors",
        ),
        ({"set_json": b" " * 600_000, "drawings_jsonl": b""}, "larger than 500,000 bytes"),
    ],
)
def test_a_file_that_is_no_set_is_refused_and_leaves_nothing(
    tmp_path: Path, files: dict[str, bytes], fault: str
) -> None:
    path = tmp_path / "bad.signs"
    rewrite(path, **files)

    with pytest.raises(BadInput, match=fault) as refused:
        import_set(path)

    assert str(refused.value).startswith(str(path))
    assert list_sets() == []


def test_damage_anywhere_in_a_shared_file_is_refused_or_harmless(
    shapes: SignSet, tmp_path: Path
) -> None:
    shapes.keep(make_weights("heart", "star"))
    path = tmp_path / "s.signs"
    shapes.export_to(path)
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(40):
        damaged = bytearray(whole)
        if rng.random() < 0.3:
            del damaged[int(rng.integers(len(whole))) :]
        else:
            damaged[int(rng.integers(len(whole)))] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged)
        with suppress(BadInput):  # and nothing else
            import_set(path)


def test_a_file_that_cannot_be_written_is_left_as_it_was(shapes: SignSet, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot write"):
        shapes.export_to(tmp_path)


def test_a_set_with_no_room_to_keep_weights_says_so_before(
    shapes: SignSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(28, os.strerror(28))

    shapes.check_can_keep()
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(BadInput, match="cannot write"):
        shapes.check_can_keep()


def test_the_last_two_classes_of_weights_stay() -> None:
    weights = make_weights("a", "b")

    assert rename_classes(weights, {"a": None}).classes.names == ("a", "b")
    assert rename_classes(weights, {"a": "b"}) is weights
    assert rename_classes(replace(weights), {}).classes is weights.classes
