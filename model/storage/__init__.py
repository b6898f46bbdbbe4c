"""Whole files, the folder of all state, and the log: what touches the disk."""
