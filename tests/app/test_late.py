"""The doors through which something is imported after the first paint."""

import os
import subprocess
import sys
from types import ModuleType

import pytest

from app import late, late_parts
from tests.model.conftest import ROOT


@pytest.mark.parametrize("door", [late, late_parts], ids=["late", "late_parts"])
def test_what_a_door_names_is_there(door: ModuleType) -> None:
    names = door.__all__
    assert len(names) > 3
    for name in names:
        assert getattr(door, name) is not None


def test_a_name_that_a_door_does_not_have_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match=r"app\.late.*nothing"):
        _ = late.nothing


COUNT_THREADS = """
import os
from app import late
late.import_numpy()
import numpy as np
np.ones((500, 500)) @ np.ones((500, 500))
print(len(os.listdir("/proc/self/task")), os.environ.get("OPENBLAS_NUM_THREADS"))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads as Linux tells them")
@pytest.mark.parametrize(("named", "kept_to"), [(None, "1"), ("2", "2")])
def test_numpy_keeps_to_one_thread_unless_the_user_says_otherwise(
    named: str | None, kept_to: str
) -> None:
    environment = {key: value for key, value in os.environ.items() if key != late.BLAS_THREADS}
    if named is not None:
        environment[late.BLAS_THREADS] = named
    process = subprocess.run(
        [sys.executable, "-c", COUNT_THREADS],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    # What the process has asked for is forgotten: PyTorch's library is to use all cores.
    threads = str(min(int(kept_to), os.cpu_count() or 1))
    assert process.stdout.split() == [threads, str(named)]


FIND_LATER_IMPORTS = """
import sys
from app import late, late_parts
from app.main_window import MainWindow
late.import_for_panels()
before = set(sys.modules)
for view in ("InsideView", "WhyView", "MistakesView", "DataView", "ExampleLookup"):
    getattr(late_parts, view)
print(*(name for name in set(sys.modules) - before if name.split(".")[0] != "app"))
"""


def test_a_view_that_is_first_shown_imports_none_of_the_model() -> None:
    process = subprocess.run(
        [sys.executable, "-c", FIND_LATER_IMPORTS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert process.stdout.split() == []
