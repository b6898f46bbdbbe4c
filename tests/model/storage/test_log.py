"""What a crash leaves behind."""

import signal
from datetime import datetime, timedelta
from pathlib import Path

from model.storage.log import MAX_TRACES_BYTES, crash_log_path, last_crash
from tests.model.conftest import run_python

CRASHING = """
import faulthandler
from model.storage.log import log_crashes

def go_wrong():
    faulthandler._sigsegv()

log_crashes()
go_wrong()
"""


def test_a_crash_leaves_its_traces_beside_the_log() -> None:
    assert last_crash() is None
    process = run_python("-c", CRASHING)
    assert process.returncode == -signal.SIGSEGV
    crash = last_crash()
    assert crash is not None
    assert "Segmentation fault" in crash.traces
    assert "in go_wrong" in crash.traces
    assert datetime.now() - crash.time < timedelta(minutes=5)


def test_a_program_that_never_crashed_says_so_and_long_traces_are_cut(home: Path) -> None:
    home.mkdir()
    crash_log_path().touch()
    assert last_crash() is None
    crash_log_path().write_text("old\n" * MAX_TRACES_BYTES + "new")
    crash = last_crash()
    assert crash is not None
    assert len(crash.traces) <= MAX_TRACES_BYTES
    assert crash.traces.endswith("new")


def test_where_nothing_can_be_written_there_is_no_crash_log(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    code = "from model.storage.log import log_crashes; log_crashes()"
    process = run_python("-c", code, INKLING_HOME=str(in_the_way))
    assert (process.returncode, process.stderr) == (0, "")
