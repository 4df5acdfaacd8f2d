"""Backward methods for layer classes: attributes are named slots of the compiler.

In: a file of classes that only go forward, or one class while it runs. Out: the same with backward.
"""

from gradwright.classes.decorator import with_backward
from gradwright.classes.files import Result, add_backward

__all__ = ["Result", "add_backward", "with_backward"]
