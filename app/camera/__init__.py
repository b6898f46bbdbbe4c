"""Reading a page that is held before a camera."""
