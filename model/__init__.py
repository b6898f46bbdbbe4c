"""Ink, network, training, evaluation and files. Knows no Qt; imports torch only where it trains."""
