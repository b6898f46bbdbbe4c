"""A worker: makes the trials whose numbers it is told, one after the other.

    python -m tools.campaign.worker PART SEED FOLDER

Numbers come on standard input. Replies go to standard output, a JSON object a line: {"ready": true}
once, {"doing": ...} when a trial says what it tries, {"result": ...} after each trial and once more
at the end. Whatever the program prints goes to standard error.
"""

import faulthandler
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from tools.campaign.parts import PARTS, Job, OpenPart
from tools.campaign.report import Failure

DUMP_SHARE = 0.9
"""After this share of a trial's time, the traceback of all threads is printed."""


def main() -> int:
    """Work until standard input ends."""
    name, seed, folder = sys.argv[1:]
    with os.fdopen(os.dup(1), "w", buffering=1) as replies:
        os.dup2(2, 1)
        faulthandler.enable()
        _work(name, int(seed), Path(folder), replies)
    return 0


def _work(name: str, seed: int, folder: Path, replies: TextIO) -> None:
    def reply(**fields: Any) -> None:
        replies.write(json.dumps(fields) + "\n")

    def tell(kind: str, detail: str = "", size: int = 0) -> None:
        reply(doing=vars(Failure(kind, detail, size)))

    limit_s = PARTS[name].trial_limit_s
    open_part: OpenPart = import_module(f"tools.campaign.{name}").open_part
    with open_part(Job(seed, folder, limit_s, tell)) as trials:
        reply(ready=True)
        for line in sys.stdin:
            faulthandler.dump_traceback_later(DUMP_SHARE * limit_s)
            result = trials.make(int(line))
            faulthandler.cancel_dump_traceback_later()
            reply(result=result.to_json())
        reply(result=trials.conclude().to_json())


if __name__ == "__main__":
    sys.exit(main())
