"""The box of data: mixtures of named sources, ink files, and the dialogs that ask for more."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.training.data_box import DataBox
from model.data.image_sets import MNIST
from model.data.sources import CATALOGUE
from model.text import start_with_capital
from model.training.recipes import RECIPES
from tests.conftest import HAND_DRAWN

INK_FILE, PICTURES, FOLDER = "Ink file…", "Folder of pictures…", "MNIST in a folder…"


@pytest.fixture
def box(qtbot: QtBot) -> DataBox:
    shown = DataBox()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def texts(box: DataBox) -> list[str]:
    return [box.itemText(index) for index in range(box.count())]


def pick(box: DataBox, text: str) -> None:
    """Choose a dialog as a person does, with the keyboard: its first letters, or the last item."""
    if text == FOLDER:
        QTest.keyClick(box, Qt.Key.Key_End)
    else:
        QTest.keyClicks(box, {INK_FILE: "I", PICTURES: "Fo"}[text])


def answer_file(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (answer, ""))


def answer_folder(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: answer)


def test_it_offers_the_mixtures_the_sources_and_the_dialogs(box: DataBox) -> None:
    sources = [start_with_capital(source.title) for source in CATALOGUE.values()]
    assert texts(box) == ["MNIST + built-in ink", *sources, "", INK_FILE, PICTURES, FOLDER]


def test_every_mixture_of_a_recipe_and_every_source_can_be_chosen(box: DataBox) -> None:
    mixtures = [tuple(recipe.mixture) for recipe in RECIPES.values()]
    for sources in (*mixtures, *((name,) for name in CATALOGUE)):
        box.choose_mixture(sources)
        assert box.sources() == sources


def test_an_ink_file_is_asked_for_and_chosen(box: DataBox, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_file(monkeypatch, str(HAND_DRAWN))
    pick(box, INK_FILE)
    assert box.sources() == (str(HAND_DRAWN),)
    assert box.currentText() == "digits.jsonl"


def test_an_ink_file_is_on_offer_once(box: DataBox) -> None:
    for _ in range(2):
        box.use_ink_file(HAND_DRAWN)
        box.choose_mixture(["ink"])
    assert texts(box).count("digits.jsonl") == 1


@pytest.mark.parametrize("dialog", [INK_FILE, FOLDER])
def test_a_cancelled_dialog_leaves_the_choice_as_it_was(
    box: DataBox, monkeypatch: pytest.MonkeyPatch, dialog: str
) -> None:
    answer_file(monkeypatch, "")
    answer_folder(monkeypatch, "")
    box.setCurrentIndex(box.findText("Built-in ink"))
    pick(box, dialog)
    assert box.currentText() == "Built-in ink"
    assert box.sources() == ("ink",)


def test_the_separator_cannot_be_chosen(box: DataBox) -> None:
    box.setCurrentIndex(box.findText("Built-in ink"))
    box.setCurrentIndex(texts(box).index(""))
    assert box.currentText() == "Built-in ink"
    assert box.sources() == ("ink",)
    assert box.remembered() == "ink"


def test_a_folder_is_asked_for_named_and_handed_on(
    box: DataBox, monkeypatch: pytest.MonkeyPatch, small_mnist: Path
) -> None:
    answer_folder(monkeypatch, str(small_mnist))
    assert box.folders().named == {}
    pick(box, FOLDER)
    assert box.currentText() == "MNIST in small-mnist + built-in ink"
    assert box.sources() == ("mnist", "ink")
    assert box.folders().of(MNIST) == small_mnist


def test_the_folder_of_what_is_chosen_is_asked_for(
    box: DataBox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer_folder(monkeypatch, str(tmp_path))
    box.choose_mixture(["kmnist"])
    assert texts(box)[-1] == "KMNIST in a folder…"
    pick(box, FOLDER)
    assert box.folders().named == {"kmnist": tmp_path}
    assert box.sources() == ("kmnist",)
    assert box.currentText() == f"KMNIST in {tmp_path.name}"


def test_a_folder_of_pictures_is_asked_for_chosen_and_remembered(
    qtbot: QtBot, box: DataBox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer_folder(monkeypatch, str(tmp_path))
    pick(box, PICTURES)
    assert box.sources() == (str(tmp_path),)
    again = DataBox()
    qtbot.addWidget(again)
    again.restore(box.remembered())
    assert again.currentText() == tmp_path.name


def test_a_source_whose_folder_was_named_is_trained_on(box: DataBox, small_mnist: Path) -> None:
    box.choose_mixture(["ink"])
    box.use_folder(MNIST, small_mnist)
    assert box.sources() == ("mnist",)


def test_a_choice_is_restored(qtbot: QtBot, box: DataBox) -> None:
    box.use_ink_file(HAND_DRAWN)
    for choice in (str(HAND_DRAWN), "ink"):
        box.restore(choice)
        again = DataBox()
        qtbot.addWidget(again)
        again.restore(box.remembered())
        assert again.sources() == (choice,)
        assert again.currentText() == box.currentText()


@pytest.mark.parametrize("remembered", ["", "mnist+nothing", "/no/such/file.jsonl"])
def test_what_is_gone_changes_nothing(box: DataBox, remembered: str) -> None:
    box.choose_mixture(["ink"])
    box.restore(remembered)
    assert box.sources() == ("ink",)
