"""The synthesiser of handwriting: styles, hands, and the curves that they write."""
