"""The colours of signed values, for the window and for pictures: blue negative, orange positive.

Orange and blue are told apart by all common kinds of colour blindness.
"""

ON_LIGHT = ("#0b5cad", "#c2410c")
"""The most negative and the most positive, on light paper."""
ON_DARK = ("#58a6ff", "#ffa657")
"""The same on dark paper."""
