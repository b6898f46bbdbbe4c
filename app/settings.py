"""What Inkling remembers between two launches: one table of names with their defaults."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from model.storage.paths import home_folder

DEFAULTS: dict[str, Any] = {
    "camera/id": "",
    "window/geometry": QByteArray(),
    "window/pad_on_right": False,
    "window/theme": "SYSTEM",
    "pad/pen_width": 16,
    "pad/pressure": True,
    "pad/expected": "EITHER",
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
    "signs/each": 5,
    "tour/offered": False,
    "views/current": "train",
    "views/data": "",
    "views/mistakes_data": "",
    "views/old_way": "",
}
MAX_NUMBER = 2**31 - 1
MAX_LENGTH = 4_096


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
            return _convert(self._store.value(name), default)
        except (TypeError, ValueError, KeyError, OverflowError, RuntimeError):
            return default  # anybody may edit the file

    def __setitem__(self, name: str, value: Any) -> None:
        if name not in DEFAULTS:
            raise KeyError(name)
        self._store.setValue(name, value)


def _convert(value: object, default: Any) -> Any:
    """Return a remembered value as its default's type; raises ValueError where it is none."""
    match default:
        case bool():
            return {"true": True, "false": False}[str(value).lower()]
        case int() | float():
            number = type(default)(str(value))
            if not abs(number) <= MAX_NUMBER:  # NaN is not, either
                raise ValueError("not a number to work with")
            return number
        case str():
            if not isinstance(value, str) or len(value) > MAX_LENGTH or "\0" in value:
                raise ValueError("not a text to work with")
            return value
        case _:
            if not isinstance(value, QByteArray) or value.size() > MAX_LENGTH:
                raise ValueError("not what a window's place is remembered as")
            return value
