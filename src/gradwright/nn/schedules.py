"""Learning rates that change: a schedule is any function from the step, 0 first, to the rate."""

from __future__ import annotations

import math
from collections.abc import Callable

from gradwright.diagnostics import error

Schedule = Callable[[int], float]
Rate = float | Schedule


def constant(rate: float) -> Schedule:
    """The same rate at every step.

    Parameters
    ----------
    rate
        The learning rate.

    Returns
    -------
    schedule
        ``step -> rate``.
    """
    return lambda step: rate


def inverse_time(rate: float, decay: float) -> Schedule:
    """A rate that falls as ``rate / (1 + decay * step)``.

    Parameters
    ----------
    rate
        The rate at step 0.
    decay
        How fast it falls: after ``1 / decay`` steps it is half of `rate`.

    Returns
    -------
    schedule
        ``step -> rate / (1 + decay * step)``.
    """
    return lambda step: rate / (1.0 + decay * step)


def step(rate: float, every: int, factor: float = 0.1) -> Schedule:
    """A rate that is multiplied by a factor every so many steps.

    Parameters
    ----------
    rate
        The rate of the first `every` steps.
    every
        Steps between two changes, at least 1.
    factor
        What the rate is multiplied by.

    Returns
    -------
    schedule
        ``step -> rate * factor ** (step // every)``.
    """
    at_least_one("every", every)
    return lambda step: rate * factor ** (step // every)


def exponential(rate: float, factor: float, every: float = 1.0) -> Schedule:
    """A rate that falls by the same share in every step.

    Parameters
    ----------
    rate
        The rate at step 0.
    factor
        What the rate is multiplied by in `every` steps.
    every
        Steps, greater than 0.

    Returns
    -------
    schedule
        ``step -> rate * factor ** (step / every)``.
    """
    return lambda step: rate * factor ** (step / every)


def cosine(rate: float, steps: int, warmup: int = 0, end: float = 0.0) -> Schedule:
    """Half a cosine from a rate down to another, after a straight rise from 0.

    Parameters
    ----------
    rate
        The highest rate, reached at step `warmup`.
    steps
        The step at which `end` is reached, warm-up included; the rate stays there. At least ``warmup + 1``.
    warmup
        Steps of the rise: step k of them has the rate ``rate * (k + 1) / (warmup + 1)``.
    end
        The rate at the end.

    Returns
    -------
    schedule
        ``step -> rate``. Method: Loshchilov and Hutter, "SGDR: stochastic gradient descent with
        warm restarts", 2017, equation 5, without restarts.

    Raises
    ------
    GradwrightError
        GW603 if `steps` is not greater than `warmup`.
    """
    at_least_one("steps - warmup", steps - warmup)

    def rate_at(step: int) -> float:
        if step < warmup:
            return rate * (step + 1) / (warmup + 1)
        way = min((step - warmup) / (steps - warmup), 1.0)
        return end + 0.5 * (rate - end) * (1.0 + math.cos(math.pi * way))

    return rate_at


def at_least_one(name: str, value: int) -> None:
    """Refuse a count that is below 1."""
    if value < 1:
        raise error("GW603", name=name, found=repr(value), expected="a count of at least 1")


def as_schedule(rate: Rate) -> Schedule:
    """A schedule as it is, a number as the constant schedule of it."""
    return rate if callable(rate) else constant(rate)
