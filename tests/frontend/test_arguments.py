"""Keys of calls, leaves and their paths, values that are asked for."""

from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np
import pytest
from tests.frontend.programs import defined
from tests.frontend.samples import Layer, Pair

from gradwright import GradwrightError
from gradwright.frontend import NeedStatic, bind, key_of, read, static_reader
from gradwright.ir.text import program_text
from gradwright.ir.types import Array, AxisLength, Form, Scalar, symbol_form


@dataclass(frozen=True)
class Dropout:
    """A layer with a constant of its own."""

    rate: float = field(metadata={"static": True})
    sizes: tuple = field(default=(1, 2), metadata={"static": True})
    w: float = 1.0


SAME_KIND = {
    "floats": (1.0, 2.0),
    "lengths": (np.ones((3, 4)), np.ones((5, 0))),
    "lists": ([1.0, np.ones(2)], [3.0, np.ones(7)]),
    "static fields": (Dropout(0.5, w=1.0), Dropout(0.5, w=2.0)),
    "dataclasses": (Layer(np.ones(3), 1.0), Layer(np.ones(9), 2.0)),
}
OTHER_KIND = {
    "a float and a whole number": (1.0, 1),
    "a Python float and NumPy's": (1.0, np.float64(1.0)),
    "dtypes": (np.ones(3), np.ones(3, np.float32)),
    "ranks": (np.ones(3), np.ones((3, 3))),
    "a unit axis": (np.ones((3, 4)), np.ones((1, 4))),
    "which axis is one": (np.ones((3, 1)), np.ones((1, 3))),
    "counts": ([1.0], [1.0, 2.0]),
    "a list and a tuple": ([1.0], (1.0,)),
    "keys": ({"a": 1.0}, {"b": 1.0}),
    "strings": ("a", "b"),
    "None": (None, 1.0),
    "True and 1": (True, 1),
    "a rank-0 array": (np.ones(()), np.float64(1.0)),
    "a list of one array and that array": ([np.ones(3)], np.ones(3)),
    "functions": (np.sin, np.cos),
    "a static field": (Dropout(0.5), Dropout(0.25)),
    "a static field's kind": (Dropout(1), Dropout(1.0)),
    "a static field that is a tuple": (Dropout(0.5, (1, 2)), Dropout(0.5, (1, 3))),
}


@pytest.mark.parametrize("name", SAME_KIND)
def test_calls_of_one_kind_have_one_key(name):
    first, second = SAME_KIND[name]
    assert key_of((first,), {}) == key_of((second,), {})
    assert key_of((), {"x": first}) == key_of((), {"x": second})
    assert hash(key_of((first,), {})) == hash(key_of((second,), {}))


@pytest.mark.parametrize("name", OTHER_KIND)
def test_calls_of_different_kinds_have_different_keys(name):
    first, second = OTHER_KIND[name]
    assert key_of((first,), {}) != key_of((second,), {})


def test_keywords_have_no_order():
    assert key_of((), {"a": 1.0, "b": 2}) == key_of((), {"b": 2, "a": 1.0})


def leaf_types(tree):
    if hasattr(tree, "children"):
        return [found for child in tree.children for found in leaf_types(child)]
    return [(tree.path, getattr(tree, "type", None))]


def test_leaves_have_the_paths_that_read_them():
    def f(x, net, *rest, **options):
        return x

    arguments = bind(f, (np.ones((2, 1)), Layer([1.0], None), 2), {"p": Pair(1.0, "s")})
    found = dict(leaf for p in arguments.parameters for leaf in leaf_types(p.tree))
    assert list(found) == [
        "x", "net.w[0]", "net.b", "rest[0]", "options['p'].left", "options['p'].right"
    ]  # fmt: skip
    length = symbol_form(AxisLength("x", 0))
    assert found["x"] == Array("float64", (length, Form(1, ())))
    assert found["rest[0]"] == Scalar("int64", True)
    assert found["net.b"] is None


def test_whole_numbers_that_wrt_names_are_floats():
    def f(x, n):
        return x * n

    arguments = bind(f, (np.arange(3), 2), {}, wrt=("x",))
    x, n = (p.tree for p in arguments.parameters)
    assert (x.type.dtype, n.type.dtype) == ("float64", "int64")


@pytest.mark.parametrize(
    "value", [np.ones(2, np.clongdouble), np.array([None]), OrderedDict(a=1.0), np.ma.ones(2)]
)
def test_arguments_of_other_kinds_are_refused(value):
    def f(x):
        return x

    with pytest.raises(GradwrightError) as caught:
        bind(f, (value,), {})
    assert caught.value.code == "GW010"


def test_a_call_that_python_would_not_make_is_refused():
    def f(x):
        return x

    with pytest.raises(GradwrightError) as caught:
        bind(f, (1.0, 2.0), {})
    assert caught.value.code == "GW007"


def test_a_value_that_is_needed_is_asked_for():
    f = defined("def f(x, options):\n    return x.sum(axis=options['axis'])")
    args = (np.ones((2, 3)), {"axis": 1})
    with pytest.raises(NeedStatic) as need:
        read(f, bind(f, args, {}))
    assert need.value.path == "options['axis']"
    program = read(f, bind(f, args, {}, static=(need.value.path,)))
    assert program.result.value.attr("axis") == 1
    reader = static_reader(f, (need.value.path,))
    assert reader(*args) == reader(args[0], options={"axis": 1})
    assert reader(*args) != reader(args[0], {"axis": 0})
    assert reader(*args) != reader(args[0], {"axis": True})


def test_static_fields_stand_in_the_program():
    f = defined("def f(layer, x):\n    return x * layer.rate * layer.sizes[1] * layer.w")
    program = read(f, bind(f, (Dropout(0.5, (3, 4)), 2.0), {}))
    assert program_text(program).split("return ")[1].strip() == (
        "mul(mul(mul(x.1, 0.5), 4), layer_w.0)"
    )
