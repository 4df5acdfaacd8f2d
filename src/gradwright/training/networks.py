"""Networks by text: layers and their first weights, and the forward function that is differentiated.

::

    "64,relu,dropout:0.1"  →  Sequential(Dense, relu, Dropout, Dense), and
                              def spiral_loss(w1, b1, w2, b2, inputs, labels, rng): …
"""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from gradwright.diagnostics import error
from gradwright.nn import activations, losses
from gradwright.nn.initializers import Initializer, glorot_uniform, he_uniform
from gradwright.nn.layers import Dense, Dropout, Layer, Sequential

UNITS = 2**16  # of a layer
WEIGHTS = 10**8  # of a network

# name -> the function, and how the dense layer before it is drawn
ACTIVATIONS: dict[str, tuple[Layer, Initializer]] = {
    "relu": (activations.relu, he_uniform),
    "leaky_relu": (activations.leaky_relu, he_uniform),
    "softplus": (activations.softplus, he_uniform),
    "tanh": (activations.tanh, glorot_uniform),
    "sigmoid": (activations.sigmoid, glorot_uniform),
    "linear": (activations.linear, glorot_uniform),
}


@dataclass(frozen=True)
class Place:
    """Where a layer is drawn: its inputs, the word behind it, the source of its weights."""

    width: int
    following: str
    rng: np.random.Generator


@dataclass(frozen=True)
class Form:
    """One row of the table: a pattern, what is said of it, how a layer is made of its match."""

    pattern: str
    help: str
    layer: Callable[[str, Place], Layer]
    allowed: Callable[[str], bool] = lambda _: True


def _dense(units: str, place: Place) -> Dense:
    _, init = ACTIVATIONS.get(place.following, (None, glorot_uniform))
    return Dense(place.width, int(units), rng=place.rng, init=init)


FORMS = (
    Form(r"(\d{1,9})", "a number of units", _dense, lambda text: 1 <= int(text) <= UNITS),
    Form(
        rf"({'|'.join(ACTIVATIONS)})",
        ", ".join(ACTIVATIONS),
        lambda name, place: ACTIVATIONS[name][0],
    ),
    Form(
        r"dropout:(\d*\.?\d+|\d+\.)",
        "dropout:P with P below 1",
        lambda rate, place: Dropout(float(rate)),
        lambda text: float(text) < 1.0,
    ),
)


def words_of(text: str) -> list[str]:
    """Return the layers that a text lists, checked.

    Raises
    ------
    GradwrightError
        GW618 naming the first that is none.
    """
    words = [word.strip().lower() for word in text.split(",")]
    for word in words:
        _form(word)
    return words


def _form(word: str) -> tuple[Form, str]:
    """Return a word's row and what its pattern holds."""
    for form in FORMS:
        match = re.fullmatch(form.pattern, word, re.ASCII)
        if match and form.allowed(match[1]):
            return form, match[1]
    expected = f"layers are {', '.join(form.help for form in FORMS)}, with units up to {UNITS:,}"
    raise error("GW618", name="--layers", found=repr(word), expected=expected)


def network(text: str, n_in: int, n_out: int, rng: np.random.Generator) -> Sequential:
    """Return the hidden layers that a text lists, and a dense layer of `n_out` outputs behind them.

    Raises
    ------
    GradwrightError
        GW618 for words that are no layers, and for more weights than memory is meant to hold.
    """
    words = [*words_of(text), str(n_out)]
    widths = [n_in, *(int(word) for word in words if word.isdecimal())]
    weights = sum(before * after for before, after in pairwise(widths))
    if weights > WEIGHTS:
        expected = f"a network of at most {WEIGHTS:,} is needed"
        raise error("GW618", name="--layers", found=f"{weights:,} weights", expected=expected)
    layers: list[Layer] = []
    for word, following in pairwise([*words, ""]):
        form, value = _form(word)
        layers.append(form.layer(value, Place(n_in, following, rng)))
        n_in = int(value) if word.isdecimal() else n_in
    return Sequential(*layers)


def parameters_of(model: Sequential) -> dict[str, Any]:
    """Return a network's arrays by the names that written code has for them: w1, b1, w2 and so on."""
    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    named = [((f"w{k}", d.weights), (f"b{k}", d.biases)) for k, d in enumerate(dense, 1)]
    return dict(pair for pairs in named for pair in pairs)


def draws(model: Sequential) -> bool:
    """Whether a network draws while it is trained."""
    return any(isinstance(layer, Dropout) for layer in model.layers)


@dataclass(frozen=True)
class Ends:
    """What stands around the layers of a forward function: its name, its loss, names of its ends."""

    name: str
    loss: str
    outputs: str
    targets: str


def forward_text(model: Sequential, ends: Ends, l2: float) -> str:
    """Return the source of a network's loss as one plain function of its arrays."""
    arguments = [*parameters_of(model), "inputs", ends.targets, *(["rng"] if draws(model) else [])]
    lines, last, dense = [f"def {ends.name}({', '.join(arguments)}):"], "inputs", 0
    for place, layer in enumerate(model.layers, 1):
        dense += isinstance(layer, Dense)
        fresh = ends.outputs if place == len(model.layers) else f"{_letter(layer)}{dense}"
        lines += [f"    {line}" for line in _lines(layer, fresh, last, dense)]
        last = fresh
    weights = [name for name in parameters_of(model) if name.startswith("w")] if l2 else []
    terms = [f"{ends.loss}({last}, {ends.targets})", *(f"l2({w}, {l2!r})" for w in weights)]
    return "\n".join([*lines, f"    return {' + '.join(terms)}", ""])


def _letter(layer: Layer) -> str:
    return "z" if isinstance(layer, Dense) else "d" if isinstance(layer, Dropout) else "h"


def _lines(layer: Layer, fresh: str, last: str, dense: int) -> Sequence[str]:
    """Return the statements of a layer."""
    if isinstance(layer, Dense):
        return (f"{fresh} = {last} @ w{dense} + b{dense}",)
    if isinstance(layer, Dropout):
        drawn = f"(rng.random({last}.shape) >= {layer.rate!r}) / {1.0 - layer.rate!r}"
        return f"kept{dense} = {drawn}", f"{fresh} = {last} * kept{dense}"
    return (f"{fresh} = {layer.__name__}({last})",)


def forward_function(text: str, name: str) -> Callable[..., Any]:
    """Return the function of a source, which can be read again where it is differentiated."""
    filename = f"<{name}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    space: dict[str, Any] = {"__name__": __name__, **vars(activations), **vars(losses)}
    exec(compile(text, filename, "exec"), space)
    return space[name]
