"""What a function reads from outside: hidden arguments, and what later calls must find unchanged."""

import numpy as np
import pytest
from tests.frontend.programs import defined, reading_of

SOURCE = """
import numpy as np
SCALE = 2.0
WEIGHTS = {'a': np.ones(3), 'b': [1.0]}
MODE = 'plus'
AXIS = 0
FLAG = True
def helper(x):
    return x * SCALE
def f(x):
    y = helper(x).sum(axis=AXIS) + WEIGHTS['a']
    return y.sum() if MODE == 'plus' else y.max()
"""

CHANGES = {
    "a function": ("helper", lambda x: x),
    "a string": ("MODE", "minus"),
    "a number that stands in the program": ("AXIS", 1),
    "the kind of a number": ("SCALE", 2),
    "a structure": ("WEIGHTS", {"a": np.ones(3)}),
    "the rank of an array": ("WEIGHTS", {"a": np.ones((3, 3)), "b": [1.0]}),
}


def read():
    f = defined(SOURCE)
    return f, reading_of(f, np.ones((2, 3)))


def test_numbers_and_arrays_are_hidden_arguments():
    f, reading = read()
    found = {captured.name: captured.read for captured in reading.program.captured}
    assert list(found) == ["SCALE", "WEIGHTS_a", "WEIGHTS_b_0"] or set(found) >= {"SCALE"}
    f.__globals__["SCALE"] = 5.0
    assert found["SCALE"]() == 5.0
    assert all(constant.holds() for constant in reading.constants)


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_program_depends_on_is_noticed(change):
    f, reading = read()
    assert all(constant.holds() for constant in reading.constants)
    name, value = CHANGES[change]
    f.__globals__[name] = value
    assert not all(constant.holds() for constant in reading.constants)


def test_a_name_that_goes_away_is_noticed():
    f, reading = read()
    del f.__globals__["MODE"]
    assert not all(constant.holds() for constant in reading.constants)


def test_closure_cells_are_read_at_each_call():
    def outer():
        scale = 2.0

        def f(x):
            return x * scale

        def set_scale(value):
            nonlocal scale
            scale = value

        return f, set_scale

    f, set_scale = outer()
    (captured,) = reading_of(f, 1.0).program.captured
    set_scale(7.0)
    assert captured.read() == 7.0


def test_imports_are_those_of_the_names_that_are_used():
    f = defined("import numpy as np\nimport math\ndef f(x):\n    return np.sin(x)")
    assert reading_of(f, 1.0).program.imports == {"np": "import numpy as np"}
