"""Optimizers by name: how each is made from a learning rate, and the rate that it has by default."""

from __future__ import annotations

from collections.abc import Callable

from gradwright.nn.optimizers import adagrad, adam, adamw, lion, rmsprop, sgd
from gradwright.nn.schedules import Rate, inverse_time
from gradwright.nn.transformations import Transformation

OPTIMIZERS: dict[str, tuple[Callable[[Rate], Transformation], float]] = {
    "adam": (adam, 3e-3),
    "adamw": (adamw, 3e-3),
    "momentum": (lambda rate: sgd(rate, momentum=0.9), 0.1),
    "nesterov": (lambda rate: sgd(rate, momentum=0.9, nesterov=True), 0.1),
    "sgd": (sgd, 0.2),
    "adagrad": (adagrad, 0.05),
    "rmsprop": (rmsprop, 1e-3),
    "lion": (lion, 1e-3),
}


def optimizer_of(name: str, rate: float, decay: float) -> Transformation:
    """Return an optimizer whose rate is ``rate / (1 + decay * step)``."""
    return OPTIMIZERS[name][0](inverse_time(rate, decay) if decay else rate)
