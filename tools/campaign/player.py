"""Somebody who does one random thing after the other with a window."""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.drawings.gallery import Gallery
from app.main_window import MainWindow
from app.training.run_state import State
from tools.campaign import pasteboard
from tools.campaign.dialogs import QUIT, Scenery
from tools.campaign.pointers import Pointers
from tools.campaign.windowing import describe, wait_for

Act = Callable[[], object]
"""Does something; may return what exactly it was, in a few words."""
Found = TypeVar("Found", bound=QWidget)

KEYS = (
    *map(Qt.Key, range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)),
    Qt.Key.Key_P, Qt.Key.Key_E, Qt.Key.Key_A, Qt.Key.Key_Z, Qt.Key.Key_Escape, Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Left,
    Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_F1, Qt.Key.Key_Menu,
    Qt.Key.Key_Udiaeresis,
)  # fmt: skip
COMMAND_KEYS = (
    Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_S, Qt.Key.Key_O,
    Qt.Key.Key_D, Qt.Key.Key_T, Qt.Key.Key_L, Qt.Key.Key_W, Qt.Key.Key_A, Qt.Key.Key_1,
    Qt.Key.Key_B,
)  # fmt: skip
SIZES = (QSize(1, 1), QSize(400, 300), QSize(900, 640), QSize(1180, 760), QSize(2000, 1400))
LONGEST_WAIT_S = 0.05
QUICK = "quick"


