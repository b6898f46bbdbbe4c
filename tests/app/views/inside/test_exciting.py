"""The drawings that excite a map: which are shown, and what is said of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.prediction.reading import Reading
from app.views.inside.exciting import summary
from app.views.inside.flows import Exciting, ExcitingExamples
from app.views.inside.inside_view import InsideView
from model.insight.fields import WHOLE_FIELD, receptive_field
from model.insight.layers import HIDDEN, Cell, flow
from model.network.recognizer import Recognizer
from tests.app.conftest import WAIT_MS
from tests.app.views.inside.conftest import STROKE, choose, click, part

pytestmark = pytest.mark.usefixtures("few_examples")


def test_their_commonest_class_has_the_article_that_is_spoken(
    recognizer: Recognizer, digit: Callable[[int], Reading]
) -> None:
    shown = [Exciting(np.zeros((28, 28), np.uint8), name, "", WHOLE_FIELD) for name in "883"]
    said = summary(flow(recognizer, digit(7).images), Cell(HIDDEN, 4), shown)
    assert said.endswith("2 of these 3 are an 8.")


def test_drawings_that_excite_a_map_are_shown_and_go_onto_the_pad(
    view: InsideView, recognizer: Recognizer, qtbot: QtBot
) -> None:
    click(view, STROKE)
    shown = part(view, "excitingExamples")
    assert isinstance(shown, ExcitingExamples)
    qtbot.waitUntil(lambda: shown.count > 0, timeout=6 * WAIT_MS)
    for item in shown.items:
        left, top, right, bottom = item.field
        seen = flow(recognizer, (item.image / 255).astype(np.float32)[None, None])
        strongest = seen.values["conv1"][STROKE.channel].argmax()
        at = Cell("conv1", STROKE.channel, *divmod(int(strongest), 24))
        assert receptive_field(seen, at) == (left, top, right, bottom)
    with qtbot.waitSignal(view.sample_chosen) as chosen:
        choose(shown, 0)
    assert chosen.args is not None
    assert chosen.args[0].label == shown.items[0].caption


def test_where_examples_cannot_be_had_none_are_waited_for(
    view: InsideView, small_mnist: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    (small_mnist / "MNIST" / "raw" / "train-images-idx3-ubyte").write_bytes(b"damaged")
    monkeypatch.setenv("INKLING_MNIST", str(small_mnist))
    waiting = "Looking for the drawings that excite it most …"
    click(view, STROKE)
    assert waiting in said(view)
    qtbot.waitUntil(lambda: waiting not in said(view), timeout=6 * WAIT_MS)
    monkeypatch.delenv("INKLING_MNIST")
    view.pin(STROKE)
    assert waiting in said(view)
    shown = part(view, "excitingExamples")
    qtbot.waitUntil(shown.isVisible, timeout=6 * WAIT_MS)


def test_no_examples_are_looked_for_that_excite_a_class(view: InsideView) -> None:
    view.pin(Cell("softmax", 7))
    assert not any("excite" in text for text in said(view))


def said(view: InsideView) -> list[str]:
    """What the captions of the sum say."""
    return [label.text() for label in view.sum.findChildren(QLabel) if label.isVisible()]
