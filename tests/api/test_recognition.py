"""Calls that a recogniser serves: whatever the code depends on is noticed when it changes.

Each row is called until the recogniser of its code is in use, then something changes.
"""

import dataclasses
import functools
from types import FunctionType
from typing import NamedTuple

import numpy as np
import pytest

import gradwright as gw

SCALE = 2.0
POWERS = [1.0, 2.0]
LIST = [1.0]
MODE = "sum"
TABLE = {"w": np.ones(2), "deep": {"b": 1.0}}


class Pair(NamedTuple):
    a: object
    b: object


@dataclasses.dataclass
class Layer:
    w: np.ndarray
    name: str = dataclasses.field(default="a", metadata={"static": True})


def times(x, factor=3.0, *, more=1.0):
    return x * factor * more


def settled(function, *args, **kwargs):
    """Return a gradient function whose recogniser serves a call."""
    df = gw.grad(function)
    for _ in range(3):
        df(*args, **kwargs)
    assert df._cache.last.recognises(args, kwargs)
    return df


KINDS = {
    "an integer for a float": (lambda x, y: x * y, (2.0, 3.0), (2.0, 3)),
    "a scalar of NumPy's": (lambda x, y: x * y, (2.0, 3.0), (np.float32(2.0), 3.0)),
    "a dtype": (lambda x: (x * x).sum(), (np.ones(2),), (np.ones(2, dtype="float32"),)),
    "a rank": (lambda x: (x * x).sum(), (np.ones(2),), (np.ones((2, 3)),)),
    "no axis": (lambda x: (x * x).sum(), (np.array(3.0),), (np.ones(2),)),
    "a unit axis": (
        lambda x, y: (x * y).sum(),
        (np.ones((2, 3)), np.ones((2, 3))),
        (np.ones((2, 3)), np.ones((2, 1))),
    ),
    "no unit axis": (
        lambda x, y: (x * y).sum(),
        (np.ones((1, 3)), np.ones((2, 3))),
        (np.ones((2, 3)), np.ones((2, 3))),
    ),
    "a longer list": (lambda xs: sum(x * x for x in xs), ([1.0, 2.0],), ([1.0, 2.0, 3.0],)),
    "a number of a list": (lambda xs: xs[0] * xs[1], ([1.0, 2.0],), ([1.0, np.float32(2.0)],)),
    "a tuple": (lambda xs: xs[0] * xs[1], ([1.0, 2.0],), ((1.0, 2.0),)),
    "a key": (lambda p: sum(p.values()), ({"a": 1.0},), ({"b": 2.0},)),
    "keys in another order": (
        lambda p: p["a"] / p["b"],
        ({"a": 1.0, "b": 2.0},),
        ({"b": 4.0, "a": 1.0},),
    ),
    "inside of a list": (
        lambda p: (p[0]["w"] * p[1]).sum(),
        ([{"w": np.ones(2)}, 2.0],),
        ([{"w": np.ones((2, 2))}, 2.0],),
    ),
    "a field": (lambda p: p.a * p.b, (Pair(1.0, 2.0),), (Pair(1.0, np.float32(2.0)),)),
    "a static field": (
        lambda p: (p.w if p.name == "a" else p.w * p.w).sum(),
        (Layer(np.ones(2)),),
        (Layer(np.full(2, 3.0), "b"),),
    ),
    "an axis": (
        lambda x, k: (x.max(axis=k) ** 2).sum(),
        (np.arange(6.0).reshape(2, 3), 0),
        (np.arange(6.0).reshape(2, 3), 1),
    ),
    "an axis in a list": (
        lambda x, o: (x.max(axis=o[0]) ** 2).sum(),
        (np.arange(6.0).reshape(2, 3), [0, 1.0]),
        (np.arange(6.0).reshape(2, 3), [1, 1.0]),
    ),
    "a text": (lambda x, m: x if m == "id" else x * x, (3.0, "id"), (3.0, "square")),
    "None": (lambda x, m: x if m is None else x * m, (3.0, None), (3.0, 2.0)),
    "a function": (lambda x, f: f(x), (3.0, np.sin), (3.0, np.exp)),
    "a flag": (lambda x, m=True: x if m else x * x, (3.0,), (3.0, False)),
    "a type": (lambda x, m: x.astype(m).sum(), (np.ones(2), np.float32), (np.ones(2), np.float64)),
    "the sign of zero": (lambda x, p: x * p.name, (3.0, Layer(1.0, 0.0)), (3.0, Layer(1.0, -0.0))),
}


