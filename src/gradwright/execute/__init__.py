"""Written code made to run: loaded with its source visible, kept by the key of a call, called.

In: the text of a written module. Out: functions; nothing here knows how the text was made.
"""

from gradwright.execute.cache import Cache, Specialised
from gradwright.execute.collection import without_collection
from gradwright.execute.differences import Disagreement, Entry, compare
from gradwright.execute.load import load
from gradwright.execute.structures import as_float, has_integers, map_numbers, numbers_in

__all__ = [
    "Cache",
    "Disagreement",
    "Entry",
    "Specialised",
    "as_float",
    "compare",
    "has_integers",
    "load",
    "map_numbers",
    "numbers_in",
    "without_collection",
]
