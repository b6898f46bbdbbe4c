"""The tools above the pad: actions, their keys and icons, and the bar that shows them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QPalette
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

from app import theme
from app.camera.camera_command import CameraCommand
from app.drawings.own_drawings import OwnDrawings
from app.keys import first_keys_of, keys_of
from app.pad.drawing_pad import PEN_WIDTHS, DrawingPad
from app.pad.pen import Tool
from app.settings import Settings
from app.transfer.pad_transfer import PadTransfer
from model.data.classes import Classes

REST_BUTTON = "qt_toolbar_ext_button"
"""What Qt calls the button of a toolbar that offers what has no room."""
TOOL_KEYS = {"pen": ["P", "Alt+P"], "eraser": ["E", "Alt+E"]}
"""The first of each gives way where it says what was drawn."""


class PadTools:
    """Makes the window's actions on the pad and shows them in a toolbar."""

    def __init__(
        self,
        window: QWidget,
        pad: DrawingPad,
        transfer: PadTransfer,
        camera: CameraCommand,
        drawings: OwnDrawings,
    ) -> None:
        self._window = window
        self._pad = pad
        self._icons: list[tuple[QAction | QToolButton, str]] = []
        add = self._add
        self.pen = add("pen", "Pen", TOOL_KEYS["pen"], partial(pad.set_tool, Tool.PEN))
        self.eraser = add(
            "eraser", "Eraser", TOOL_KEYS["eraser"], partial(pad.set_tool, Tool.ERASER)
        )
        self.undo = add("undo", "Undo", ["Ctrl+Z"], pad.undo)
        self.redo = add("redo", "Redo", ["Ctrl+Shift+Z", "Ctrl+Y"], pad.redo)
        self.clear = add("clear", "Clear", ["Esc", "Del", "Backspace"], pad.clear)
        self.open = add(
            "open", "Open an image or ink file…", ["Ctrl+O"], transfer.choose_file_to_open
        )
        self.camera = add("camera", "Read from camera", ["Ctrl+R"], camera.open)
        self.paste = add("paste", "Paste", ["Ctrl+V"], transfer.paste)
        self.copy = add("copy", "Copy", ["Ctrl+C"], transfer.copy)
        self.save = add("save", "Save as PNG or ink…", ["Ctrl+S"], transfer.choose_file_to_save)
        self.drawings = add("drawings", "My drawings", ["Ctrl+D"], drawings.show_gallery)
        tools = QActionGroup(window)
        for action in (self.pen, self.eraser):
            action.setCheckable(True)
            tools.addAction(action)
        self.pen.setChecked(True)
        self.undo.setEnabled(False)
        self.redo.setEnabled(False)
        pad.tool_changed.connect(self._show_tool)  # it may be chosen elsewhere, too
        pad.can_undo_changed.connect(self.undo.setEnabled)
        pad.can_redo_changed.connect(self.redo.setEnabled)
        self.pressure = self._add_choice("pressure", "Pen pressure", True)
        self.pressure.toggled.connect(pad.pen.set_uses_pressure)
        self.pen_and_finger = self._add_choice("penAndFinger", "Draw with pen and finger", True)
        self.pen_and_finger.toggled.connect(pad.pen.set_fingers_draw)
        self.pen_only = self._add_choice("penOnly", "Draw with pen only", False)
        self.pad_on_right = self._add_choice("padOnRight", "Pad on the right", False)

    def leave_keys_to(self, classes: Classes) -> None:
        """Let the letters that say what was drawn do only that; with Alt they choose a tool."""
        said = (*keys_of(classes).values(), *first_keys_of(classes).values())
        taken = {key for keys in said for key in keys}
        for action, name in ((self.pen, "pen"), (self.eraser, "eraser")):
            theme.set_shortcuts(action, [key for key in TOOL_KEYS[name] if key not in taken])

    def _show_tool(self, tool: Tool) -> None:
        (self.eraser if tool is Tool.ERASER else self.pen).setChecked(True)

    def _add(
        self, name: str, text: str, shortcuts: list[str], slot: Callable[[], object]
    ) -> QAction:
        action = theme.add_action(self._window, name, text, shortcuts, slot)
        self._icons.append((action, name))
        return action

    def _add_choice(self, name: str, text: str, is_checked: bool) -> QAction:
        action = QAction(text, self._window)
        action.setObjectName(f"{name}Action")
        action.setCheckable(True)
        action.setChecked(is_checked)
        self._window.addAction(action)
        return action

    def make_toolbar(self) -> QToolBar:
        """Return a toolbar with all actions."""
        toolbar = QToolBar()
        toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        toolbar.setMovable(False)
        toolbar.setIconSize(QSize(theme.ICON_PX, theme.ICON_PX))
        groups = (
            (self.pen, self.eraser),
            (self.undo, self.redo, self.clear),
            (self.open, self.camera, self.paste, self.copy, self.save),
            (self.drawings,),
        )
        for index, group in enumerate(groups):
            if index:
                toolbar.addSeparator()
            toolbar.addActions(group)
            if index == 0:
                toolbar.addWidget(self._make_pen_button())
        self._name_rest(toolbar)
        return toolbar

    def _name_rest(self, toolbar: QToolBar) -> None:
        """Name the button that offers what has no room, and give it an icon of ours.

        Qt's own icon is black in every palette.
        """
        button = toolbar.findChild(QToolButton, REST_BUTTON)
        assert isinstance(button, QToolButton)
        button.setAccessibleName("More tools")
        button.setToolTip("More tools")
        self._icons.append((button, "more"))

    def _make_pen_button(self) -> QToolButton:
        action = QAction("Pen and hand", self._window)
        self._icons.append((action, "width"))
        menu = self.pen_menu = QMenu("Pen and hand", self._window)
        self._widths = QActionGroup(self._window)
        for name, width in PEN_WIDTHS.items():
            choice = menu.addAction(name)
            choice.setCheckable(True)
            choice.setData(width)
            self._widths.addAction(choice)
        self._widths.triggered.connect(lambda choice: self._pad.set_pen_width(choice.data()))
        pointers = QActionGroup(self._window)
        for group in ((self.pressure,), (self.pen_and_finger, self.pen_only), (self.pad_on_right,)):
            menu.addSeparator()
            menu.addActions(group)
        for choice in (self.pen_and_finger, self.pen_only):
            pointers.addAction(choice)
        button = QToolButton()
        button.setObjectName("penWidthButton")
        button.setDefaultAction(action)
        button.setToolTip(
            "How wide ink is shown (the network always sees one width), and with what you draw"
        )
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def restore_choices(self, settings: Settings) -> None:
        """Choose what was chosen when the settings were saved; for when the toolbar is made."""
        self.choose_width(settings["pad/pen_width"])
        self.pressure.setChecked(settings["pad/pressure"])
        draws = self.pen_and_finger if settings["pad/fingers_draw"] else self.pen_only
        draws.setChecked(True)
        self.pad_on_right.setChecked(settings["window/pad_on_right"])

    def save_choices(self, settings: Settings) -> None:
        """Remember what is chosen."""
        settings["pad/pen_width"] = self._pad.pen_width
        settings["pad/pressure"] = self._pad.pen.uses_pressure
        settings["pad/fingers_draw"] = self._pad.pen.fingers_draw
        settings["window/pad_on_right"] = self.pad_on_right.isChecked()

    def choose_width(self, width: float) -> None:
        """Choose a pen's width, if it is one of those offered."""
        for choice in self._widths.actions():
            if choice.data() == width:
                choice.trigger()

    def paint_icons(self, palette: QPalette, ratio: float) -> None:
        """Draw all icons in the colours of a palette; ratio: device px in a logical one."""
        for shown, name in self._icons:
            shown.setIcon(theme.icon(name, palette, ratio))
