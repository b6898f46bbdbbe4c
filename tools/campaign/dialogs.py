"""Files to choose, and a user who answers every dialog and menu at once."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QMenu

from app.camera import camera_command
from model.errors import NotInstalled
from tools.campaign.files import lay
from tools.campaign.homes import HAND_DRAWN
from tools.campaign.subjects import FOLDER, PICTURES

LAID_COUNT = 6
NEW_NAMES = ("new.png", "new.jsonl", "new.jsonl.gz", "new", "new.svg", "new.xyz", "ü 7.png", ".png")
CANCELLED_SHARE = 0.15
LOOK_EVERY_MS = 10
ACTS_SHARE = 0.3
"""How often somebody who looks at a menu or a dialog does something with it."""


class Scenery:
    """A folder with whole files, damaged ones, and names that lead nowhere."""

    def __init__(self, random: Random, folder: Path) -> None:
        self.folder = folder
        pictures = folder / "pictures"
        for label, name in FOLDER.items():
            (pictures / label).mkdir(parents=True)
            (pictures / label / name).write_bytes(PICTURES[name]())
        (folder / "empty").mkdir()
        ink = folder / "ink.jsonl"
        ink.write_bytes(HAND_DRAWN.read_bytes())
        laid = [lay(random, folder / f"laid-{number}").named for number in range(LAID_COUNT)]
        self.folders = [pictures, folder / "empty", folder / "nowhere", folder]
        self.paths = [ink, pictures / "7" / "7.png", folder / "nowhere.png", *laid]
        self.paths += [pictures, ink / "below a file.png"]

    def choose_name(self, random: Random) -> Path:
        """Return where to save something: mostly by a new name."""
        new = [self.folder / name for name in NEW_NAMES]
        return random.choice(new if random.random() < 0.7 else self.paths)


@contextmanager
def answering_file_dialogs(random: Random, scenery: Scenery) -> Iterator[None]:
    """Have no file dialog open: it is cancelled, or a file is chosen, whatever it is."""

    def cancels() -> bool:
        return random.random() < CANCELLED_SHARE

    def choose_filter(*arguments: Any) -> str:
        filters = str(arguments[3]) if len(arguments) > 3 else ""
        return random.choice([*filters.split(";;"), ""])

    def open_one(*arguments: Any) -> tuple[str, str]:
        name = "" if cancels() else str(random.choice(scenery.paths))
        return name, choose_filter(*arguments)

    def open_some(*arguments: Any) -> tuple[list[str], str]:
        chosen = random.choices(scenery.paths, k=random.choice((1, 1, 2, 4)))
        return [] if cancels() else list(map(str, chosen)), choose_filter(*arguments)

    def save(*arguments: Any) -> tuple[str, str]:
        if cancels():
            return "", ""
        return str(scenery.choose_name(random)), choose_filter(*arguments)

    def choose_folder(*arguments: Any) -> str:
        return "" if cancels() else str(random.choice(scenery.folders))

    def execute(dialog: QFileDialog) -> int:
        if filters := dialog.nameFilters():
            dialog.selectNameFilter(random.choice(filters))
        return int(not cancels())

    def name_selected(dialog: QFileDialog) -> list[str]:
        path = scenery.choose_name(random)
        suffix = dialog.defaultSuffix()
        return [str(path if path.suffix or not suffix else path.with_name(f"{path.name}.{suffix}"))]

    with ExitStack() as stack:
        for name, answer in {
            "getOpenFileName": open_one,
            "getOpenFileNames": open_some,
            "getSaveFileName": save,
            "getExistingDirectory": choose_folder,
        }.items():
            stack.enter_context(patch.object(QFileDialog, name, staticmethod(answer)))
        stack.enter_context(patch.object(QFileDialog, "exec", execute))
        stack.enter_context(patch.object(QFileDialog, "selectedFiles", name_selected))
        stack.enter_context(patch.object(QDesktopServices, "openUrl", lambda _: cancels()))
        yield


@contextmanager
def without_cameras() -> Iterator[None]:
    """Have no camera turned on: those of the machine look at a person."""
    with patch.object(
        camera_command, "open_cameras", side_effect=NotInstalled("reading", "a camera", "camera")
    ):
        yield


QUIT = "quitAction"
"""What would end a round; that the window closes at any moment is tried at its end."""


class MenuHand:
    """Chooses in menus and presses buttons of dialogs, or closes them, also while they block."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._timer = QTimer(interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def stop(self) -> None:
        """Leave menus and dialogs alone."""
        self._timer.stop()

    def _look(self) -> None:
        popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if self._random.random() > ACTS_SHARE:
            return
        if popup is not None:
            chosen = self._choose(popup.actions()) if isinstance(popup, QMenu) else None
            popup.close()
            if chosen is not None:
                chosen.trigger()
        elif isinstance(dialog, QDialog):
            buttons = [b for b in dialog.findChildren(QAbstractButton) if b.isEnabled()]
            if buttons and self._random.random() < 0.5:
                self._random.choice(buttons).click()
            else:
                dialog.reject()

    def _choose(self, actions: Sequence[QAction]) -> QAction | None:
        """Return one of a menu's actions, or of a menu in it, or None."""
        enabled = [
            action
            for action in actions
            if action.isEnabled() and not action.isSeparator() and action.objectName() != QUIT
        ]
        if not enabled or self._random.random() < 0.3:
            return None
        chosen = self._random.choice(enabled)
        below = chosen.menu()
        return self._choose(below.actions()) if isinstance(below, QMenu) else chosen
