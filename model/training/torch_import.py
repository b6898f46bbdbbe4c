"""Importing PyTorch beside a window: in the background, and without holding it up."""

import ctypes
import gc
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def import_training() -> None:
    """Import what training needs; meant for a thread that a GUI's thread runs beside.

    Loading PyTorch's largest library takes 0.3 s, all of which Python's import would spend holding
    the interpreter's lock. The system's loader, called here first, does not hold it.
    """
    spec = importlib.util.find_spec("torch")
    if spec is not None and spec.origin is not None and "torch" not in sys.modules:
        _load_libraries(Path(spec.origin).parent / "lib")
    with _no_garbage_collection():
        import model.training.learn_hand
        import model.training.train_network  # noqa: F401


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Spare the other threads the search through all that is imported, which takes 0.1 s.

    What is imported stays, so it is left out of later searches as well.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _load_libraries(folder: Path) -> None:
    """Load the libraries that are there; where one fails, the import that follows says why."""
    if sys.platform == "win32":
        # Loaded before Qt's own runtime can get in its way, too: pytorch issue 166628.
        for name in ("c10.dll", "torch_cpu.dll"):
            if (folder / name).is_file():
                ctypes.windll.kernel32.LoadLibraryW(str(folder / name))
        return
    ending = "dylib" if sys.platform == "darwin" else "so"
    load = ctypes.CDLL(None).dlopen  # a foreign function: called without the interpreter's lock
    load.argtypes, load.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    for name, mode in (
        ("libtorch_global_deps", os.RTLD_GLOBAL),  # first and globally, as `import torch` does
        ("libtorch_cpu", os.RTLD_LOCAL),
    ):
        path = folder / f"{name}.{ending}"
        if path.is_file():
            load(os.fsencode(path), mode | os.RTLD_NOW)
