"""Optimizers: small transformations from gradients to steps.

In: gradients in the structure of the parameters, the optimizer's state, the parameters. Out: new
parameters and a new state; nothing that was given is changed. PyTorch's definitions hold unless
an argument says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

from gradwright.diagnostics import error
from gradwright.nn.schedules import Rate, as_schedule
from gradwright.nn.structure import map_floats

Params = TypeVar("Params")


@dataclass(frozen=True)
class State:
    """What an optimizer remembers.

    Attributes
    ----------
    step
        Steps taken.
    slots
        Structures like the parameters, by name.
    """

    step: int
    slots: Mapping[str, object]


@dataclass(frozen=True)
class Transformation:
    """What turns gradients into steps.

    Attributes
    ----------
    init
        ``params -> state``, the state before the first step.
    transform
        ``(gradients, state, params) -> (steps, state)``; steps have the structure of `params`.
    """

    init: Callable[[object], State]
    transform: Callable[[object, State, object], tuple[object, State]]

    def update(self, gradients: object, state: State, params: Params) -> tuple[Params, State]:
        """Take one step.

        Parameters
        ----------
        gradients
            In the structure of `params`.
        state
            From `init` or from the step before.
        params
            Any structure of float arrays and floats; its other leaves stay as they are.

        Returns
        -------
        tuple
            The parameters after the step, and the state for the next.

        Raises
        ------
        GradwrightError
            If a gradient has another shape than its parameter.
        """
        steps, state = self.transform(gradients, state, params)
        return map_floats(lambda p, step: p + step, params, steps), state


def sgd(
    lr: Rate,
    momentum: float = 0.0,
    nesterov: bool = False,
    accumulate: Literal["gradient", "step"] = "gradient",
) -> Transformation:
    """Stochastic gradient descent.

    Parameters
    ----------
    lr
        Learning rate, a number or a schedule.
    momentum
        The factor mu; 0 is plain descent.
    nesterov
        Look ahead by one more momentum term (Sutskever, Martens, Dahl and Hinton, "On the
        importance of initialization and momentum in deep learning", 2013).
    accumulate
        ``"gradient"``: b = mu b + g, step -lr b, as PyTorch. ``"step"``: v = mu v - lr g, step v,
        as Keras; they differ where the rate changes.

    Returns
    -------
    Transformation
        With ``init``, ``transform`` and ``update``.

    Raises
    ------
    GradwrightError
        If `accumulate` is neither of the two.
    """
    if accumulate not in ("gradient", "step"):
        raise error(
            "GW603", name="accumulate", found=repr(accumulate), expected='"gradient" or "step"'
        )
    rate_at = as_schedule(lr)

    def init(params: object) -> State:
        return State(0, {"velocity": _zeros_like(params)} if momentum else {})

    def transform(gradients: object, state: State, params: object) -> tuple[object, State]:
        rate = rate_at(state.step)
        into, out_of = (1.0, -rate) if accumulate == "gradient" else (-rate, 1.0)
        fresh = map_floats(lambda _, g: into * g, params, gradients)
        if not momentum:
            return _scaled(out_of, fresh), State(state.step + 1, {})
        velocity = map_floats(lambda f, v: momentum * v + f, fresh, state.slots["velocity"])
        ahead = map_floats(lambda v, f: momentum * v + f, velocity, fresh) if nesterov else velocity
        return _scaled(out_of, ahead), State(state.step + 1, {"velocity": velocity})

    return Transformation(init, transform)


def adam(
    lr: Rate, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
) -> Transformation:
    """Adam.

    Parameters
    ----------
    lr
        Learning rate, a number or a schedule.
    beta1, beta2
        Decay of the running means of the gradients and of their squares.
    epsilon
        Added outside the square root, after the bias correction.

    Returns
    -------
    Transformation
        With ``init``, ``transform`` and ``update``. Method: Kingma and Ba, "Adam: a method for
        stochastic optimization", 2015, algorithm 1.
    """
    rate_at = as_schedule(lr)

    def init(params: object) -> State:
        return State(0, {"mean": _zeros_like(params), "square": _zeros_like(params)})

    def transform(gradients: object, state: State, params: object) -> tuple[object, State]:
        step = state.step + 1
        mean = map_floats(
            lambda _, m, g: beta1 * m + (1.0 - beta1) * g, params, state.slots["mean"], gradients
        )
        square = map_floats(
            lambda _, s, g: beta2 * s + (1.0 - beta2) * (g * g),
            params,
            state.slots["square"],
            gradients,
        )
        rate, unbias1, unbias2 = rate_at(state.step), 1.0 - beta1**step, 1.0 - beta2**step
        steps = map_floats(
            lambda m, s: -rate * (m / unbias1) / (np.sqrt(s / unbias2) + epsilon), mean, square
        )
        return steps, State(step, {"mean": mean, "square": square})

    return Transformation(init, transform)


def _zeros_like(params: object) -> object:
    return map_floats(lambda p: np.zeros(np.shape(p)), params)


def _scaled(factor: float, tree: object) -> object:
    return map_floats(lambda leaf: factor * leaf, tree)
