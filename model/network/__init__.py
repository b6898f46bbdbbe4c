"""The network, in torch and in NumPy, and the files that hold its weights."""
