"""What one may do with a run, from everywhere in the window: actions for menu and keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import late_parts, theme

if TYPE_CHECKING:
    from app.training.run_state import Controls


class RunActions:
    """The training panel's buttons as actions of the window.

    The panel comes after the first paint, or when an action needs it. What is on is what its
    RunState says; until there is a panel, a run can be begun.
    """

    def __init__(
        self,
        window: QWidget,
        panel: Callable[[], late_parts.TrainingPanel],
        show_panel: Callable[[], None],
        learn: Callable[[], None],
    ) -> None:
        """panel: returns the panel, made now if need be; show_panel: has it seen.

        learn: begins to learn the user's drawings.
        """
        self._panel, self._show_panel, self._learn = panel, show_panel, learn
        add = partial(theme.add_action, window)
        self.train = add("train", "Train", ["Ctrl+T"], self._begin_training)
        self.pause = add("pause", "Pause", [], lambda: panel().toggle_pause())
        self.stop = add("stop", "Stop", [], lambda: panel().stop())
        self.learn = add("learn", "Learn my drawings", ["Ctrl+L"], self._begin_learning)
        self.versions = add("versions", "Versions…", [], lambda: panel().versions_requested.emit())
        self.keep = add("keep", "Keep the new network", [], lambda: panel().keep())
        self.discard = add("discard", "Discard the new network", [], lambda: panel().discard())
        for action in (self.pause, self.stop, self.learn):
            action.setEnabled(False)
        for action in (self.keep, self.discard):
            action.setVisible(False)

    def follow(self, panel: late_parts.TrainingPanel) -> None:
        """Let be chosen what the panel's run allows, from now on."""
        self._show_controls(panel.controls)
        panel.controls_changed.connect(self._show_controls)

    def _show_controls(self, controls: Controls) -> None:
        for action, is_on in (
            (self.train, controls.train),
            (self.pause, controls.pause),
            (self.stop, controls.stop),
            (self.learn, controls.learn),
            (self.versions, controls.versions),
            (self.keep, controls.keep),
            (self.discard, controls.discard),
        ):
            action.setEnabled(is_on)
        self.pause.setText(controls.pause_text)
        for action in (self.keep, self.discard):
            action.setVisible(controls.result)

    def _begin_training(self) -> None:
        self._show_panel()
        self._panel().train()

    def _begin_learning(self) -> None:
        self._show_panel()
        self._learn()
