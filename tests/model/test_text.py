import pytest

from model.text import join_lines, start_with_capital, with_article


def test_only_the_first_letter_becomes_a_capital() -> None:
    assert start_with_capital("reading MNIST") == "Reading MNIST"
    assert start_with_capital("") == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [("7", "a 7"), ("8", "an 8"), ("x", "an x"), ("u", "a u"), ("heart", "a heart")],
)
def test_the_name_of_a_class_has_the_article_that_is_spoken(name: str, said: str) -> None:
    assert with_article(name) == said


def test_a_line_without_characters_is_none() -> None:
    assert join_lines([(0, ""), (1, "1"), (1, ""), (1, "2"), (2, ""), (3, "3")]) == "12 3"
    assert join_lines([(0, "")]) == ""
