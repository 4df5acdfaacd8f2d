"""Layers: frozen dataclasses of arrays that can be called.

A layer, and a network of layers, is a value: training makes a new one, and a gradient has the
same structure. `gw.value_and_grad` reads `__call__` like any other function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from gradwright.diagnostics import error
from gradwright.nn.activations import Floats
from gradwright.nn.initializers import Initializer, glorot_uniform

_NEEDS = "it needs n_in, n_out and rng=, or weights= and biases="

Layer = Callable[..., Floats]


@dataclass(frozen=True, init=False, eq=False)
class Dense:
    """A dense layer, ``x @ weights + biases``.

    Parameters
    ----------
    n_in, n_out
        Features of the inputs and of the outputs.
    rng
        Source of the first weights; the biases start at zero.
    init
        How the weights are drawn; `glorot_uniform` unless told.
    weights, biases
        Given both, and by name, they are taken as they are and nothing is drawn: this is how
        `dataclasses.replace` makes a changed layer.

    Attributes
    ----------
    weights
        Shape (n_in, n_out).
    biases
        Shape (n_out,).

    Raises
    ------
    GradwrightError
        If neither ``n_in, n_out, rng`` nor ``weights, biases`` are complete.
    """

    weights: Floats
    biases: Floats

    def __init__(
        self,
        n_in: int | None = None,
        n_out: int | None = None,
        *,
        rng: np.random.Generator | None = None,
        init: Initializer = glorot_uniform,
        weights: Floats | None = None,
        biases: Floats | None = None,
    ) -> None:
        if weights is None or biases is None:
            if n_in is None or n_out is None or rng is None:
                raise error("GW007", function="Dense", reason=_NEEDS)
            weights, biases = init(n_in, n_out, rng), np.zeros(n_out)
        object.__setattr__(self, "weights", weights)
        object.__setattr__(self, "biases", biases)

    def __call__(self, x: Floats) -> Floats:
        """Apply the layer to a batch.

        Parameters
        ----------
        x
            Shape (n, n_in).

        Returns
        -------
        array
            Shape (n, n_out).
        """
        return x @ self.weights + self.biases


@dataclass(frozen=True, eq=False)
class Dropout:
    """A layer that sets a share of its inputs to 0 while training, and scales the others up.

    Parameters
    ----------
    rate
        The share, at least 0 and below 1.

    Raises
    ------
    GradwrightError
        GW603 if `rate` is not in that range.
    """

    rate: float = field(metadata={"static": True})

    def __post_init__(self) -> None:
        if not 0.0 <= self.rate < 1.0:
            raise error(
                "GW603", name="rate", found=repr(self.rate), expected="at least 0 and below 1"
            )

    def __call__(self, x: Floats, rng: np.random.Generator | None = None) -> Floats:
        """Apply the layer to a batch.

        Parameters
        ----------
        x
            Any shape.
        rng
            Source of the mask, drawn anew in each call. None, as for evaluation, lets everything through.

        Returns
        -------
        array
            Same shape and dtype as `x`. What is let through is divided by ``1 - rate``, so that its
            mean stays. Method: Srivastava et al., "Dropout: a simple way to prevent neural networks
            from overfitting", 2014.
        """
        if rng is None or self.rate == 0.0:
            return x
        kept = (rng.random(x.shape) >= self.rate) / (1.0 - self.rate)
        return x * kept.astype(x.dtype)


@dataclass(frozen=True, init=False, eq=False)
class Sequential:
    """Layers applied one after the other.

    Parameters
    ----------
    *args
        Anything that can be called with one array: layers, activation functions, networks.
    layers
        The same as one tuple, by name, as `dataclasses.replace` passes it.

    Attributes
    ----------
    layers
        The layers, a tuple.
    """

    layers: tuple[Layer, ...]

    def __init__(self, *args: Layer, layers: tuple[Layer, ...] | None = None) -> None:
        object.__setattr__(self, "layers", args if layers is None else tuple(layers))

    def __call__(self, x: Floats, rng: np.random.Generator | None = None) -> Floats:
        """Evaluate the network on a batch.

        Parameters
        ----------
        x
            Shape (n, inputs of the first layer).
        rng
            What `Dropout` layers draw from while training; None evaluates without dropout.

        Returns
        -------
        array
            Shape (n, outputs of the last layer).
        """
        for layer in self.layers:
            x = layer(x, rng) if isinstance(layer, Dropout) else layer(x)
        return x
