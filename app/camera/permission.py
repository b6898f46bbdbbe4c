"""Whether the system lets Inkling use a camera; some ask the user."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt

Then = Callable[[bool], object]


def ask_permission(owner: QObject, then: Then) -> None:
    """Call `then` with whether a camera may be used: at once, or when the user has said so.

    owner: where it is gone by then, nothing is called.
    """
    application = QCoreApplication.instance()
    assert application is not None
    permission = QCameraPermission()
    status = application.checkPermission(permission)
    if status is not Qt.PermissionStatus.Undetermined:
        then(status is Qt.PermissionStatus.Granted)
        return

    def tell(_: object) -> None:
        granted = application.checkPermission(permission) is Qt.PermissionStatus.Granted
        then(granted)

    application.requestPermission(permission, owner, tell)