@pytest.mark.parametrize("row", KINDS)
def test_another_kind_of_call(row):
    function, first, second = KINDS[row]
    df = settled(function, *first)
    found = df(*second)
    expected = gw.grad(FunctionType(function.__code__, globals(), "f", function.__defaults__))(
        *second
    )
    assert str(found) == str(expected)
    assert not any(
        one.recognises(second, {}) and one.recognises(first, {}) for one in df._cache._recent
    )
    assert str(df(*first)) == str(gw.grad(function)(*first))


def test_keywords_are_recognised_by_name():
    df = settled(lambda x, *, a, b: x * a / b, 1.0, a=2.0, b=4.0)
    assert df(1.0, b=4.0, a=2.0) == 0.5
    assert df(1.0, a=2.0, b=np.float32(4.0)) == 0.5
    with pytest.raises(gw.GradwrightError, match="GW007"):
        df(1.0, a=2.0)
    with pytest.raises(gw.GradwrightError, match="GW007"):
        df(1.0, 2.0)


def test_a_structure_of_many_leaves_goes_by_its_key():
    def total(p, k):
        return (p["ws"][0].max(axis=k) * p["ws"][299].max(axis=k)).sum()

    many = {"ws": [np.arange(6.0).reshape(2, 3) for _ in range(300)]}
    df = settled(total, many, 0)
    assert df(many, 0)["ws"][0].tolist() == [[0, 0, 0], [3, 4, 5]]
    assert df(many, 1)["ws"][0].tolist() == [[0, 0, 2], [0, 0, 5]]
    many["ws"][299] = np.array([[1.0]])
    assert df(many, 0)["ws"][299].tolist() == [[12.0]]


def change_global(name, value):
    def change(monkeypatch):
        monkeypatch.setitem(globals(), name, value)

    return change


def uses_the_world(x):
    y = times(x) * SCALE * POWERS[0] * POWERS[1] * TABLE["deep"]["b"] * LIST[0]
    return (y * TABLE["w"]).sum() if MODE == "sum" else np.sum(y * y) + abs(SCALE) + len(POWERS)


def change_list(monkeypatch):
    monkeypatch.setitem(globals(), "LIST", LIST.copy())
    LIST[:] = [9]


WORLD = {
    "a number": change_global("SCALE", 5.0),
    "the kind of a number": change_global("SCALE", np.float32(5.0)),
    "a text": change_global("MODE", "squares"),
    "a function": change_global("times", lambda x: x * x),
    "a list": change_global("POWERS", [7.0, 2.0]),
    "the kind of a list": change_global("POWERS", (7.0, 2)),
    "a table": change_global("TABLE", {"w": np.arange(2.0), "deep": {"b": 3.0}}),
    "a number in a table": lambda m: m.setitem(TABLE["deep"], "b", 4.0),
    "a kind in a table": lambda m: m.setitem(TABLE["deep"], "b", np.full(2, 4.0)),
    "an array in a table": lambda m: m.setitem(TABLE, "w", np.ones((3, 2))),
    "a unit axis in a table": lambda m: m.setitem(TABLE, "w", np.ones((2, 1))),
    "a number in a list": change_list,
    "a default": lambda m: m.setattr(times, "__defaults__", (4.0,)),
    "a default by keyword": lambda m: m.setitem(times.__kwdefaults__, "more", 5.0),
    "all defaults by keyword": lambda m: m.setattr(times, "__kwdefaults__", {"more": 6.0}),
    "a code": lambda m: m.setattr(times, "__code__", other_times.__code__),
    "the function's own code": lambda m: m.setattr(
        uses_the_world, "__code__", uses_it_otherwise.__code__
    ),
    "a hidden builtin": lambda m: m.setitem(globals(), "abs", lambda x: 0.0 * x),
}


