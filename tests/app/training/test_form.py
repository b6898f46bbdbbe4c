"""The form: recipes fill it in, and it gives the run that was chosen."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.training.form import TrainingForm
from model.data.image_sets import MNIST
from model.training.recipes import DEVICES, RECIPES
from tests.conftest import HAND_DRAWN

OpenForm = Callable[[], TrainingForm]


@pytest.fixture
def open_form(qtbot: QtBot) -> OpenForm:
    """Open forms, each with what the last one has saved."""
    forms: list[TrainingForm] = []

    def open_one() -> TrainingForm:
        form = TrainingForm(Settings())
        forms.append(form)
        qtbot.addWidget(form)
        for button in (form.advanced_button, form.code_button):
            qtbot.addWidget(button)  # nobody places it here
        form.show()
        return form

    return open_one


@pytest.fixture
def form(open_form: OpenForm) -> TrainingForm:
    return open_form()


def choose_recipe(form: TrainingForm, recipe: str) -> None:
    form.recipe_box.setCurrentIndex(form.recipe_box.findData(recipe))


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_gives_its_own_run(form: TrainingForm, recipe: str) -> None:
    choose_recipe(form, recipe)
    assert form.config() == RECIPES[recipe]


def test_what_is_chosen_is_the_run(form: TrainingForm, small_mnist: Path) -> None:
    choose_recipe(form, "thorough")
    form.use_folder(MNIST, small_mnist)
    form.data_box.choose_mixture(["mnist"])
    form.device_box.setCurrentIndex(form.device_box.findData("cpu"))
    form.epochs_box.setValue(7)
    form.batch_size_box.setValue(20)
    form.learning_rate_box.setValue(0.5)
    form.seed_box.setValue(5)
    assert form.config() == replace(
        RECIPES["thorough"],
        mixture={"mnist": RECIPES["thorough"].mixture["mnist"]},
        device="cpu",
        epochs=7,
        batch_size=20,
        learning_rate=0.5,
        seed=5,
    )
    assert form.folders().of(MNIST) == small_mnist


def test_another_recipe_brings_its_data_and_values(form: TrainingForm) -> None:
    form.data_box.use_ink_file(HAND_DRAWN)
    form.epochs_box.setValue(7)
    choose_recipe(form, "lecture")
    assert form.config() == RECIPES["lecture"]


def test_all_devices_are_on_offer(form: TrainingForm) -> None:
    box = form.device_box
    assert tuple(box.itemData(index) for index in range(box.count())) == DEVICES
    assert all(box.itemText(index) for index in range(box.count()))


def test_choices_are_remembered(open_form: OpenForm) -> None:
    first = open_form()
    choose_recipe(first, "quick")
    first.data_box.use_ink_file(HAND_DRAWN)
    first.device_box.setCurrentIndex(first.device_box.findData("cpu"))
    first.epochs_box.setValue(7)
    first.batch_size_box.setValue(20)
    first.learning_rate_box.setValue(0.5)
    first.seed_box.setValue(5)
    first.advanced_button.click()
    first.save_choices()
    second = open_form()
    assert second.config() == first.config()
    assert second.config().recipe == "quick"
    assert list(second.config().mixture) == [str(HAND_DRAWN)]
    assert second.seed_box.isVisible()


def test_choices_that_nobody_saved_are_forgotten(open_form: OpenForm) -> None:
    open_form().epochs_box.setValue(7)
    assert open_form().config() == RECIPES["inkling"]


def test_settings_that_make_no_sense_count_as_absent(open_form: OpenForm) -> None:
    settings = Settings()
    settings["training/recipe"] = "no such recipe"
    settings["training/device"] = "abacus"
    settings["training/epochs"] = "many"
    settings["training/data"] = "/no/such/file.jsonl"
    del settings  # writes them
    assert open_form().config() == RECIPES["inkling"]


def test_what_few_people_change_is_folded_away(form: TrainingForm) -> None:
    assert not form.seed_box.isVisible()
    form.advanced_button.click()
    assert form.seed_box.isVisible()
    form.advanced_button.click()
    assert not form.seed_box.isVisible()


def test_choices_can_be_held_while_a_run_goes_on(form: TrainingForm) -> None:
    boxes = [
        form.data_box,
        form.recipe_box,
        form.device_box,
        *form.findChildren(QSpinBox),
        *form.findChildren(QDoubleSpinBox),
    ]
    assert len(boxes) == 7
    for are_allowed in (False, True):
        form.allow_choices(are_allowed)
        assert {box.isEnabled() for box in boxes} == {are_allowed}
