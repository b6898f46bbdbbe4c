"""The styles in which people write letters.

A capital that looks like its small letter once size is lost is written under the name of the small
letter: c, k, o, p, s, u, v, w, x, y and z are one class each.
"""

from model.handwriting.skeleton import StyleTable
from model.handwriting.styles.letters.lower_a_to_i import LOWER_A_TO_I
from model.handwriting.styles.letters.lower_j_to_r import LOWER_J_TO_R
from model.handwriting.styles.letters.lower_s_to_z import LOWER_S_TO_Z
from model.handwriting.styles.letters.upper import UPPER

LOWER: StyleTable = {**LOWER_A_TO_I, **LOWER_J_TO_R, **LOWER_S_TO_Z}
"""Every style of each small letter, by its label "a" to "z"."""
LETTERS: StyleTable = {**LOWER, **UPPER}
"""Every style of each letter that has a shape of its own."""
