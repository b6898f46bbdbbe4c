"""Ink, network, training, evaluation and files. Knows no Qt; imports torch only where it trains."""

import os

# torch's OpenMP threads spin at each barrier by default. Where another program has one of the
# cores they then burn the others waiting: measured on 2 cores, 112 ms a training step, against
# 20 ms with short spins, which cost nothing on an idle machine. Read once, when torch is imported.
os.environ.setdefault("GOMP_SPINCOUNT", "2000")
