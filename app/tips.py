"""Tooltips of widgets that paint many things, each with a text of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app import theme


def answers_tip(
    event: QEvent,
    widget: QWidget,
    text_at: Callable[[QPointF], str],
    area_at: Callable[[QPointF], QRect] = lambda at: QRect(),
) -> bool:
    """Show the tooltip of the place that one is asked for at; return whether one was asked for.

    For a widget's `event`. text_at: returns the text of a place, an empty one where there is none;
    area_at: the area that it holds for, an empty one for all of the widget.
    """
    if event.type() is not QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
        return False
    at = QPointF(event.pos())
    QToolTip.showText(event.globalPos(), theme.as_tooltip(text_at(at)), widget, area_at(at))
    return True
