"""Backward methods for layer classes: attributes are named slots of the compiler.

In: a file of classes that only go forward, or one class while it runs. Out: the same with backward.
"""

from gradwright.classes.decorator import with_backward
from gradwright.classes.files import Entry, NoSuchClass, Result, State, add_backward
from gradwright.classes.running import WrongRun
from gradwright.classes.terms import NoSuchTerm

__all__ = [
    "Entry",
    "NoSuchClass",
    "NoSuchTerm",
    "Result",
    "State",
    "WrongRun",
    "add_backward",
    "with_backward",
]
