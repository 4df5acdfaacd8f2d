"""Learning rates that change: a schedule is any function from the step, 0 first, to the rate."""

from __future__ import annotations

from collections.abc import Callable

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


def as_schedule(rate: Rate) -> Schedule:
    """A schedule as it is, a number as the constant schedule of it."""
    return rate if callable(rate) else constant(rate)
