"""The pad: a page of ink, the pen that draws on it, and how it is painted."""
