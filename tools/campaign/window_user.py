"""Somebody who uses a window for some seconds while another window is open on the same folder."""

import json
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from unittest.mock import patch

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QPushButton

from app.drawings.gallery import Gallery
from app.main_window import MainWindow
from app.training.run_state import State
from model.errors import BadInput
from model.home.collection import DrawingCollection, Entry
from model.home.versions import list_versions, use_version
from tools.campaign.children import TellParent
from tools.campaign.faults import FaultWatch
from tools.campaign.hand import draw
from tools.campaign.homes import HAND_DRAWN
from tools.campaign.subjects import drawings
from tools.campaign.window_child import open_settled_window
from tools.campaign.windowing import close_window, turn, wait_for

LONGEST_PAUSE_S = 0.03
LABELS = "0123456789"


def use_window(tell: TellParent, random: Random, seconds: float) -> None:
    """Do one random thing after the other in a window; tell what is on disk by then."""
    watch = FaultWatch()
    with _telling_of_changes(tell) as own:
        user = WindowUser(open_settled_window(), tell, random, own)
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            user.do_something()
            wait_for(random.uniform(0, LONGEST_PAUSE_S))
        close_window(user.window)
    for fault in watch.take():
        tell("fault", json.dumps([fault.kind, fault.detail]))


@contextmanager
def _telling_of_changes(tell: TellParent) -> Iterator[set[str]]:
    """Have each change of the collection be told when it is done; give the ids added here."""
    add, remove, relabel = (
        DrawingCollection.add,
        DrawingCollection.remove,
        DrawingCollection.relabel,
    )
    own: set[str] = set()

    def add_and_tell(self: DrawingCollection, entries: Collection[Entry]) -> None:
        for entry in entries:
            tell("label", json.dumps([[entry.id], entry.drawing.label]))
        add(self, entries)
        own.update(entry.id for entry in entries)
        tell("add", json.dumps([entry.id for entry in entries]))

    def remove_and_tell(self: DrawingCollection, ids: Collection[str]) -> None:
        remove(self, ids)
        tell("remove", json.dumps(list(ids)))

    def tell_and_relabel(self: DrawingCollection, changed: Collection[Entry]) -> None:
        for entry in changed:
            tell("label", json.dumps([[entry.id], entry.drawing.label]))
        relabel(self, changed)

    with (
        patch.object(DrawingCollection, "add", add_and_tell),
        patch.object(DrawingCollection, "remove", remove_and_tell),
        patch.object(DrawingCollection, "relabel", tell_and_relabel),
    ):
        yield own


class WindowUser:
    """Keeps, relabels, deletes, imports and learns, at random."""

    def __init__(
        self, window: MainWindow, tell: TellParent, random: Random, own: Collection[str]
    ) -> None:
        self.window = window
        self._tell, self._random, self._own = tell, random, own
        window.training_panel.weights_kept.connect(lambda weights: tell("kept network", ""))
        window.own_drawings.show_gallery()
        gallery = window.own_drawings.gallery
        assert gallery is not None
        self._gallery: Gallery = gallery
        self._acts: Sequence[tuple[float, Callable[[], object]]] = (
            (6, self._keep),
            (3, window.tools.undo.trigger),
            (1, window.tools.redo.trigger),
            (4, self._relabel),
            (3, self._delete),
            (3, gallery.undo_action.trigger),
            (1, gallery.redo_action.trigger),
            (0.5, lambda: gallery.exchange.import_from([HAND_DRAWN])),
            (1, self._reload),
            (1.5, self._run),
            (0.2, self._go_back),
        )

    def do_something(self) -> None:
        """Do one thing."""
        weights = [weight for weight, _ in self._acts]
        self._random.choices(self._acts, weights)[0][1]()

    def _keep(self) -> None:
        self.window.pad.clear()
        for _ in draw(self.window.pad, self._random.choice(drawings())):
            turn(0)
        self.window.correct(self._random.choice(LABELS))

    def _reload(self) -> None:
        self._gallery.close()
        self.window.own_drawings.show_gallery()

    def _select(self, only_own: bool) -> None:
        shown = self._gallery.drawings.shown()
        rows = [n for n, entry in enumerate(shown) if not only_own or entry.id in self._own]
        selection = self._gallery.view.selectionModel()
        selection.clear()
        for row in self._random.sample(rows, min(len(rows), self._random.choice((1, 1, 3)))):
            index = self._gallery.drawings.index(row)
            selection.select(index, QItemSelectionModel.SelectionFlag.Select)

    def _relabel(self) -> None:
        self._select(only_own=False)
        self._gallery.relabel(self._random.choice(LABELS))

    def _delete(self) -> None:
        self._select(only_own=True)
        self._gallery.delete_selected()

    def _run(self) -> None:
        """Learn, or keep what was learned."""
        panel = self.window.training_panel
        if panel.state is State.IDLE:
            self.window.learn()
        elif panel.state is State.DECIDING:
            button = panel.findChild(QPushButton, "keepButton")
            assert button is not None
            button.click()

    def _go_back(self) -> None:
        version = self._random.choice(list_versions())
        try:
            use_version(version.name)
        except BadInput as error:
            self._tell("fault", json.dumps([f"a version cannot be used: {error}", ""]))
