"""Photographs of writing, made by chance: pen ink on paper, in some light, before a camera.

They are for tests and for tuning: of each it is known what is written, and which px are ink.
"""

from model.photographs.kinds import KINDS, MAX_CHARACTERS, Kind
from model.photographs.photograph import Photograph, check_kinds, synthesize_photographs

__all__ = ["KINDS", "MAX_CHARACTERS", "Kind", "Photograph", "check_kinds", "synthesize_photographs"]
