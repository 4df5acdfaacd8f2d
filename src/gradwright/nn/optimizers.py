"""Optimizers: each is one rule that turns a gradient into a step.

PyTorch's definitions hold unless an argument says otherwise; the docstrings name what others do.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from gradwright.diagnostics import error
from gradwright.nn.schedules import Rate, as_schedule
from gradwright.nn.structure import Leaf
from gradwright.nn.transformations import Slots, Transformation, by_rule


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
        ``"gradient"``: b = mu b + g, step -lr b, as PyTorch and Optax. ``"step"``: v = mu v - lr g, step v,
        as Keras; they differ where the rate changes.

    Returns
    -------
    Transformation
        With ``init``, ``transform`` and ``update``.

    Raises
    ------
    GradwrightError
        GW603 if `accumulate` is neither of the two.
    """
    if accumulate not in ("gradient", "step"):
        raise error(
            "GW603", name="accumulate", found=repr(accumulate), expected='"gradient" or "step"'
        )
    by_step = accumulate == "step"

    def plain(g: Leaf, p: Leaf, slots: Slots, rate: float, t: int) -> tuple[Leaf, ...]:
        return (-rate * g,)

    def heavy(g: Leaf, p: Leaf, slots: Slots, rate: float, t: int) -> tuple[Leaf, ...]:
        fresh = -rate * g if by_step else g
        velocity = momentum * slots[0] + fresh
        ahead = momentum * velocity + fresh if nesterov else velocity
        return (ahead if by_step else -rate * ahead), velocity

    if not momentum:
        return by_rule(as_schedule(lr), {}, plain)
    return by_rule(as_schedule(lr), {"velocity": 0.0}, heavy)


def adagrad(
    lr: Rate, epsilon: float = 1e-10, initial: float = 0.0, epsilon_inside: bool = False
) -> Transformation:
    """AdaGrad: each entry's rate falls with the sum of its squared gradients.

    Parameters
    ----------
    lr
        Learning rate, a number or a schedule.
    epsilon
        Keeps the denominator from 0. PyTorch 1e-10; Keras and Optax 1e-7.
    initial
        What the sum of squares starts with. PyTorch 0; Keras and Optax 0.1.
    epsilon_inside
        Whether `epsilon` stands inside the square root, as in Keras and Optax.

    Returns
    -------
    Transformation
        With ``init``, ``transform`` and ``update``. Method: Duchi, Hazan and Singer, "Adaptive
        subgradient methods for online learning and stochastic optimization", 2011.
    """

    def rule(g: Leaf, p: Leaf, slots: Slots, rate: float, t: int) -> tuple[Leaf, ...]:
        total = slots[0] + g * g
        return -rate * g / _root(total, epsilon, inside=epsilon_inside), total

    return by_rule(as_schedule(lr), {"squares": initial}, rule)


def rmsprop(
    lr: Rate, rho: float = 0.99, epsilon: float = 1e-8, epsilon_inside: bool = False
) -> Transformation:
    """RMSprop: gradients divided by the root of their running mean square.

    Parameters
    ----------
    lr
        Learning rate, a number or a schedule.
    rho
        Decay of the running mean of squares. PyTorch .99 (there `alpha`); Keras and Optax .9.
    epsilon
        Keeps the denominator from 0. PyTorch and Optax 1e-8; Keras 1e-7.
    epsilon_inside
        Whether `epsilon` stands inside the square root, as in Keras and Optax.

    Returns
    -------
    Transformation
        With ``init``, ``transform`` and ``update``. Method: Tieleman and Hinton, lecture 6.5 of
        "Neural networks for machine learning", 2012.
    """

    def rule(g: Leaf, p: Leaf, slots: Slots, rate: float, t: int) -> tuple[Leaf, ...]:
        square = rho * slots[0] + (1.0 - rho) * (g * g)
        return -rate * g / _root(square, epsilon, inside=epsilon_inside), square

    return by_rule(as_schedule(lr), {"square": 0.0}, rule)


def adam(
    lr: Rate,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    epsilon_hat: bool = False,
) -> Transformation:
    """Adam.

    Parameters
    ----------
    lr
        Learning rate, a number or a schedule.
    beta1, beta2
        Decay of the running means of the gradients and of their squares.
    epsilon
        Added outside the square root, after the bias correction, as PyTorch and Optax do.
    epsilon_hat
        Add `epsilon` before the bias correction, as Keras does (with 1e-7): the two differ where
        gradients are small.

    Returns
    -------
    Transformation
        With ``init``, ``transform`` and ``update``. Method: Kingma and Ba, "Adam: a method for
        stochastic optimization", 2015: algorithm 1, or with `epsilon_hat` the form at the end of
        its section 2.
    """
    return adamw(lr, beta1, beta2, epsilon, weight_decay=0.0, epsilon_hat=epsilon_hat)


def adamw(
    lr: Rate,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    weight_decay: float = 0.01,
    epsilon_hat: bool = False,
) -> Transformation:
    """Adam with weight decay that does not pass through its running means.

    Parameters
    ----------
    lr
        Learning rate, a number or a schedule.
    beta1, beta2, epsilon, epsilon_hat
        As for `adam`.
    weight_decay
        Each parameter loses ``lr * weight_decay`` of itself a step. PyTorch .01; Keras .004; Optax 1e-4.

    Returns
    -------
    Transformation
        With ``init``, ``transform`` and ``update``. Method: Loshchilov and Hutter, "Decoupled weight decay
        regularization", 2019.
    """

    def rule(g: Leaf, p: Leaf, slots: Slots, rate: float, t: int) -> tuple[Leaf, ...]:
        mean = beta1 * slots[0] + (1.0 - beta1) * g
        square = beta2 * slots[1] + (1.0 - beta2) * (g * g)
        unbias1, unbias2 = 1.0 - beta1**t, 1.0 - beta2**t
        if epsilon_hat:
            step = -rate * np.sqrt(unbias2) / unbias1 * mean / (np.sqrt(square) + epsilon)
        else:
            step = -rate * (mean / unbias1) / (np.sqrt(square / unbias2) + epsilon)
        return (step - rate * weight_decay * p if weight_decay else step), mean, square

    return by_rule(as_schedule(lr), {"mean": 0.0, "square": 0.0}, rule)


def lion(
    lr: Rate, beta1: float = 0.9, beta2: float = 0.99, weight_decay: float = 0.0
) -> Transformation:
    """Lion: steps of one size, in the direction of the sign of a running mean.

    Parameters
    ----------
    lr
        Learning rate, a number or a schedule: each entry moves by this much.
    beta1, beta2
        How the running mean and the present gradient are mixed for the step, and for what is remembered.
    weight_decay
        Each parameter loses ``lr * weight_decay`` of itself a step. Optax 1e-3.

    Returns
    -------
    Transformation
        With ``init``, ``transform`` and ``update``. Method: Chen et al., "Symbolic discovery of optimization
        algorithms", 2023, algorithm 2.
    """

    def rule(g: Leaf, p: Leaf, slots: Slots, rate: float, t: int) -> tuple[Leaf, ...]:
        direction = np.sign(beta1 * slots[0] + (1.0 - beta1) * g)
        return -rate * (direction + weight_decay * p), beta2 * slots[0] + (1.0 - beta2) * g

    return by_rule(as_schedule(lr), {"mean": 0.0}, rule)


def _root(square: Leaf, epsilon: float, *, inside: bool) -> Leaf:
    return np.sqrt(square + epsilon) if inside else np.sqrt(square) + epsilon
