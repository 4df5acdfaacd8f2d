"""Explanations: the chain rule of one call, each derivative by its name and with its number.

In: a function and the arguments of a call. Out: an `Explanation`, frozen and complete: the statements
with their values, the local derivatives of each operation, the products that the chain rule makes of
them. `render` shows it as terminal text.
"""

from gradwright.explain.explanation import Explanation, Factor, Gradient, Line, Local, Step
from gradwright.explain.run import explain

__all__ = ["Explanation", "Factor", "Gradient", "Line", "Local", "Step", "explain"]
