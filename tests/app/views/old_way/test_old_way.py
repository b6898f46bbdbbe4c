"""Old way: a pipeline is fitted, kept, and reads beside the network while the pen moves."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.settings import Settings
from app.views.old_way.old_way_view import DRAW, OldWayView
from app.views.views import OLD_WAY
from model.data import sources
from model.data.classes import DIGITS
from model.data.dataset import Dataset
from model.data.progress import complete
from model.handwriting.synthesis import synthesize_digits
from model.ink.drawing import Drawing
from model.insight import old_way, staircase
from model.network.weights import Weights, default_weights
from model.shallow.comparison import NETWORK_TITLE, Stair
from model.shallow.files import pipeline_path, save_pipeline
from model.shallow.pipeline import PipelineChoice, fit
from tests.app.conftest import WAIT_MS, draw
from tests.app.views.conftest import LOADING_MS, click, click_tile, hover

TEMPLATE, KNN = PipelineChoice("raw", "template"), PipelineChoice("raw", "knn")
FOREST, HOG = PipelineChoice("raw", "forest"), PipelineChoice("hog", "template")
QUICK = (Stair(TEMPLATE, "a mean image"), Stair(HOG, "edges"))
"""Steps that are fitted in no time."""


@pytest.fixture(autouse=True)
def few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staircase, "STAIRCASE", QUICK)
    monkeypatch.setattr(sources, "DRAWN_TEST_COUNT", 200)


@pytest.fixture(scope="session")
def written() -> Dataset:
    """Built-in ink to fit on."""
    return Dataset.of_drawings(synthesize_digits(1_000, 7), DIGITS)


@pytest.fixture
def keep(written: Dataset) -> Callable[[PipelineChoice], None]:
    """Have a pipeline kept, as if it had been fitted at an earlier launch, and choose it."""

    def fit_it(choice: PipelineChoice) -> None:
        pipeline = complete(fit(choice, written, data="built-in ink"))
        save_pipeline(pipeline_path(choice), pipeline)
        Settings()["views/old_way"] = " ".join(choice)

    return fit_it


@pytest.fixture
def open_view(
    open_window: Callable[[], MainWindow], qtbot: QtBot
) -> Callable[[], tuple[MainWindow, OldWayView]]:
    def open_one() -> tuple[MainWindow, OldWayView]:
        window = open_window()
        QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
        view = window.views.view(OLD_WAY)
        assert isinstance(view, OldWayView)
        qtbot.waitUntil(view.isVisible, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: not view.is_loading, timeout=WAIT_MS)
        return window, view

    return open_one


def draw_and_wait(window: MainWindow, view: OldWayView, drawing: Drawing, qtbot: QtBot) -> None:
    """Draw with the mouse, and wait until the old way has read all of it."""
    window.pad.clear()
    draw(window.pad, drawing.strokes)
    page = window.pad.page
    qtbot.waitUntil(
        lambda: view.answer is not None and view.answer.reading.page is page, timeout=WAIT_MS
    )


def choose(view: OldWayView, choice: PipelineChoice) -> None:
    row = view.choices
    row.features_box.setCurrentIndex(row.features_box.findData(choice.features))
    row.classifier_box.setCurrentIndex(row.classifier_box.findData(choice.classifier))


def test_at_first_it_says_what_to_do_and_how_long_that_takes(
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
) -> None:
    _, view = open_view()
    assert "press Fit: about" in view.sentence.text()
    assert "20,000 images of built-in ink" in view.sentence.text()
    assert not view.page.isVisible()
    view.choices.count_box.setCurrentIndex(2)
    assert "2,000 images of built-in ink" in view.sentence.text()


def test_what_was_fitted_reads_beside_the_network_and_again_at_the_next_launch(
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
    small_mnist: Path,
    hand_drawn: list[Drawing],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setenv("INKLING_MNIST", str(small_mnist))
    window, view = open_view()
    choose(view, TEMPLATE)
    qtbot.waitUntil(lambda: not view.is_loading, timeout=WAIT_MS)
    click(view.choices.fit_button)
    qtbot.waitUntil(lambda: view.pipeline is not None, timeout=LOADING_MS)  # it reads already
    assert view.sentence.text() == DRAW
    qtbot.waitUntil(lambda: not view.progress.isVisible(), timeout=LOADING_MS)  # it is measured
    assert "Fitted on 600 images of MNIST" in view.choices.card.text()
    assert "misreads 0.0 %" in view.choices.card.text()
    assert view.choices.fit_button.text() == "Fit again"
    window.close()
    window, view = open_view()
    assert view.pipeline is not None
    assert view.choices.choice == TEMPLATE
    draw_and_wait(window, view, hand_drawn[7], qtbot)
    assert "network" in view.sentence.text()


def test_stop_ends_a_fit_and_leaves_nothing(
    open_view: Callable[[], tuple[MainWindow, OldWayView]], qtbot: QtBot
) -> None:
    _, view = open_view()
    click(view.choices.fit_button)
    qtbot.waitUntil(view.progress.isVisible, timeout=WAIT_MS)
    assert not view.choices.fit_button.isEnabled()
    click(view.progress.button)
    qtbot.waitUntil(lambda: not view.is_loading, timeout=WAIT_MS)
    assert not view.progress.isVisible()
    assert view.choices.fit_button.isEnabled()
    assert view.pipeline is None
    assert old_way.kept_choices() == set()
    assert "press Fit" in view.sentence.text()


def test_it_says_where_the_two_differ_and_where_they_agree(
    keep: Callable[[PipelineChoice], None],
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    keep(TEMPLATE)
    window, view = open_view()
    draw_and_wait(window, view, hand_drawn[7], qtbot)
    assert view.sentence.text().startswith("Both read 7; the old way is ")
    shipped = default_weights()
    sure_of_three = {**shipped.parameters}
    sure_of_three["fc2.bias"] = sure_of_three["fc2.bias"] + 90 * (np.arange(10) == 3)
    window.reading.try_weights(Weights(sure_of_three, shipped.card))
    qtbot.waitUntil(
        lambda: view.sentence.text() == "The old way reads 7, the network 3.", timeout=WAIT_MS
    )
    description = view.page.bars.accessibleDescription()
    assert "Raw pixels + nearest template: 0: " in description
    assert "The network: 0: " in description


def test_templates_show_what_agrees_by_pointer_and_by_key(
    keep: Callable[[PipelineChoice], None],
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    keep(TEMPLATE)
    window, view = open_view()
    draw_and_wait(window, view, hand_drawn[7], qtbot)
    templates, note = view.page.templates, view.page.template_note
    assert templates.isVisible()
    assert note.text().startswith("7: +")
    hover(templates, templates.column(3).center())
    assert note.text().startswith("3: +")
    templates.setFocus()
    QTest.keyClick(templates, Qt.Key.Key_Left)
    assert note.text() == templates.describe(2)
    assert note.text() in templates.accessibleDescription()


def test_the_nearest_images_go_onto_the_pad_as_they_are(
    keep: Callable[[PipelineChoice], None],
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
    hand_drawn: list[Drawing],
    written: Dataset,
    qtbot: QtBot,
) -> None:
    keep(KNN)
    window, view = open_view()
    draw_and_wait(window, view, hand_drawn[1], qtbot)
    neighbours = view.page.neighbours
    assert len(neighbours.tiles) == 5
    distances = [float(tile.caption.split(" · ")[1]) for tile in neighbours.tiles]
    assert distances == sorted(distances)
    image = neighbours.tiles[0].image
    assert any((image == one).all() for one in written.images[:, 0])
    view.page.ensureWidgetVisible(neighbours)
    click_tile(neighbours, 0)
    qtbot.waitUntil(lambda: window.pad.page.picture is not None, timeout=WAIT_MS)
    picture = window.pad.page.picture
    assert picture is not None
    assert image is not None
    np.testing.assert_allclose(picture.input[0, 0] * 255, image, atol=1e-3)


def test_each_block_says_what_it_made(
    keep: Callable[[PipelineChoice], None],
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    keep(HOG)
    window, view = open_view()
    draw_and_wait(window, view, hand_drawn[4], qtbot)
    assert not view.page.templates.isVisible()
    blocks, note = view.page.blocks, view.page.block_note
    assert view.answer is not None
    steps = view.answer.steps
    assert note.text() == steps[-1].sentence
    blocks.setFocus()
    QTest.keyClick(blocks, Qt.Key.Key_Left)
    assert note.text() == steps[-2].sentence
    hover(blocks, blocks.tile(len(steps) - 1).center())
    assert note.text() == steps[-1].sentence
    assert all(step.sentence in blocks.accessibleDescription() for step in steps)


def test_without_scikit_learn_it_says_how_to_get_it_and_all_else_works(
    keep: Callable[[PipelineChoice], None],
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
    hand_drawn: list[Drawing],
    small_mnist: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    keep(FOREST)
    monkeypatch.setitem(sys.modules, "sklearn", None)  # as if it were not installed
    monkeypatch.setenv("INKLING_MNIST", str(small_mnist))
    window, view = open_view()
    draw_and_wait(window, view, hand_drawn[7], qtbot)
    assert "read" in view.sentence.text()  # what was kept reads
    assert not view.choices.fit_button.isEnabled()
    choose(view, PipelineChoice("deskewed", "forest"))
    qtbot.waitUntil(lambda: not view.is_loading, timeout=WAIT_MS)
    assert 'pip install "inkling-pad[shallow]"' in view.sentence.text()
    assert not view.choices.fit_button.isEnabled()
    choose(view, TEMPLATE)
    qtbot.waitUntil(lambda: not view.is_loading, timeout=WAIT_MS)
    click(view.choices.fit_button)
    qtbot.waitUntil(lambda: view.pipeline is not None, timeout=LOADING_MS)


def test_the_staircase_is_measured_and_remembered(
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
    small_mnist: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setenv("INKLING_MNIST", str(small_mnist))
    window, view = open_view()
    click(view.tabs, view.tabs.tabRect(1).center())
    stairs = view.staircase
    assert not stairs.chart.isVisible()
    assert "step by step" in stairs.note.text()
    click(stairs.measure_button)
    assert stairs.progress.isVisible()
    qtbot.waitUntil(lambda: stairs.staircase is not None, timeout=LOADING_MS)  # the first step
    assert stairs.chart.isVisible()
    qtbot.waitUntil(stairs.measure_button.isEnabled, timeout=LOADING_MS)
    assert not stairs.progress.isVisible()
    measured = stairs.staircase
    assert measured is not None
    assert measured.data == ("MNIST", "built-in ink")
    assert [step.title for step in measured.steps] == [
        *(stair.choice.title for stair in QUICK),
        NETWORK_TITLE,
    ]
    window.close()
    _, view = open_view()
    assert view.staircase.staircase == measured


def test_stop_ends_measuring_and_what_was_measured_stays(
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
    small_mnist: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setenv("INKLING_MNIST", str(small_mnist))
    _, view = open_view()
    click(view.tabs, view.tabs.tabRect(1).center())
    stairs = view.staircase
    click(stairs.measure_button)
    qtbot.waitUntil(lambda: stairs.staircase is not None, timeout=LOADING_MS)
    click(stairs.progress.button)
    assert stairs.measure_button.isEnabled()
    assert stairs.staircase is not None
    assert len(stairs.staircase.steps) <= len(QUICK)
    assert stairs.chart.isVisible()


def test_a_damaged_file_is_named_in_a_sentence(
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
) -> None:
    path = pipeline_path(TEMPLATE)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff" * 100)
    Settings()["views/old_way"] = " ".join(TEMPLATE)
    _, view = open_view()
    assert path.name in view.sentence.text()
    assert view.pipeline is None
    assert view.choices.fit_button.isEnabled()


def test_a_cleared_pad_leaves_nothing(
    keep: Callable[[PipelineChoice], None],
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
    hand_drawn: list[Drawing],
    qtbot: QtBot,
) -> None:
    keep(TEMPLATE)
    window, view = open_view()
    draw_and_wait(window, view, hand_drawn[7], qtbot)
    window.pad.clear()
    qtbot.waitUntil(lambda: view.sentence.text() == DRAW, timeout=WAIT_MS)
    assert not view.page.blocks.isVisible()
    assert not view.page.templates.isVisible()
    assert view.page.bars.accessibleDescription() == ""


@pytest.mark.parametrize("size", [(430, 430), (368, 330), (1880, 1000)])
def test_nothing_is_cut_off_sideways(
    keep: Callable[[PipelineChoice], None],
    open_view: Callable[[], tuple[MainWindow, OldWayView]],
    hand_drawn: list[Drawing],
    size: tuple[int, int],
    qtbot: QtBot,
) -> None:
    keep(TEMPLATE)
    window, view = open_view()
    draw_and_wait(window, view, hand_drawn[7], qtbot)
    view.setParent(None)
    view.resize(*size)
    view.show()
    room = view.page.viewport()
    parts = (view.page.bars, view.page.blocks, view.page.templates)

    def all_are_seen() -> bool:
        rights = [part.mapTo(room, part.rect().bottomRight()).x() for part in parts]
        return max(rights) <= room.width() <= size[0]

    qtbot.waitUntil(all_are_seen, timeout=WAIT_MS)
    templates = view.page.templates
    assert templates.column(9).right() <= templates.width()
    assert view.staircase.isVisible() == (size[0] > 1000)
    view.deleteLater()
