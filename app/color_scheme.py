"""Light, dark, or as the system has it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app import theme
from app.settings import Settings

Role, Group = QPalette.ColorRole, QPalette.ColorGroup


class ColorScheme(Enum):
    """What the user has chosen; the value is what a menu calls it."""

    SYSTEM = "As the system"
    LIGHT = "Light"
    DARK = "Dark"


_HINTS = {
    ColorScheme.SYSTEM: Qt.ColorScheme.Unknown,
    ColorScheme.LIGHT: Qt.ColorScheme.Light,
    ColorScheme.DARK: Qt.ColorScheme.Dark,
}


def remembered_color_scheme(settings: Settings) -> ColorScheme:
    """Return what was chosen last; the system's where nothing was."""
    return ColorScheme.__members__.get(settings["window/theme"], ColorScheme.SYSTEM)


def use_color_scheme(scheme: ColorScheme) -> None:
    """Give all windows these colours, those that come later, too.

    Qt asks the platform for them. Where that has no others, as many of Linux's desktops, Inkling's
    own palette stands in.
    """
    QApplication.setPalette(QPalette())  # the system's again
    QApplication.styleHints().setColorScheme(_HINTS[scheme])
    if scheme is ColorScheme.SYSTEM:
        return
    wants_dark = scheme is ColorScheme.DARK
    if theme.is_dark(QApplication.palette()) != wants_dark:
        QApplication.setPalette(_dark_palette() if wants_dark else _light_palette())


def _dark_palette() -> QPalette:
    return _make_palette("#202124", "#2b2c30", "#17181a", "#e8eaed", QColor("#3d5a98"))


def _light_palette() -> QPalette:
    return _make_palette("#efefef", "#f7f7f7", "#ffffff", "#1a1a1a", QColor("#2f6fde"))


def _make_palette(window: str, button: str, base: str, text: str, chosen: QColor) -> QPalette:
    """Return a palette; Qt finds the colours of edges and shadows by that of buttons."""
    made = QPalette(QColor(button), QColor(window))
    ground, ink = QColor(window), QColor(text)
    for role in (Role.WindowText, Role.Text, Role.ButtonText, Role.ToolTipText):
        made.setColor(role, ink)
        made.setColor(Group.Disabled, role, theme.mix(ground, ink, 0.4))
    made.setColor(Role.Base, QColor(base))
    made.setColor(Role.AlternateBase, theme.mix(QColor(base), ink, 0.04))
    made.setColor(Role.ToolTipBase, QColor(button))
    made.setColor(Role.PlaceholderText, theme.mix(QColor(base), ink, 0.5))
    made.setColor(Role.Highlight, chosen)
    made.setColor(Role.HighlightedText, QColor("#ffffff"))
    made.setColor(Role.Accent, chosen)
    made.setColor(Role.Link, theme.accent(made))
    return made
