"""What the file of the user's own drawings holds, beside what the program makes of it."""

import json

from model.home.collection import DrawingCollection


def fault_in_collection() -> str | None:
    """Return what is wrong with the drawings that were kept, or None."""
    collection = DrawingCollection()
    ids = [entry.id for entry in collection.entries()]
    if len(set(ids)) != len(ids):
        return f"{len(ids) - len(set(ids))} drawings are there twice"
    data = collection.path.read_bytes() if collection.path.exists() else b""
    lines = [line for line in data.split(b"\n") if line.strip()]
    try:
        kept = {json.loads(line)["id"] for line in lines}
    except ValueError:
        return "a kept line is damaged"
    return None if kept <= set(ids) else "a kept line cannot be read"
