"""Small programs with reference gradients, one module for each part of the language."""

import importlib

from tests.corpus.rows import ROWS, Row

GROUPS = (
    "assignments branches loops stores views calls containers indexing broadcasting idioms hazards "
    "hard exits exchanges recursion lists masks in_place scatters visits complex_numbers "
    "forms drawn reshaped rewritten objects divided everyday refusals"
).split()
for _group in GROUPS:
    importlib.import_module(f"tests.corpus.{_group}")

__all__ = ["GROUPS", "ROWS", "Row"]
