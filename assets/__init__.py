"""Files that ship with Inkling: default weights and icons, found with `importlib.resources`."""
