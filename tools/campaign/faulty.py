"""Part `faulty`: trials that fail in every way, by which the campaign itself is tested."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tools.campaign.parts import Job
from tools.campaign.report import ACCEPTED, REFUSED, Result, failed


@contextmanager
def open_part(job: Job) -> Iterator["FaultyTrials"]:
    """Give what makes the trials; for `worker`."""
    yield FaultyTrials(job)


class FaultyTrials:
    """Is fine, refuses, fails, hangs, crashes and ends, in this order."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def make(self, number: int) -> Result:
        """Do what the number says."""
        self._job.tell("faulty", f"trial {number}", number)
        match number:
            case 0:
                return ACCEPTED
            case 1:
                return REFUSED
            case 2:
                return failed("fails", "in this way")
            case 3:
                time.sleep(3600)
            case 4:
                os.abort()
        sys.exit(3)

    def conclude(self) -> Result:
        """Fail in the end, too."""
        return failed("fails in the end")
