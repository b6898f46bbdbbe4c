"""Pages from and to files and the clipboard."""
