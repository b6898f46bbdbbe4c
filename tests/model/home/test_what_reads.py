"""What can be chosen to read, and what becomes of what was chosen."""

from dataclasses import replace

import pytest

from model.data.classes import Classes
from model.errors import BadInput
from model.home import what_reads
from model.home.chosen import VERSION, Choice, chosen_id, title_of
from model.home.collection import DrawingCollection, Entry
from model.home.signs import create_set
from model.home.versions import BUILT_IN, kept_weights
from model.home.what_reads import SIGNS
from model.ink.drawing import Drawing
from model.network.weights import SHIPPED, default_weights, shipped_weights
from model.storage.paths import home_folder
from tests.signs import learned_set, weights_of

OTHERS = [network.title for network in SHIPPED.values() if network.name != "digits"]
"""What ships beside the digits."""


def titles() -> list[str]:
    return [choice.title for choice in what_reads.list_choices()]


def test_without_anything_chosen_the_version_reads() -> None:
    assert chosen_id() == VERSION
    assert titles() == ["Digits", *OTHERS]


def test_sets_that_were_learned_can_be_chosen() -> None:
    create_set("Not learned", ["a", "b"])
    made = learned_set("Shapes", "heart", "star")
    learned_set("Shapes", "up", "down")
    assert titles() == ["Digits", *OTHERS, "Shapes", "Shapes (2)"]
    loaded = what_reads.choose(SIGNS + made.id)
    assert loaded.choice == Choice(SIGNS + made.id, "Shapes")
    assert loaded.weights.classes.names == ("heart", "star")
    assert chosen_id() == SIGNS + made.id


@pytest.mark.parametrize("chosen", ["signs/none", "signs/../weights", "else", ""])
def test_what_is_gone_leaves_the_version_to_read_and_says_why(chosen: str) -> None:
    loaded = what_reads.load_chosen(chosen)
    assert loaded.choice == Choice(VERSION, "Digits")
    assert loaded.fault is not None
    assert loaded.fault.startswith("Reading with Digits: ")
    with pytest.raises(BadInput):
        what_reads.choose(chosen)
    assert chosen_id() == VERSION


def test_damaged_weights_of_a_set_leave_the_version_to_read() -> None:
    made = learned_set("Shapes", "heart", "star")
    made.weights_path.write_bytes(b"damaged")
    loaded = what_reads.load_chosen(SIGNS + made.id)
    assert loaded.choice.id == VERSION
    assert "weights.safetensors" in (loaded.fault or "")


def test_a_choice_that_is_no_text_is_refused() -> None:
    home_folder().mkdir()
    (home_folder() / "reads").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="does not name what reads"):
        chosen_id()


def test_drawings_of_a_set_are_its_own(hand_drawn: list[Drawing]) -> None:
    made = learned_set("Shapes", "heart", "star")
    kept = what_reads.drawings_of(SIGNS + made.id)
    kept.add([Entry(replace(hand_drawn[7], label="star"))])
    assert made.counts() == {"heart": 0, "star": 1}
    assert DrawingCollection().entries() == []
    assert what_reads.count_drawings_of(SIGNS + made.id) == (1, 1)
    assert what_reads.count_drawings_of(VERSION) == (0, 0)


def test_digits_are_kept_in_a_set_that_reads_them_too(hand_drawn: list[Drawing]) -> None:
    entry = Entry(replace(hand_drawn[7], label="7"))
    with pytest.raises(BadInput, match="no sign 7"):
        create_set("Without", ["heart", "star"]).add([entry])
    made = create_set("With", ["heart", "star"], with_digits=True)
    made.add([entry])
    made.relabel([entry.relabelled("heart")])
    assert made.counts() == {"heart": 1, "star": 0}


def test_what_a_set_has_learned_is_kept_in_it_and_reads() -> None:
    made = create_set("Shapes", ["heart", "star"])
    choice = what_reads.keep_learned(SIGNS + made.id, weights_of("heart", "star"))
    assert choice.title == "Shapes"
    assert made.weights() is not None
    assert kept_weights() == []
    assert chosen_id() == SIGNS + made.id


def test_what_anything_else_has_learned_is_kept_as_a_version_which_reads() -> None:
    made = learned_set("Shapes", "heart", "star")
    what_reads.choose(SIGNS + made.id)
    assert what_reads.keep_learned(VERSION, default_weights()).title == "Digits"
    assert len(kept_weights()) == 1
    assert chosen_id() == VERSION


def test_to_go_back_to_a_version_chooses_that() -> None:
    what_reads.choose(SIGNS + learned_set("Shapes", "heart", "star").id)
    what_reads.use_version(BUILT_IN)
    assert chosen_id() == VERSION


def test_what_is_gone_is_no_longer_chosen_once_it_is_loaded_again() -> None:
    made = learned_set("Shapes", "heart", "star")
    what_reads.choose(SIGNS + made.id)
    made.delete()
    assert what_reads.load_again(SIGNS + made.id).choice.id == VERSION
    assert chosen_id() == VERSION


@pytest.mark.parametrize(
    ("names", "title"),
    [
        ("0123456789", "Digits"),
        ("abc", "Letters"),
        ("01a", "Digits and letters"),
        (("heart", "star"), "heart, star"),
    ],
)
def test_a_network_is_called_after_its_classes(names: str | tuple[str, ...], title: str) -> None:
    assert title_of(Classes(names)) == title


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "digits"])
def test_what_ships_is_chosen_and_a_version_that_started_from_it_stands_in_its_place(
    name: str,
) -> None:
    title = SHIPPED[name].title
    assert what_reads.choose(name).choice == Choice(name, title)
    base, weights = what_reads.base_of(name)
    assert (base, weights.classes) == (name, shipped_weights(name).classes)
    learned = replace(weights, card=replace(weights.card, base=base))
    assert what_reads.keep_learned(name, learned) == Choice(VERSION, title)
    assert titles()[0] == title
    assert titles().count(title) == 1
    assert "Digits" in titles()
    assert what_reads.base_of(VERSION)[1].classes == weights.classes
