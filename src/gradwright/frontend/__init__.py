"""Python functions to programs of the IR.

In: a Python function and the arguments of one call. Out: a `Program` (ir/statements.py) that
does what the function does for every call of the same *kind* (structure, dtypes, ranks, unit
axes), or a refusal that names the line of the user's source.

How a caller uses this room::

    key = key_of(args, kwargs)                    # at every call; cheap
    static = ()                                   # paths of leaves whose *values* are needed
    while True:
        arguments = bind(fun, args, kwargs, wrt=("w", "b"), static=static)
        try:
            reading = read_whole(fun, arguments)  # or read(fun, arguments) -> Program alone
            break
        except NeedStatic as need:
            static += (need.path,)                # an axis, a flag, a shape's rank, …

- What was written is good for every call with the same `key_of` and, if `static` is not empty,
  the same ``static_reader(fun, static)(*args, **kwargs)``.
- ``reading.constants`` says what the function reads from outside and was specialised on (functions,
  strings, flags, the kinds of captured arrays): at a later call, `Constant.holds` must be true of
  each, else read again. ``reading.program.captured`` are the hidden arguments: `Captured.read`
  gives the value for this call.
- A leaf's path (`Program.paths`, `NeedStatic.path`, `EntryCheck.leaf`) is a Python expression over
  the parameters' names: ``x``, ``x[0]``, ``net.layers[0].weights``, ``p['w']``.
- ``reading.stored`` are leaves that the function stores into: the program is right for calls in which
  they share memory with no other array of the arguments.
- `bind` describes an integer leaf of a parameter that `wrt` names as float64: pass it as such.
- Values that are no numbers (None, strings, functions, other objects) are leaves of type STATIC,
  in the key by value where they are hashable plain data, else by identity.
"""

from gradwright.frontend.arguments import (
    Arguments,
    NeedStatic,
    bind,
    describe_value,
    leaf_reader,
    shape_path,
    static_reader,
)
from gradwright.frontend.defaults import defaults_read
from gradwright.frontend.keys import key_of, value_key
from gradwright.frontend.places import reader_of
from gradwright.frontend.reading import Constant, Reading, read, read_whole
from gradwright.frontend.recognition import recogniser
from gradwright.frontend.source import FunctionSource, source_of

__all__ = [
    "Arguments",
    "Constant",
    "FunctionSource",
    "NeedStatic",
    "Reading",
    "bind",
    "defaults_read",
    "describe_value",
    "key_of",
    "leaf_reader",
    "read",
    "read_whole",
    "reader_of",
    "recogniser",
    "shape_path",
    "source_of",
    "static_reader",
    "value_key",
]
