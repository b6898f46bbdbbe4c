"""The desktop program: widgets around `model`. Holds no learning and no image maths."""
