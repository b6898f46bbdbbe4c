"""Classes: names in an order."""

from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.data.classes import DIGITS, Classes, normal
from model.errors import BadInput

name = st.text(min_size=1, max_size=10).map(normal)
names = st.lists(name, min_size=2, max_size=30, unique=True)


@given(names)
def test_a_class_is_found_by_its_name_and_by_its_index(some: list[str]) -> None:
    classes = Classes(some)
    assert list(classes) == some
    assert [classes.index(name) for name in classes] == list(range(len(some)))
    assert all(name in classes for name in some)


@given(names, names)
def test_a_join_keeps_the_first_ones_order(some: list[str], others: list[str]) -> None:
    joined = Classes(some).joined(Classes(others))
    assert list(joined)[: len(some)] == some
    assert set(joined) == {*some, *others}


def test_names_that_look_the_same_are_one() -> None:
    one, other = "caf\u00e9", "cafe\u0301"
    assert list(Classes.of_labels([other, "x", one], Path("some.jsonl"))) == [one, "x"]
    for name in (one, other):
        classes = Classes([name, "x"])
        assert classes.index(one) == classes.index(other) == 0
        assert one in classes
        assert other in classes
        assert list(classes.joined(Classes([one, "y"]))) == [name, "x", "y"]
    assert Classes(["\u00e9", "a"]).spell("ae\u0301")
    with pytest.raises(BadInput, match="two classes have the same name"):
        Classes([one, other])


@given(st.none() | st.text(max_size=3))
def test_a_digits_name_is_one_ascii_digit(label: str | None) -> None:
    assert (label in DIGITS) == (label in list("0123456789"))
    assert (DIGITS.index(label) is None) == (label not in DIGITS)


@pytest.mark.parametrize(
    "bad", [[], ["a"], ["a", "a"], ["a", ""], ["a", "b" * 33], [str(n) for n in range(1001)]]
)
def test_names_that_tell_nothing_apart_are_refused(bad: list[str]) -> None:
    with pytest.raises(BadInput):
        Classes(bad)


def test_a_few_words_say_what_they_are() -> None:
    assert (str(DIGITS), DIGITS.any_of_them) == ("0 to 9", "a digit")
    assert (str(Classes("abc")), Classes("abc").any_of_them) == ("a, b, c", "one of a, b, c")
    assert Classes(ascii_lowercase + "ABD").any_of_them == "a letter"
    assert Classes(digits + ascii_uppercase).any_of_them == "a digit or a letter"
    assert str(Classes("abcdefghijkl")) == "a, b, c, d, e, f, g, h, …"
