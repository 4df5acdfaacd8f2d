"""Lists, tuples, dicts, dataclasses and named tuples as arguments and results."""

import dataclasses
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tests.corpus.rows import normal, program


@dataclass(frozen=True)
class Layer:
    weights: np.ndarray
    biases: np.ndarray

    def __call__(self, x):
        return x @ self.weights + self.biases


@dataclass(frozen=True)
class Net:
    layers: tuple
    scale: float = 1.0
    name: str = "net"


@dataclass
class Point:
    x: float
    y: float


class Pair(NamedTuple):
    left: float
    right: np.ndarray


LAYER = Layer(normal(3, 2), normal(2))
NET = Net((Layer(normal(3, 4), normal(4)), Layer(normal(4, 2), normal(2))), 0.5)


@program([0.3, -0.2, 0.9])
def list_of_floats(xs):
    return xs[0] * xs[1] + xs[2] ** 2


@program([1, -2, 3], [-3, -1, 2], 1, wrt=(0, 1, 2))
def lists_of_integers(x, w, b):
    return x[0] * w[0] + x[1] * w[1] + x[2] * w[2] + b


@program((0.3, normal(3)))
def tuple_of_both(pair):
    return pair[0] * pair[1] * pair[1]


@program({"w": normal(3), "b": 0.4, "unused": 2.0}, 1.5, wrt=(0, 1))
def dict_of_parameters(params, x):
    return (params["w"] * x).sum() * params["b"]


@program({"a": [0.4, {"b": normal(2)}], "c": (1.5,)})
def nested_containers(tree):
    return tree["a"][0] * tree["a"][1]["b"] + tree["c"][0] ** 2


@program(LAYER, normal(4, 3), wrt=(0, 1))
def dataclass_called(layer, x):
    return layer(x)


@program(NET, normal(2, 3))
def nested_dataclasses(net, x):
    for layer in net.layers:
        x = np.tanh(layer(x))
    return x * net.scale


@program(Pair(0.4, normal(3)))
def named_tuple(pair):
    return pair.left * pair.right + pair[0]


@program(0.7, 0.3, wrt=(0, 1))
def returns_a_tuple(x, y):
    return x * y, x + y * y


@program(0.7, normal(2), wrt=(0, 1))
def returns_a_list(x, a):
    return [x * x, a * x]


@program(0.7, normal(2), wrt=(0, 1))
def returns_a_dict(x, a):
    return {"square": x * x, "rest": (a * x, a.sum())}


@program(0.7, normal(2), wrt=(0, 1))
def returns_a_named_tuple(x, a):
    return Pair(x * x, a * a)


@program(Point(0.3, 0.8), outcome="right or refused")
def returns_a_replaced_dataclass(p):
    return dataclasses.replace(p, x=p.y * p.x)


@program(Point(0.3, 0.8))
def returns_a_new_dataclass(p):
    return Point(p.x * p.y, p.x - p.y)


@program(0.7)
def returns_one_value_twice(x):
    y = x * x
    return y, y


@program(normal(3))
def returns_one_array_twice(a):
    b = a * a
    return b, b


@program(normal(3), normal(3), wrt=(0, 1))
def returns_its_arguments(a, b):
    return b, a


@program(normal(4))
def returns_array_and_view(a):
    b = a * a
    return b, b[1:]


@program([normal(2, 3), normal(3, 2)], normal(2), wrt=(0, 1))
def loop_over_a_list_unrolls(weights, x):
    for w in weights:
        x = np.tanh(x @ w)
    return x


@program(((normal(2, 3), normal(3)), (normal(3, 2), normal(2))), normal(2), wrt=(0, 1))
def loop_over_pairs_unrolls(layers, x):
    for w, b in layers:
        x = np.tanh(x @ w + b)
    return x


@program([0.3, 0.9, -0.4], [1.0, 2.0, 3.0], wrt=(0, 1))
def zip_and_enumerate_unroll(xs, ys):
    total = 0.0
    for k, (x, y) in enumerate(zip(xs, ys)):  # noqa: B905
        total += x * y * k
    return total


@program({"a": 0.3, "b": 0.8})
def loop_over_a_dict_unrolls(params):
    total = 1.0
    for value in params.values():
        total = total * value
    return total


@program([0.3, 0.9, -0.4])
def comprehension_unrolls(xs):
    squares = [x * x for x in xs]
    return squares[0] * squares[1] + squares[2]


@program([0.3, 0.9, -0.4])
def length_of_a_list(xs):
    return sum(xs) / len(xs) * xs[-1]


@program([[0.3, 0.9], [1.5, -0.4]])
def index_loop_over_a_list(rows):
    total = 0.0
    for i in range(2):
        for j in range(2):
            total = total + rows[i][j] * rows[j][i]
    return total


@program(0.4, 0.7, wrt=(0, 1))
def local_tuple_and_dict(x, y):
    pair = (x, y)
    table = {"product": x * y, "pair": pair}
    return table["product"] * table["pair"][1]


@program({"w": normal(2), "flag": True, "name": "relu", "none": None}, 2.0)
def leaves_that_are_no_numbers(params, x):
    if params["flag"] and params["name"] == "relu":
        return np.maximum(params["w"], 0.0) * x
    return params["w"]


@program([], 0.4, wrt=(0, 1))
def empty_list(xs, y):
    for x in xs:
        y = y * x
    return y * y


@program([0.5, 0.25])
def starred_call(xs):
    def area(width, height):
        return width * height * height

    return area(*xs)
