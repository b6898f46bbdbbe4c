"""What is asked for, in which order, in which words."""

import pytest

from app.signs.turns import Turns, ask_for


def asked(turns: Turns) -> list[str]:
    return [f"{turn.name}{turn.number}" for turn in turns]


def test_signs_are_asked_for_round_by_round() -> None:
    assert asked(Turns("abc", {}, 2)) == ["a1", "b1", "c1", "a2", "b2", "c2"]


def test_only_what_is_missing_is_asked_for() -> None:
    assert asked(Turns("abc", {"a": 2, "b": 1}, 3)) == ["c1", "b2", "c2", "a3", "b3", "c3"]
    assert asked(Turns("ab", {"a": 2, "b": 5}, 2)) == []


def test_one_goes_on_to_the_end_and_back_to_the_first() -> None:
    turns = Turns("ab", {}, 1)
    first = turns.current
    assert first is not None
    assert not turns.has_before
    turns.go_on()
    turns.go_on()
    turns.go_on()
    assert turns.current is None
    for _ in range(3):
        turns.go_back()
    assert turns.current is first


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("heart", "Draw a heart"),
        ("arrow", "Draw an arrow"),
        ("unicorn", "Draw a unicorn"),
        ("A", "Draw an A"),
        ("8", "Draw an 8"),
        ("♥", "Draw ♥"),
        ("Haus", "Draw Haus"),
        ("größer", "Draw größer"),
    ],
)
def test_a_sign_is_asked_for_in_plain_words(name: str, sentence: str) -> None:
    assert ask_for(name) == sentence
