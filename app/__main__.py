"""`inkling`: opens the pad, or carries out a headless command."""

import gc
import os
import sys
from importlib import import_module
from pathlib import Path


def main() -> int:
    """Open the pad without arguments or on a file; anything else is for the headless commands.

    Only what is needed is imported: the window without the commands, and these without Qt.
    """
    if getattr(sys, "frozen", False):
        _stand_in_for_python()
    arguments = sys.argv[1:]
    exit_code: int
    if arguments and not (len(arguments) == 1 and _names_file(arguments[0])):
        exit_code = import_module("model.commands.command_line").main(arguments)
    elif fault := _missing_display():
        print(f"inkling: {fault}", file=sys.stderr)  # noqa: T201
        exit_code = 2
    else:
        gc.disable()  # until the first reading: between the imports before it, it takes 10 ms
        file = Path(arguments[0]) if arguments else None
        exit_code = import_module("app.application").open_pad(file)
    return exit_code


def _stand_in_for_python() -> None:
    """Be what a bundle's program starts itself as: a worker of a pool, or a probe of the bench.

    There `sys.executable` is this program. So it takes what multiprocessing gives to Python, and
    `-m` with one of the bench's modules. What is one of these ends here, and does not return.
    """
    import_module("multiprocessing").freeze_support()
    match sys.argv[1:]:
        case ["-m", module, *_] if module.startswith("model.bench."):
            del sys.argv[1:3]
            import_module("runpy").run_module(module, run_name="__main__", alter_sys=True)
            sys.exit()


def _names_file(argument: str) -> bool:
    """Tell a file, which has an ending or a folder in its name, from a command."""
    path = Path(argument)
    return not argument.startswith("-") and bool(path.suffix or path.parent != Path())


def _missing_display() -> str | None:
    """Return why no window can open here, on Linux without a display."""
    platform = os.environ.get("QT_QPA_PLATFORM")
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform != "linux" or platform or has_display:
        return None
    return (
        "no display here; the headless commands are inkling recognize, evaluate, train and learn "
        "(or python -m model)"
    )


if __name__ == "__main__":
    sys.exit(main())
