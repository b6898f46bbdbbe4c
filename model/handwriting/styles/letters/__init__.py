"""The styles in which people write letters.

A capital that looks like its small letter once size is lost is written under the name of the small
letter: c, k, o, p, s, u, v, w, x, y and z are one class each.
"""

from model.handwriting.skeleton import StyleTable
from model.handwriting.styles.letters.lower_a_to_e import LOWER_A_TO_E
from model.handwriting.styles.letters.lower_f_to_k import LOWER_F_TO_K
from model.handwriting.styles.letters.lower_l_to_q import LOWER_L_TO_Q
from model.handwriting.styles.letters.lower_r_to_u import LOWER_R_TO_U
from model.handwriting.styles.letters.lower_v_to_z import LOWER_V_TO_Z
from model.handwriting.styles.letters.upper import UPPER

LOWER: StyleTable = {**LOWER_A_TO_E, **LOWER_F_TO_K, **LOWER_L_TO_Q, **LOWER_R_TO_U, **LOWER_V_TO_Z}
"""Every style of each small letter, by its label "a" to "z"."""
LETTERS: StyleTable = {**LOWER, **UPPER}
"""Every style of each letter that has a shape of its own."""