def other_times(x, factor=3.0, *, more=1.0):
    return x + factor + more


def uses_it_otherwise(x):
    return (x * SCALE * 11.0).sum()


@pytest.mark.parametrize("row", WORLD)
def test_a_change_outside_is_noticed(row, monkeypatch):
    x = np.array([1.0, 2.0])
    df = settled(uses_the_world, x)
    before = df(x)
    WORLD[row](monkeypatch)
    fresh = gw.grad(lambda x: uses_the_world(x))(x)
    for _ in range(3):
        assert np.array_equal(df(x), fresh)
    monkeypatch.undo()
    LIST[:] = [1.0]
    globals().pop("abs", None)
    assert np.array_equal(df(x), before)


def test_a_module_is_noticed():
    class Other:
        sin = staticmethod(np.exp)

    def function(x):
        return numbers.sin(x)

    numbers = np
    df = settled(function, 0.5)
    assert df(0.5) == np.cos(0.5)
    numbers = Other
    assert df(0.5) == np.exp(0.5)


def test_own_defaults():
    def function(x, scale=2.0, *, shift=[1.0], mode=None):  # noqa: B006
        return x * scale * shift[0] if mode is None else x * mode

    df = settled(function, 3.0)
    assert df(3.0) == 2.0
    function.__kwdefaults__["shift"][0] = 5.0
    assert df(3.0) == 10.0
    function.__kwdefaults__["shift"][0] = np.float32(6.0)
    assert df(3.0) == 12.0
    function.__defaults__ = (4.0,)
    assert df(3.0) == 24.0
    function.__kwdefaults__["mode"] = 7.0
    assert df(3.0) == 7.0
    function.__defaults__ = None
    with pytest.raises(gw.GradwrightError, match="GW007"):
        df(3.0)


def test_a_default_that_is_differentiated_by_may_change_in_place():
    def function(x, w=[2, 3]):  # noqa: B006
        return x * w[0] * w[1]

    df = gw.grad(function, (0, 1))
    for _ in range(3):
        assert df(1.0) == (6.0, [3.0, 2.0])
    function.__defaults__[0][1] = 10
    assert df(1.0) == (20.0, [10.0, 2.0])


def test_partials_and_methods():
    class Model:
        def __init__(self):
            self.factor = 2.0

        def loss(self, x, scale=1.0):
            return x * self.factor * scale

    model = Model()
    df = settled(model.loss, 1.0)
    model.factor = 3
    assert df(1.0) == 3.0
    Model.loss.__defaults__ = (10.0,)
    assert df(1.0) == 30.0
    given = functools.partial(times, factor=2.0)
    df = settled(given, 1.0)
    assert df(1.0) == 2.0
    given.keywords["factor"] = 5.0
    assert df(1.0) == 5.0


def test_calls_of_two_kinds_in_turn():
    df = gw.grad(lambda x, y: (x * y).sum())
    calls = [(np.ones(2), np.full(2, 3.0)), (np.ones((2, 2)), np.full(2, 4.0)), (2.0, np.ones(2))]
    for _ in range(4):
        for x, y in calls:
            expected = np.broadcast_to(y, np.shape(x)) if np.shape(x) else y.sum()
            assert np.array_equal(df(x, y), expected)
    assert all(any(one.recognises(call, {}) for one in df._cache._recent) for call in calls)
