"""The panel after a run: keep its weights, save them elsewhere, or discard them."""

from functools import partial
from pathlib import Path

import pytest

from app.background import closing_deadline_s
from app.training import training_panel
from app.training.run_state import State
from app.training.training_panel import TrainingPanel
from model.home.versions import kept_weights
from model.network.weights import WEIGHTS, Weights, load_weights
from model.training.events import Compared
from tests.app.training.conftest import (
    Script,
    WaitForState,
    at_once,
    click,
    finished,
    started,
)


def test_kept_weights_are_on_disk_before_the_window_hears_of_it(
    panel: TrainingPanel, wait_for_state: WaitForState
) -> None:
    kept: list[tuple[Weights, int]] = []
    panel.weights_kept.connect(lambda weights: kept.append((weights, len(kept_weights()))))
    end = finished()
    panel.start(at_once(started(), end))
    wait_for_state(State.DECIDING)
    click(panel.keep_button)
    assert panel.state is State.KEEPING
    wait_for_state(State.IDLE)
    assert kept == [(end.weights, 1)]
    assert not panel.keep_button.isVisible()
    assert not panel.run_card.isVisible()
    assert panel.status.text() == "Kept: the pad now reads with this network"


def test_what_cannot_be_kept_is_said_before_and_lost_by_no_means(
    panel: TrainingPanel, said: list[str], wait_for_state: WaitForState, home: Path
) -> None:
    home.mkdir()
    (home / "weights").write_text("in the way")
    panel.show()
    panel.start(at_once(started(), finished()))
    wait_for_state(State.DECIDING)
    assert said[0].startswith("The network could not be kept: cannot write")
    assert not panel.save_button.isVisible()
    click(panel.keep_button)
    wait_for_state(State.DECIDING)
    assert "annot write" in said[1]
    assert panel.save_button.isVisible()
    (home / "weights").unlink()
    click(panel.keep_button)
    wait_for_state(State.IDLE)
    assert len(kept_weights()) == 1
    assert not panel.save_button.isVisible()


def test_what_cannot_be_kept_is_saved_elsewhere(
    panel: TrainingPanel,
    wait_for_state: WaitForState,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home.mkdir()
    (home / "weights").write_text("in the way")
    panel.start(at_once(started(), finished()))
    wait_for_state(State.DECIDING)
    click(panel.keep_button)
    wait_for_state(State.DECIDING)
    path = tmp_path / "mine.safetensors"
    monkeypatch.setattr(training_panel, "ask_where_to_save", lambda *_: (path, WEIGHTS))
    click(panel.save_button)
    wait_for_state(State.IDLE)
    assert load_weights(path).card.recipe is not None
    assert panel.status.text().startswith(f"Saved as {path}")


def test_discard_goes_back_to_the_weights_before(
    panel: TrainingPanel, changes: list[Weights | None], wait_for_state: WaitForState
) -> None:
    end = finished()
    panel.start(at_once(started(), end))
    wait_for_state(State.DECIDING)
    click(panel.discard_button)
    assert panel.state is State.IDLE
    assert changes == [end.weights, None]
    assert kept_weights() == []
    assert not panel.discard_button.isVisible()


def test_the_run_card_says_what_learning_has_changed(
    panel: TrainingPanel, wait_for_state: WaitForState
) -> None:
    panel.start(at_once(started(), Compared(10, 0.2, 0.1, "MNIST", 0.004, 0.005), finished()))
    wait_for_state(State.DECIDING)
    assert panel.run_card.isVisible()
    assert "Yours 80 % → 90 %" in panel.run_card.text()


def test_what_cannot_be_done_now_is_not_done(
    panel: TrainingPanel, wait_for_state: WaitForState
) -> None:
    close_run = partial(panel.close_run, closing_deadline_s())
    for do in (panel.toggle_pause, panel.stop, panel.keep, panel.discard, close_run):
        do()
        assert panel.state is State.IDLE
    script = Script(started())
    panel.start(script)
    panel.keep()
    panel.discard()
    wait_for_state(State.RUNNING)
    panel.stop()
    panel.toggle_pause()
    panel.keep()
    wait_for_state(State.STOPPING)
    script.allow()
