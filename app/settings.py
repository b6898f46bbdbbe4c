"""What Inkling remembers between two launches: one table of names with their defaults."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from model.storage.paths import home_folder

DEFAULTS: dict[str, Any] = {
    "window/geometry": QByteArray(),
    "window/pad_on_right": False,
    "pad/pen_width": 16,
    "pad/pressure": True,
    "pad/fingers_draw": True,
    "pad/folder": str(Path.home()),
    "training/data": "",
    "training/recipe": "inkling",
    "training/device": "auto",
    "training/epochs": 0,
    "training/batch_size": 0,
    "training/learning_rate": 0.0,
    "training/seed": 0,
    "training/advanced": False,
}


class Settings:
    """Typed access to `settings.ini` in Inkling's folder; an unknown name is a KeyError.

    A value that cannot be read as its default's type counts as absent.
    """

    def __init__(self) -> None:
        path = home_folder() / "settings.ini"
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def __getitem__(self, name: str) -> Any:
        default = DEFAULTS[name]
        try:
            return self._store.value(name, default, type(default))
        except (TypeError, ValueError):
            return default

    def __setitem__(self, name: str, value: Any) -> None:
        if name not in DEFAULTS:
            raise KeyError(name)
        self._store.setValue(name, value)
