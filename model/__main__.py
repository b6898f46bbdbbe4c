"""`python -m model`: the headless commands, for machines without Qt."""

import sys

from model.commands.command_line import main

if __name__ == "__main__":
    sys.exit(main())
