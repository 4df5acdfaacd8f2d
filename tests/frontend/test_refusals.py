"""What the frontend refuses: the code, and the text that the caret stands below."""

import pytest
from tests.frontend.programs import defined, reading_of
from tests.frontend.samples import SAMPLES

from gradwright import UnsupportedError

ROWS = {
    "try": ("float", "try:\n        y = x\n    except ValueError:\n        y = 1", "GW104", "try:"),
    "with": ("float", "with open('a') as y:\n        pass", "GW105", "with open('a') as y:"),
    "class": ("float", "class C:\n        pass", "GW107", "class C:"),
    "global": ("float", "global g\n    g = x", "GW109", "global g"),
    "del": ("vector", "del x[0]", "GW115", "x[0]"),
    "import": ("float", "import os", "GW116", "import os"),
    "match": ("float", "match x:\n        case float():\n            pass", "GW118", "match x:"),
    "star of an array": ("vector", "y = max(*x)", "GW112", "*x"),
    "a loop over something else": ("vector", "for y in x.strides:\n        pass", "GW113", "x.strides"),
    "text of numbers": ("float", "y = f'{x}'", "GW117", "f'{x}'"),
    "an unknown function": ("float", "y = input(x)", "GW120", "input(x)"),
    "an unknown name": ("float", "y = x + missing", "GW122", "missing"),
    "an unknown method": ("vector", "y = x.byteswap()", "GW121", "x.byteswap()"),
    "a set": ("float", "y = {x}", "GW133", "{x}"),
    "a loop without an end": ("float", "while True:\n        x = x + 1", "GW135", "True"),
    "unbound on one path": ("float", "if x > 1:\n        y = x\n    z = y", "GW201", "y"),
    "unbound after a loop that may run no times in an iteration": (
        "float int",
        "for i in range(n):\n        for j in range(i):\n            y = x\n    z = y",
        "GW201",
        "y",
    ),
    "unbound before it is assigned": ("float", "z = y\n    y = x", "GW201", "y"),
    "two kinds": ("float", "y = x if x > 1 else None", "GW202", "x if x > 1 else None"),
    "two ranks": (
        "vector", "y = x\n    if x[0] > 1:\n        y = x.sum()\n    z = y", "GW203", "y"
    ),
    "two structures": (
        "float", "y = (x,)\n    if x > 1:\n        y = (x, x)\n    z = y", "GW204", "y"
    ),
    "a truth of an array": ("vector", "if x > 0:\n        pass", "GW205", "x > 0"),
    "a condition on one path without a value": ("float", "if x > 1:\n        return x", "GW207", "if x > 1:"),
    "a key from data": ("list float", "y = x[n > 0]", "GW208", "x[n > 0]"),
    "a type that changes in a loop": (
        "vector int", "s = x\n    for i in range(n):\n        s = s.sum()\n    z = s", "GW209", "s"
    ),
    "a key that is not there": ("dict", "y = x['q']", "GW210", "x['q']"),
    "an index out of range": ("list", "y = x[3]", "GW210", "x[3]"),
    "text and a number": ("float", "y = x + 'a'", "GW212", "x + 'a'"),
    "a list that is sorted": ("float", "y = [x]\n    y.sort()", "GW307", "y.sort()"),
    "an entry of a list": ("list", "x[0] = 1.0", "GW307", "x[0]"),
    "an attribute": ("layer", "x.w = 1.0", "GW310", "x.w"),
    "floats into whole numbers": ("whole", "x[0] = 1.5", "GW311", "x[0] = 1.5"),
    "a reshaped array that is a copy and is stored into": (
        "matrix", "y = x.T.reshape(12)\n    y[0] = 1.0", "GW312", "y = x.T.reshape(12)"
    ),
    "two names of one array": (
        "vector vector",
        "x, n = x.copy(), n.copy()\n    for i in range(3):\n        x[0] = 1.0\n        x = n",
        "GW302",
        "x[0] = 1.0",
    ),
    "one of two arrays": (
        "vector vector",
        "x = x * 1\n    n = n * 1\n    y = x if x[0] > 1 else n\n    y[0] = 1.0\n    z = x + n",
        "GW302",
        "y[0] = 1.0",
    ),
    "a list of floats as an index": ("vector", "y = x[[0.5, 1.5]]", "GW407", "x[[0.5, 1.5]]"),
    "too many indices": ("vector", "y = x[0, 1]", "GW417", "x[0, 1]"),
    "an iterator in a condition of a loop": (
        "list", "it = iter(x)\n    while next(it) > 0:\n        pass", "GW208", "next(it)"
    ),
    "complex": ("float", "y = x * 2j > 1", "GW403", "x * 2j > 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_refuses(name):
    names, body, code, shown = ROWS[name]
    parameters = ", ".join(("x", "n")[: len(names.split())])
    end = "" if "return" in body else "\n    return 1.0"
    function = defined(f"def f({parameters}):\n    {body}{end}")
    with pytest.raises(UnsupportedError) as caught:
        reading_of(function, *(SAMPLES[each] for each in names.split()))
    place = caught.value.location
    end = place.end_column or len(place.text) + 1
    assert (caught.value.code, place.text[place.column - 1 : end - 1]) == (code, shown)


def test_a_refusal_inside_of_a_helper_stands_in_the_helper():
    function = defined(
        """
        def helper(x):
            return x + {x}

        def f(x):
            return helper(x)
        """
    )
    with pytest.raises(UnsupportedError) as caught:
        reading_of(function, 2.0)
    assert (caught.value.lineno, caught.value.colno) == (2, 16)


def test_columns_count_characters():
    function = defined("def f(x):\n    é = 'ü'; return x + {x}")
    with pytest.raises(UnsupportedError) as caught:
        reading_of(function, 2.0)
    assert caught.value.colno == "    é = 'ü'; return x + {x}".index("{") + 1
