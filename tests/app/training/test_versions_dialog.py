"""The list of versions: what each is, what it misreads, and the way back to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from app.training import versions_dialog
from app.training.versions_dialog import NOTE, VersionsDialog
from model.handwriting.synthesis import synthesize_digits
from model.home.collection import DrawingCollection, Entry
from model.home.versions import (
    BUILT_IN,
    current_version,
    keep_weights,
    use_version,
    version_path,
    weights_folder,
)
from model.ink.drawing import Drawing
from model.network.weights import RunCard, Weights, default_weights
from model.text import percent
from tests.app.conftest import WAIT_MS
from tests.app.training.conftest import click

OpenVersions = Callable[[int], VersionsDialog]
DAMAGED = "20260101-000000-000000-inkling"


@pytest.fixture
def open_versions(qtbot: QtBot) -> OpenVersions:
    """Open the list in front of a window and wait until it shows so many versions."""
    window = QWidget()
    qtbot.addWidget(window)

    def open_dialog(count: int) -> VersionsDialog:
        dialog = VersionsDialog(window)
        dialog.open()
        qtbot.waitUntil(lambda: dialog.table.rowCount() == count, timeout=WAIT_MS)
        return dialog

    return open_dialog


def keep_drawings(count: int, label: str | None = None) -> None:
    """Keep digits, under a label of their own or under one that they do not show."""
    drawings = synthesize_digits(count, seed=4)
    if label is not None:
        drawings = [replace(drawing, label=label) for drawing in drawings]
    DrawingCollection().add([Entry(drawing) for drawing in drawings])


def keep_blind(card: RunCard | None = None) -> str:
    """Keep a network that takes everything for a 0, and return the version's name."""
    weights = default_weights()
    blind = {name: np.zeros_like(array) for name, array in weights.parameters.items()}
    return keep_weights(Weights(blind, card or weights.card), datetime(2026, 1, 2, 3, 4))


def texts(dialog: VersionsDialog, row: int) -> list[str]:
    items = [dialog.table.item(row, column) for column in range(4)]
    return [item.text() for item in items if isinstance(item, QTableWidgetItem)]


def button(dialog: VersionsDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, f"use-{name}")
    assert isinstance(found, QPushButton)
    return found


def test_each_version_says_what_it_is_and_what_it_misreads(
    open_versions: OpenVersions, hand_drawn: list[Drawing]
) -> None:
    DrawingCollection().add(list(map(Entry, hand_drawn)))
    date = datetime(2026, 1, 2, 3, 4).astimezone().isoformat()
    name = keep_blind(RunCard(recipe="quick", data="MNIST", test_error=0.902, date=date))
    dialog = open_versions(2)
    # The drawings are one of each digit, and it takes all of them for a 0.
    assert texts(dialog, 0) == ["02 Jan 2026, 03:04", "quick on MNIST", "90.20 %", "90.00 %"]
    kept, origin, error, own_error = texts(dialog, 1)
    assert (kept, origin) == ("Built in", "thorough on MNIST + built-in ink")
    assert error == percent(default_weights().card.test_error or 0)
    assert own_error == "0.00 %"
    assert dialog.note.text() == NOTE
    assert button(dialog, name).text() == "In use"
    assert not button(dialog, name).isEnabled()


def test_without_drawings_nothing_is_said_of_them(open_versions: OpenVersions) -> None:
    assert texts(open_versions(1), 0)[3] == "–"


def test_drawings_of_no_class_do_not_count(open_versions: OpenVersions) -> None:
    keep_drawings(10, label="ä")
    assert texts(open_versions(1), 0)[3] == "–"
    keep_drawings(10)
    keep_blind()
    assert texts(open_versions(2), 0)[3] == "90.00 %"


def test_of_many_drawings_the_newest_are_measured_on(
    open_versions: OpenVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions_dialog, "MEASURED_COUNT", 10)
    keep_drawings(10, label="0")  # which the blind one reads right
    keep_drawings(10)
    keep_blind()
    assert texts(open_versions(2), 0)[3] == "90.00 %"


def test_a_version_that_learned_the_drawings_shows_what_was_measured_then(
    open_versions: OpenVersions,
) -> None:
    keep_drawings(10)
    keep_blind(RunCard(recipe="learned", data="10 of your drawings", base="x", own_error=0.125))
    assert texts(open_versions(2), 0)[3] == "12.50 %"


def test_one_click_goes_back(open_versions: OpenVersions, qtbot: QtBot) -> None:
    keep_blind()
    dialog = open_versions(2)
    used: list[Weights] = []
    said: list[str] = []
    dialog.version_used.connect(used.append)
    dialog.said.connect(said.append)
    with qtbot.waitSignal(dialog.accepted, timeout=WAIT_MS):
        click(button(dialog, BUILT_IN))
    assert current_version() == BUILT_IN
    [weights] = used
    assert weights.card == default_weights().card
    assert said == ["The pad now reads with: thorough on MNIST + built-in ink."]


def test_a_damaged_version_is_shown_and_cannot_be_used(open_versions: OpenVersions) -> None:
    weights_folder().mkdir(parents=True)
    version_path(DAMAGED).write_bytes(b"broken")
    use_version(BUILT_IN)  # else the damaged one, the newest, would be in use already
    dialog = open_versions(2)
    assert texts(dialog, 0) == [DAMAGED, "damaged: it cannot be read", "", "–"]
    assert button(dialog, DAMAGED).text() == "Use"
    assert not button(dialog, DAMAGED).isEnabled()


def test_a_version_that_has_gone_meanwhile_is_told_in_the_list(
    open_versions: OpenVersions, qtbot: QtBot
) -> None:
    name = keep_blind()
    keep_weights(default_weights(), datetime(2026, 1, 3))
    dialog = open_versions(3)
    version_path(name).unlink()
    click(button(dialog, name))
    qtbot.waitUntil(lambda: name in dialog.note.text(), timeout=WAIT_MS)
    assert dialog.isVisible()
    assert current_version() != name


def test_drawings_that_cannot_be_read_are_told_in_the_list(qtbot: QtBot) -> None:
    path = DrawingCollection().path
    path.mkdir(parents=True)  # a folder where the file should be
    window = QWidget()
    qtbot.addWidget(window)
    dialog = VersionsDialog(window)
    qtbot.waitUntil(lambda: path.name in dialog.note.text(), timeout=WAIT_MS)
    assert dialog.table.rowCount() == 0
