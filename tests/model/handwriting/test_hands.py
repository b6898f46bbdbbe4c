import numpy as np
import pytest

from model.handwriting.hands import LOYALTY, Hands
from model.handwriting.skeleton import make_styles

WRITERS = 1000
DRAWINGS = 10  # by each writer


@pytest.fixture
def hands() -> Hands:
    return Hands(np.random.default_rng(0), np.repeat(np.arange(WRITERS), DRAWINGS))


def test_a_trait_varies_among_writers_and_within_each(hands: Hands) -> None:
    trait = hands.vary(2.0, 0.5, 3, mean=7.0)
    assert trait.shape == (len(hands), 3)
    of_writers = trait.reshape(WRITERS, DRAWINGS, 3)
    assert of_writers.mean() == pytest.approx(7, abs=0.15)
    assert of_writers.mean(axis=1).std() == pytest.approx(2, rel=0.05)
    assert of_writers.std(axis=1, ddof=1).mean() == pytest.approx(0.5, rel=0.05)


def test_a_uniform_trait_is_the_same_for_all_drawings_of_a_writer(hands: Hands) -> None:
    of_writers = hands.uniform(2).reshape(WRITERS, DRAWINGS, 2)
    assert (of_writers == of_writers[:, :1]).all()
    assert len(np.unique(of_writers)) == 2 * WRITERS
    assert of_writers.mean() == pytest.approx(0.5, abs=0.03)


def test_values_are_chosen_by_writers_in_their_shares(hands: Hands) -> None:
    of_writers = hands.choose((4, 5, 9), (0.5, 0.2, 0.3)).reshape(WRITERS, DRAWINGS)
    assert (of_writers == of_writers[:, :1]).all()
    values, counts = np.unique(of_writers[:, 0], return_counts=True)
    assert values.tolist() == [4, 5, 9]
    assert counts / WRITERS == pytest.approx([0.5, 0.2, 0.3], abs=0.05)


def test_selected_hands_keep_their_writers(hands: Hands) -> None:
    selected = hands.select(np.array([0, 9, 10, 25]))
    assert selected.writers.tolist() == [0, 0, 1, 2]
    first, second, third, fourth = selected.uniform()
    assert first == second
    assert len({second, third, fourth}) == 3


def test_common_styles_are_chosen_more_often_and_only_from_the_character(hands: Hands) -> None:
    styles = [make_styles((3, "0,0 1,1"), (1, "0,0 2,2")), make_styles((1, "0,0 3,3"))]
    characters = np.arange(len(hands)) % 2
    chosen = hands.choose_styles(styles, characters)
    assert set(chosen[characters == 0]) == {0, 1}
    assert set(chosen[characters == 1]) == {2}
    assert (chosen[characters == 0] == 0).mean() == pytest.approx(0.75, abs=0.03)


def test_a_writer_keeps_to_its_favourite_style(hands: Hands) -> None:
    styles = [make_styles(*((1, f"0,0 {x},{x}") for x in range(1, 51)))]
    chosen = hands.choose_styles(styles, np.zeros(len(hands), np.intp))
    most = [np.bincount(row).max() for row in chosen.reshape(WRITERS, DRAWINGS)]
    # Of 50 styles, chance alone hardly ever chooses the favourite.
    assert np.mean(most) / DRAWINGS == pytest.approx(LOYALTY, abs=0.04)
