"""How tables look and behave alike: as quiet lists, without a grid and without row numbers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget


def make_quiet(
    table: QTableWidget,
    object_name: str,
    accessible_name: str,
    *,
    stretched: int | None = None,
    picks_rows: bool = False,
) -> None:
    """Make a list of a table, whose cells nobody edits.

    stretched: the column that takes the room that others leave; picks_rows: whether one row can be
    picked, or nothing.
    """
    table.setObjectName(object_name)
    table.setAccessibleName(accessible_name)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)  # Tab leads on to the next control
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    selection = QAbstractItemView.SelectionMode
    table.setSelectionMode(selection.SingleSelection if picks_rows else selection.NoSelection)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    if stretched is not None:
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
