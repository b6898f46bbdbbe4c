"""The menu bar: all that the window can do, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from app import late_parts, theme
from app.color_scheme import ColorScheme, remembered_color_scheme, use_color_scheme
from app.drawings.own_drawings import OwnDrawings
from app.settings import Settings
from app.tools import PadTools
from app.tour.help import Help
from app.training.run_actions import RunActions
from app.views.views import Views

Group = Sequence[QAction | QMenu]
"""What stands between two lines of a menu."""


class Menus:
    """Shows the actions of the window's parts in a menu bar, and adds those that only menus have.

    An action is made once, by the part that it belongs to: it has one name, one state and one key,
    wherever it is shown.
    """

    def __init__(
        self,
        window: QMainWindow,
        settings: Settings,
        drawings: OwnDrawings,
        say: Callable[[str], object],
    ) -> None:
        """say: tells the user one sentence."""
        self._window, self._settings, self._say = window, settings, say
        self._export: late_parts.NetworkExport | None = None
        add = partial(theme.add_action, window)
        self.export_network = add(
            "exportNetwork", "Export the network…", [], self._choose_network_export
        )
        self.export_drawings = add(
            "exportDrawings", "Export my drawings…", [], drawings.choose_export
        )
        self.quit = add("quit", "Quit", ["Ctrl+Q"], window.close)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.theme = self._make_theme_menu()

    def lay_out(
        self,
        tools: PadTools,
        views: Views,
        run: RunActions,
        answer: Sequence[QAction],
        signs: Sequence[QAction],
        help_: Help,
    ) -> None:
        """Fill the menu bar.

        answer: the actions that say what the ink is; signs: those of the user's own signs.
        """
        self._add(
            "&File",
            (tools.open, tools.camera, tools.drawings),
            (tools.save, self.export_drawings, self.export_network),
            (self.quit,),
        )
        self._add(
            "E&dit",  # Alt+E is the eraser's
            (tools.undo, tools.redo),
            (tools.copy, tools.paste, tools.clear),
            (tools.pen, tools.eraser, tools.pen_menu),
            answer,
        )
        look = (self.theme, tools.pad_on_right)
        self._add("&View", views.actions_to_show, (views.own_window,), look)
        self._add(
            "&Learn",
            (run.train, run.pause, run.stop),
            (run.learn, run.versions),
            signs,
            (run.keep, run.discard),
        )
        self._window.menuBar().addMenu(help_.menu)

    def _add(self, title: str, *groups: Group) -> None:
        menu = self._window.menuBar().addMenu(title)
        for index, group in enumerate(groups):
            if index:
                menu.addSeparator()
            for one in group:
                menu.addAction(one.menuAction() if isinstance(one, QMenu) else one)

    # Light and dark

    def _make_theme_menu(self) -> QMenu:
        menu = QMenu("Theme", self._window)
        group = QActionGroup(menu)
        chosen = remembered_color_scheme(self._settings)
        for scheme in ColorScheme:
            action = QAction(scheme.value, menu)
            action.setObjectName(f"{scheme.name.lower()}ThemeAction")
            action.setCheckable(True)
            action.setChecked(scheme is chosen)
            action.triggered.connect(partial(self._use_color_scheme, scheme))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def _use_color_scheme(self, scheme: ColorScheme) -> None:
        self._settings["window/theme"] = scheme.name
        use_color_scheme(scheme)

    # Exporting

    def _choose_network_export(self) -> None:
        if self._export is None:
            self._export = late_parts.NetworkExport(self._window)
            self._export.said.connect(self._say)
        self._export.choose()
