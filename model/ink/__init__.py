"""Ink: strokes as vectors, the files that hold them, and what the network sees of them."""