class Player:
    """Chooses what happens next to a window, and to those that it opens."""

    def __init__(
        self, random: Random, window: MainWindow, scenery: Scenery, note: Callable[[str], None]
    ) -> None:
        """note: is told of what is dropped, before it is."""
        self._random, self._window, self._scenery = random, window, scenery
        self._pointers = Pointers(random, window.pad)
        self._acts: Sequence[tuple[float, str, Act]] = (
            (30, "mouse", self._pointers.mouse),
            (15, "pen", self._pointers.pen),
            (12, "touch", self._pointers.touch),
            (10, "key", self._press_key),
            (8, "action", self._trigger_action),
            (5, "button", self._press_button),
            (3, "box", self._change_box),
            (4, "copy", lambda: pasteboard.copy(random, scenery.paths)),
            (2, "paste", lambda: window.tools.paste.trigger()),
            (2, "drop", lambda: pasteboard.drop(random, window, scenery.paths, note)),
            (0.5, "theme", self._change_theme),
            (1, "resize", self._resize),
            (1, "state", self._change_window_state),
            (1, "focus", self._change_focus),
            (8, "gallery", self._use_gallery),
            (0.3, "versions", lambda: window.show_versions()),
            (1, "run", self._change_run),
            (2, "wait", lambda: wait_for(random.uniform(0, LONGEST_WAIT_S))),
            (0.3, "menu key", self._ask_for_menu),
        )

    def choose(self) -> tuple[str, Act]:
        """Return what happens next, and its name."""
        weights = [weight for weight, _, _ in self._acts]
        _, name, act = self._random.choices(self._acts, weights)[0]
        return name, act

    def leave(self) -> None:
        """Close what is in the way of closing the window."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()

    def _windows(self) -> list[QWidget]:
        """Return the windows that are open, but for dialogs that could change other folders."""
        return [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and not isinstance(widget, QFileDialog)
        ]

    def _find(self, kind: type[Found]) -> Found | None:
        """Return a random widget of a kind that a user could use now."""
        found = [
            widget
            for window in self._windows()
            for widget in QWidget.findChildren(window, kind)
            if widget.isVisible() and widget.isEnabled()
        ]
        return self._random.choice(found) if found else None

    # Keys, actions, controls

    def _press_key(self) -> str:
        random = self._random
        is_command = random.random() < 0.4
        key = random.choice(COMMAND_KEYS if is_command else KEYS)
        control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        modifier = control if is_command else Qt.KeyboardModifier.NoModifier
        if random.random() < 0.2:
            modifier |= shift
        target = QApplication.focusWidget() or self._window
        QTest.keyClick(target, key, modifier)
        return f"{modifier.name} {key.name}"

    def _trigger_action(self) -> str | None:
        owner = self._random.choice(self._windows() or [self._window])
        named = (a for a in owner.findChildren(QAction) if a.isEnabled() and a.objectName())
        left_out = ("qt_", QUIT)  # those of Qt's own dialogs, and the end
        actions = [a for a in named if not a.objectName().startswith(left_out)]
        if not actions:
            return None
        action = self._random.choice(actions)
        action.trigger()
        return action.objectName()

    def _press_button(self) -> str | None:
        button = self._find(QAbstractButton)
        if button is None:
            return None
        shown = describe(button)
        if self._random.random() < 0.5:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        else:
            button.click()
        return shown

    def _change_box(self) -> str | None:
        box = self._find(QComboBox) if self._random.random() < 0.5 else self._find(QAbstractSpinBox)
        if isinstance(box, QComboBox) and box.count():
            index = self._random.randrange(box.count())
            box.setCurrentIndex(index)
            box.activated.emit(index)
        elif isinstance(box, QSpinBox | QDoubleSpinBox):
            QTest.keyClicks(box, self._random.choice(("0", "1", "99999999", "-", "e", "")))
            box.stepBy(self._random.choice((-1000, -1, 1, 1000)))
        return describe(box) if box is not None else None

    def _ask_for_menu(self) -> None:
        widget = self._find(QWidget)
        if widget is not None:
            at = QPoint(3, 3)
            reason = QContextMenuEvent.Reason.Keyboard
            QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))

    # The windows themselves

    def _change_theme(self) -> str:
        hints = QApplication.styleHints()
        if self._random.random() < 0.5:
            scheme = self._random.choice(list(Qt.ColorScheme))
            hints.setColorScheme(scheme)
            return scheme.name
        color = QColor(self._random.choice(("#202124", "white", "black", "#808080")))
        QApplication.setPalette(QPalette(color, color))
        return color.name()

    def _resize(self) -> str:
        window = self._random.choice(self._windows() or [self._window])
        size = self._random.choice(SIZES)
        window.resize(size)
        return f"{describe(window)} to {size.width()} x {size.height()}"

    def _change_window_state(self) -> str:
        window = self._random.choice(self._windows() or [self._window])
        change = self._random.choice(
            (window.showMinimized, window.showNormal, window.showMaximized, window.showFullScreen)
        )
        change()
        if not self._window.isVisible():
            self._window.show()
        return change.__name__

    def _change_focus(self) -> str:
        widget = self._find(QWidget)
        if widget is None:
            return ""
        if self._random.random() < 0.5:
            widget.setFocus()
        else:
            widget.activateWindow()
        QApplication.sendEvent(
            widget, QEvent(self._random.choice((QEvent.Type.Leave, QEvent.Type.UngrabMouse)))
        )
        return describe(widget)

    # Runs

    def _change_run(self) -> str:
        """Begin a run, which mostly is a quick one; or press what it offers, or look back at it."""
        panel = self._window.training_panel
        if panel.state is State.IDLE:
            form = panel.form
            if self._random.random() < 0.8:
                form.recipe_box.setCurrentIndex(form.recipe_box.findData(QUICK))
                form.data_box.choose_mixture([self._random.choice(("ink", "mnist"))])
                form.epochs_box.setValue(1)
            (self._window.learn if self._random.random() < 0.4 else panel.train)()
            return "begin"
        if self._random.random() < 0.3:
            slider = panel.review.slider
            slider.setValue(self._random.randint(slider.minimum(), slider.maximum()))
            return slider.objectName()
        names = ("pauseButton", "stopButton", "keepButton", "keepButton", "discardButton")
        name = self._random.choice(names)
        button = panel.findChild(QPushButton, name)
        if button is not None:
            button.click()
        return name

    # The gallery

    def _use_gallery(self) -> str:
        gallery = self._window.own_drawings.gallery
        if gallery is None or not gallery.isVisible():
            self._window.own_drawings.show_gallery()
            return "open"
        acts: Sequence[tuple[float, Act]] = (
            (4, lambda: self._select(gallery)),
            (2, lambda: gallery.relabel(self._random.choice("0123456789"))),
            (1, gallery.delete_selected),
            (2, gallery.undo_action.trigger),
            (1, gallery.redo_action.trigger),
            (1, gallery.exchange.choose_files),
            (0.5, gallery.exchange.choose_folder),
            (1, gallery.export_button.click),
            (1, lambda: self._click_drawing(gallery)),
            (0.5, gallery.close),
            (1, lambda: self._ask_for_gallery_menu(gallery)),
        )
        act = self._random.choices(acts, [weight for weight, _ in acts])[0][1]
        act()
        return getattr(act, "__name__", "")

    def _select(self, gallery: Gallery) -> None:
        flags = QItemSelectionModel.SelectionFlag
        count = gallery.drawings.rowCount()
        if self._random.random() < 0.2:
            gallery.view.selectAll()
        for _ in range(min(count, self._random.choice((0, 1, 1, 3)))):
            index = gallery.drawings.index(self._random.randrange(count))
            gallery.view.selectionModel().select(index, flags.Toggle)

    def _click_drawing(self, gallery: Gallery) -> None:
        viewport = gallery.view.viewport()
        at = QPointF(self._random.uniform(0, 400), self._random.uniform(0, 300)).toPoint()
        click = self._random.choice((QTest.mouseClick, QTest.mouseDClick))
        click(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def _ask_for_gallery_menu(self, gallery: Gallery) -> None:
        at = QPointF(self._random.uniform(0, 400), self._random.uniform(0, 300)).toPoint()
        gallery.view.customContextMenuRequested.emit(at)
