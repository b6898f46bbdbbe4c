"""Of many classes the likeliest have bars, which do not jump about."""

from app.prediction.likeliest import ROWS, LikeliestRows


def probabilities(**by_letter: float) -> list[float]:
    """Return those of 26 classes, a to z."""
    return [by_letter.get(letter, 0.0) for letter in "abcdefghijklmnopqrstuvwxyz"]


def shown(rows: LikeliestRows) -> str:
    return "".join(chr(ord("a") + index) for index in rows.rows)


def test_the_first_are_in_order_the_likeliest_first() -> None:
    rows = LikeliestRows()
    rows.follow(probabilities(x=0.5, b=0.2, c=0.15, d=0.1, e=0.05))
    assert shown(rows) == "xbcde"


def test_a_class_keeps_its_row_while_it_is_among_the_likeliest() -> None:
    rows = LikeliestRows()
    rows.follow(probabilities(x=0.5, b=0.2, c=0.15, d=0.1, e=0.05))
    rows.follow(probabilities(x=0.05, b=0.1, c=0.15, d=0.2, e=0.5))
    assert shown(rows) == "xbcde"


def test_who_is_hardly_likelier_takes_no_row() -> None:
    rows = LikeliestRows()
    rows.follow(probabilities(x=0.5, b=0.2, c=0.15, d=0.1, e=0.05))
    rows.follow(probabilities(x=0.5, b=0.2, c=0.15, d=0.1, e=0.04, z=0.05))
    assert shown(rows) == "xbcde"


def test_who_is_clearly_likelier_takes_the_row_of_the_least_likely() -> None:
    rows = LikeliestRows()
    rows.follow(probabilities(x=0.5, b=0.2, c=0.15, d=0.1, e=0.05))
    rows.follow(probabilities(x=0.4, b=0.01, c=0.15, d=0.1, e=0.05, z=0.29))
    assert shown(rows) == "xzcde"


def test_the_likeliest_of_all_has_a_row_though_all_are_alike() -> None:
    rows = LikeliestRows()
    rows.follow([1 / 26] * 26)
    rows.follow(probabilities(**dict.fromkeys("abcdefghijklmnopqrstuvwxy", 0.038), z=0.039))
    assert "z" in shown(rows)
    assert len(set(shown(rows))) == ROWS


def test_another_drawing_begins_in_order() -> None:
    rows = LikeliestRows()
    rows.follow(probabilities(x=0.5, b=0.2, c=0.15, d=0.1, e=0.05))
    rows.clear()
    rows.follow(probabilities(e=0.5, d=0.2, c=0.15, b=0.1, x=0.05))
    assert shown(rows) == "edcbx"
