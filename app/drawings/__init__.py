"""The user's own drawings, shown and changed."""
