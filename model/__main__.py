"""`python -m model`: the headless commands, for machines without Qt."""

import sys

from model.cli import main

sys.exit(main())
