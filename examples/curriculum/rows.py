"""The curriculum's figures: one row a figure. `table.py` has what measures and prints them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from examples.curriculum import data
from examples.curriculum.agreements import Agreement, AtLeast, Band, Within
from examples.curriculum.problems import Outcome, Problem, Rule


@dataclass(frozen=True)
class Row:
    """One figure: of which training it is, which of its numbers, and what it is held to.

    beside: whether scikit-learn's network is trained on the same rows. long: minutes, not seconds.
    """

    section: str
    name: str
    problem: Problem
    figure: Callable[[Outcome], float | None]
    agreement: Agreement
    beside: bool = False
    long: bool = False


def loss(outcome: Outcome) -> float:
    return outcome.loss


def accuracy(outcome: Outcome) -> float:
    return outcome.accuracy


def held_loss(outcome: Outcome) -> float | None:
    return outcome.held_loss


def held_accuracy(outcome: Outcome) -> float | None:
    return outcome.held_accuracy


def _dweight(i: int, j: int) -> Callable[[Outcome], float]:
    return lambda outcome: outcome.dweights1[i, j]


# Before training. The figures were printed by runs in single precision, whose rounding is about 1e-7 of the
# largest number in the sum.
UNTRAINED = Problem(data.small_network, Rule("sgd", 1.0), epochs=0)
DWEIGHTS1 = (
    (1.5766357e-04, 7.8368583e-05, 4.7324400e-05),
    (1.8161038e-04, 1.1045573e-05, -3.3096312e-05),
)
BEFORE = (
    Row("2-3-3", "loss", UNTRAINED, loss, Within(1.0986104, 1e-7)),
    Row("2-3-3", "accuracy", UNTRAINED, accuracy, Within(0.34, 1e-4)),
    *(
        Row("2-3-3", f"dweights1[{i}, {j}]", UNTRAINED, _dweight(i, j), Within(value, 2e-11))
        for i, line in enumerate(DWEIGHTS1)
        for j, value in enumerate(line)
    ),
)

# The optimizers on the spiral: the loss before update number 101 with its 15 digits, and accuracy and loss
# after 10,000 updates. AdaGrad's and RMSprop's first steps are so long that a clip of the probabilities would
# act, and its derivative is 0 there; their rows take softmax and loss in one class.
SPIRAL = Problem(data.spiral, Rule("sgd", 1.0), epochs=100)
OPTIMIZERS = (
    ("SGD 1.0", Rule("sgd", 1.0), 1.086920625186521, 0.647, 0.874),
    ("SGD 0.85", Rule("sgd", 0.85), 1.091104227051148, 0.603, 0.942),
    ("SGD, decay 1e-2", Rule("sgd", 1.0, 1e-2), 1.0945835221603613, 0.397, 1.0725),
    ("SGD, decay 1e-3", Rule("sgd", 1.0, 1e-3), 1.0882050444292763, 0.647, 0.761),
    ("momentum .5", Rule("sgd", 1.0, 1e-3, {"momentum": 0.5}), 1.0776474684657913, 0.780, 0.553),
    ("momentum .9", Rule("sgd", 1.0, 1e-3, {"momentum": 0.9}), 1.0534933448057502, 0.957, 0.121),
    ("AdaGrad", Rule("adagrad", 1.0, 1e-4), 1.0119315508155917, 0.840, 0.385),
    ("RMSprop", Rule("rmsprop", 0.02, 1e-5, {"rho": 0.999}), 1.0157384902984123, 0.900, 0.238),
    ("Adam .02", Rule("adam", 0.02, 1e-5), 0.769192189673355, 0.967, 0.0806),
    ("Adam .05", Rule("adam", 0.05, 5e-7), 0.6754349202403751, 0.967, 0.0741),
)
ENDS = {"adagrad": "both", "rmsprop": "both"}


def _spiral(rule: Rule, epochs: int) -> Problem:
    return replace(SPIRAL, optimizer=rule, epochs=epochs, output=ENDS.get(rule.name, "softmax"))


EARLY = (
    Row("2-64-3, step 0", "loss", _spiral(Rule("sgd", 1.0), 0), loss, Within(1.0985943, 1e-7)),
    Row("2-64-3, step 0", "accuracy", _spiral(Rule("sgd", 1.0), 0), accuracy, Within(0.36, 1e-4)),
    *(
        Row("2-64-3, step 100", f"{name}, loss", _spiral(rule, 100), loss, Within(value, 1e-9))
        for name, rule, value, _, _ in OPTIMIZERS
    ),
)
STILL = _spiral(Rule("sgd", 1.0, 1e-2), 10_000)  # the row that is not chaotic
LATE = (
    Row("2-64-3, step 10,000", "SGD, decay 1e-2, seed 0: loss", STILL, loss, Within(1.0725, 1e-4)),
    *(
        Row("2-64-3, step 10,000", f"{name}, {figure.__name__}", problem, figure, Band(value))
        for name, problem, *values in (
            (name, _spiral(rule, 10_000), *values) for name, rule, _, *values in OPTIMIZERS
        )
        for figure, value in zip((accuracy, loss), values, strict=True)
    ),
)

# Penalties, dropout, two classes.
HELD = (("accuracy", accuracy), ("loss", loss), ("validation accuracy", held_accuracy),
        ("validation loss", held_loss))  # fmt: skip
FIRST_LAYER = ((5e-4, 5e-4),)
L2 = Problem(data.spiral, Rule("adam", 0.02, 5e-7), 10_000, l2=FIRST_LAYER)
DROPOUT = Problem(
    partial(data.spiral, samples=1000), Rule("adam", 0.05, 5e-5), 10_000, l2=FIRST_LAYER, dropout=0.1
)  # fmt: skip
BINARY = Problem(data.two_classes, Rule("adam", 0.001, 5e-7), 10_000, "sigmoid", FIRST_LAYER)
REGULARISED = (
    ("L2 5e-4", L2, (0.947, 0.217, 0.830, 0.435), Band),
    ("dropout .1", DROPOUT, (0.688, 0.727, 0.757, 0.712), partial(Band, seeds=(0, 1, 2))),
    ("binary", BINARY, (0.965, 0.219, 0.945, 0.207), Band),
)
PUBLISHED = tuple(
    Row("2-64-3, step 10,000", f"{name}, {what}", problem, figure, band(value))
    for name, problem, values, band in REGULARISED
    for (what, figure), value in zip(HELD, values, strict=True)
)

# CS231n's case study: half of 1e-3 a squared weight, in every layer.
HALF = (5e-4, 0.0)


def _cs231n(sizes: tuple[int, ...], epochs: int) -> Problem:
    layers = len(sizes) - 1
    return Problem(partial(data.cs231n, sizes=sizes), Rule("sgd", 1.0), epochs, l2=(HALF,) * layers)


CS231N = (
    Row("CS231n", "softmax, loss at 100", _cs231n((2, 3), 100), loss, Within(0.787937, 1e-6)),
    Row("CS231n", "softmax, loss at 190", _cs231n((2, 3), 190), loss, Within(0.786302, 1e-6)),
    Row("CS231n", "softmax, accuracy", _cs231n((2, 3), 200), accuracy, Within(0.49, 5e-3)),
)
# Which weights were drawn for the network is not known, so its figures are a band, too.
HIDDEN = _cs231n((2, 100, 3), 9000)
CS231N_HIDDEN = (
    Row("CS231n", "2-100-3, loss at 9,000", HIDDEN, loss, Band(0.245292, decimals=6)),
    Row("CS231n", "2-100-3, accuracy", HIDDEN, accuracy, Band(0.98)),
)

# A sine, by 1-64-64-1; and real data, one hidden layer of 64 (of 128 for the 5,000 images).
SINE = Problem(
    partial(data.sine, samples=200), Rule("adam", 0.005, 1e-3), epochs=500, output="linear"
)
REAL = (
    ("iris", "softmax", 200, 0.947 - 0.058),
    ("wine", "softmax", 60, 0.989 - 0.022),
    ("breast_cancer", "softmax", 40, 0.975 - 0.010),
    ("digits", "softmax", 30, 0.97),
    ("diabetes", "linear", 30, 0.31),
)
MNIST = Problem(
    partial(data.real, "mnist", hidden=128), Rule("adam", 0.001), epochs=8, batch_size=32
)


def _real(name: str, output: str, epochs: int) -> Problem:
    start = partial(data.real, name)
    return Problem(start, Rule("adam", 0.001), epochs, output, batch_size=32)


FITS = (
    Row("a sine", "R² at 500", SINE, held_accuracy, AtLeast(0.999, (0,)), beside=True),
    *(
        Row("real data", name.replace("_", " ") + (", R²" if output == "linear" else ""),
            _real(name, output, epochs), held_accuracy, AtLeast(least), beside=True)
        for name, output, epochs, least in REAL
    ),
    Row("real data", "5,000 images, 8 epochs", MNIST, held_accuracy, AtLeast(0.93, (0,))),
)  # fmt: skip
LONGER = (
    Row("real data", "5,000 images, 20 epochs", replace(MNIST, epochs=20), held_accuracy,
        AtLeast(0.93, (0,)), beside=True),
)  # fmt: skip

ROWS = (
    *BEFORE, *EARLY, *CS231N, *FITS,
    *(replace(row, long=True) for row in (*LATE, *PUBLISHED, *CS231N_HIDDEN, *LONGER)),
)  # fmt: skip
