"""A panel without a window, and runs that do what a test wants instead of training."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget
from pytestqt.qtbot import QtBot

from app.background import closing_deadline_s
from app.settings import Settings
from app.training.run_state import State
from app.training.training_panel import TrainingPanel
from model.data.image_sets import MNIST
from model.network.weights import RunCard, Weights, default_weights
from model.training.events import Finished, Started, Stepped, TrainingEvent
from tests.app.conftest import WAIT_MS

WaitForState = Callable[[State], None]
TRAINING_MS = 60_000
"""How long the little training that is done here may take, PyTorch's import among it."""
STEPS = 100
CARD = RunCard(recipe="quick", data="MNIST", seed=0, device="cpu", seconds=75.0, test_error=0.01)


def started(steps: int = STEPS) -> Started:
    return Started(
        recipe="inkling",
        data="MNIST",
        classes=tuple("0123456789"),
        device="cpu",
        seed=0,
        epochs=1,
        steps=steps,
        train_count=600,
        validation_count=60,
        test_count=200,
    )


def stepped(step: int, loss: float = 0.5) -> Stepped:
    return Stepped(step, loss, elapsed_s=1.0, remaining_s=65.0)


def finished(card: RunCard = CARD) -> Finished:
    return Finished(replace(default_weights(), card=card))


def choose(panel: TrainingPanel, mnist: Path, epochs: int = 1) -> None:
    """Choose a short run on the CPU."""
    form = panel.form
    form.data_box.choose_mixture(["mnist"])
    form.use_folder(MNIST, mnist)
    form.device_box.setCurrentIndex(form.device_box.findData("cpu"))
    form.epochs_box.setValue(epochs)
    form.batch_size_box.setValue(20)


def steps_shown(panel: TrainingPanel) -> list[int]:
    return panel.learning_curve.losses[0]


def wait_for_steps(panel: TrainingPanel, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: len(steps_shown(panel)) == count, timeout=WAIT_MS)


class Script:
    """A run that yields given events, each when the test allows it."""

    def __init__(self, *events: TrainingEvent, allowed: int = 0) -> None:
        self._events = events
        self._allowed = threading.Semaphore(allowed)
        self.asked_count = 0
        """How many events the run was asked for so far."""
        self.is_closed = False
        """Whether the run was closed before it had yielded all events."""

    def allow(self, count: int = 1) -> None:
        """Let the run yield so many more events."""
        self._allowed.release(count)

    def __call__(self) -> Iterator[TrainingEvent]:
        # Held here: without a reference Python would close it, whatever the thread does.
        self._run = self._walk()
        return self._run

    def _walk(self) -> Iterator[TrainingEvent]:
        try:
            for event in self._events:
                self.asked_count += 1
                assert self._allowed.acquire(timeout=WAIT_MS / 1000)
                yield event
        except GeneratorExit:
            self.is_closed = True
            raise


def at_once(*events: TrainingEvent) -> Script:
    """Return a run that yields all events without waiting."""
    return Script(*events, allowed=len(events))


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[TrainingPanel]:
    """A panel on the screen; its run is ended at the end."""
    shown = TrainingPanel(Settings())
    qtbot.addWidget(shown)
    shown.resize(368, 600)
    shown.show()
    yield shown
    shown.close_run(closing_deadline_s())


@pytest.fixture
def said(panel: TrainingPanel) -> list[str]:
    """What the panel has said to the user so far."""
    sentences: list[str] = []
    panel.said.connect(sentences.append)
    return sentences


@pytest.fixture
def wait_for_state(panel: TrainingPanel, qtbot: QtBot) -> WaitForState:
    """Wait until the panel is in a state."""

    def wait(state: State) -> None:
        qtbot.waitUntil(lambda: panel.state is state, timeout=TRAINING_MS)

    return wait


@pytest.fixture
def changes(panel: TrainingPanel) -> list[Weights | None]:
    """The weights to read with that the panel has named so far."""
    weights: list[Weights | None] = []
    panel.weights_changed.connect(weights.append)
    return weights


def handle_middle(slider: QSlider) -> QPoint:
    """Return where a slider's handle is, to drag it."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    part = QStyle.SubControl.SC_SliderHandle
    control = QStyle.ComplexControl.CC_Slider
    return slider.style().subControlRect(control, option, part, slider).center()
