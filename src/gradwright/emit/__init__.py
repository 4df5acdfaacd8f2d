"""Programs to Python source: for people who read it, and for Python, which runs it.

In: an `ir` Program. Out: the text of a module that imports NumPy and what the user's code uses.
"""

from gradwright.emit.module import numpy_source

__all__ = ["numpy_source"]
