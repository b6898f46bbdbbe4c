"""What there is to learn from: classes, sources and sets of images."""
