"""One training run: what it starts from, its steps, what is kept so that it can be resumed.

In: data and settings. Out: a `Setup`, the text of its backward file, and the `Run` that comes of both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gradwright.api import source
from gradwright.diagnostics import error
from gradwright.nn.activations import Floats
from gradwright.nn.checkpoint import damaged
from gradwright.nn.evaluation import Data as Array
from gradwright.nn.evaluation import evaluate
from gradwright.nn.extras import require
from gradwright.nn.fitting import fit
from gradwright.nn.layers import Sequential
from gradwright.nn.runs import Run
from gradwright.training.data import Data, Parts, Preparation, preparation, split
from gradwright.training.networks import (
    Ends,
    draws,
    forward_function,
    forward_text,
    network,
    parameters_of,
)
from gradwright.training.optimizers import optimizer_of
from gradwright.training.tasks import Task, task_of

SAMPLE = 8  # rows that the code is written for and tried with; any number is right later
SAVED_EVERY = 0.5  # seconds
Written = Callable[..., Any]


@dataclass(frozen=True)
class Settings:
    """What decides a run, beside its data and its number of epochs."""

    layers: str
    optimizer: str
    learning_rate: float
    decay: float
    batch_size: int
    l2: float
    seed: int


@dataclass(frozen=True)
class Setup:
    """What a run starts from."""

    data: Data
    settings: Settings
    parts: Parts
    prepared: Preparation
    model: Sequential

    @property
    def task(self) -> Task:
        """What is learned."""
        return task_of(self.data)

    def rows(self, part: NDArray[np.integer]) -> tuple[Floats, Array]:
        """Return what the network sees and is to give of some rows."""
        inputs = self.prepared.inputs(self.data.inputs[part])
        return inputs, self.prepared.targets(self.data.targets[part])

    @property
    def loss_name(self) -> str:
        """What the forward function is called."""
        return f"{self.data.name}_loss"


def set_up(data: Data, settings: Settings) -> Setup:
    """Split and prepare data, and draw the network's first weights.

    Raises
    ------
    GradwrightError
        GW617 for columns that cannot be standardised, GW618 for layers that cannot be.
    """
    rng = np.random.default_rng(settings.seed)
    parts = split(data, rng)
    prepared = preparation(data, parts.train)
    model = network(settings.layers, len(data.columns), task_of(data).width(prepared), rng)
    return Setup(data, settings, parts, prepared, model)


def sample(setup: Setup) -> tuple[Any, ...]:
    """Return what stands behind the arrays in a call of the backward function: a few rows."""
    rows = np.resize(setup.parts.train, SAMPLE)
    rng = (np.random.default_rng(0),) if draws(setup.model) else ()
    return (*setup.rows(rows), *rng)


def backward_text(setup: Setup) -> str:
    """Return the backward code of the network's loss, as a module."""
    task = setup.task
    ends = Ends(setup.loss_name, task.loss.__name__, task.outputs, task.targets)
    text = forward_text(setup.model, ends, setup.settings.l2)
    parameters = parameters_of(setup.model)
    function = forward_function(text, setup.loss_name)
    return source(function, *parameters.values(), *sample(setup), wrt=tuple(parameters))


def notes_of(setup: Setup, backward: str) -> dict[str, Any]:
    """Return what is kept with a run: how to predict with it, and what it was started with."""
    return {
        "data": setup.data.name,
        "settings": asdict(setup.settings),
        "rows": setup.data.fingerprint(),
        "backward": hashlib.sha256(backward.encode()).hexdigest(),
        "prepared": asdict(setup.prepared),
    }


def preparation_of(run: Run, path: Path) -> Preparation:
    """Return the preparation that is kept with a run.

    Raises
    ------
    GradwrightError
        GW613 where there is none.
    """
    try:
        held: dict[str, Any] = run.notes["prepared"]
        listed: dict[str, list[Any]] = {k: v for k, v in held.items() if isinstance(v, list)}
        values: dict[str, Any] = held | {k: tuple(v) for k, v in listed.items()}
        return Preparation(**values)
    except (AttributeError, KeyError, TypeError) as problem:
        raise damaged(path, "`gradwright train` did not write it") from problem


def check_resumable(run: Run, notes: Mapping[str, Any], path: Path) -> None:
    """Refuse to go on with a run that was started with other data, settings or code.

    Raises
    ------
    GradwrightError
        GW619 naming what differs; GW613 for a checkpoint that is no command's.
    """
    held = cast("Mapping[str, Any]", run.notes or {})
    if not {*notes} <= {*held}:
        raise damaged(path, "`gradwright train` did not write it")
    theirs, ours = {**held, **held["settings"]}, {**notes, **notes["settings"]}
    for key in ("data", *notes["settings"]):
        if theirs.get(key) != ours[key]:
            was, now = (f"{key.replace('_', ' ')} {values.get(key)}" for values in (theirs, ours))
            raise error("GW619", filename=path, found=was, expected=now)
    for key, what in (("rows", "other rows"), ("backward", "other backward code")):
        if held[key] != notes[key]:
            raise error("GW619", filename=path, found=what, expected="these")


def train(
    setup: Setup, backward: Written, epochs: int, checkpoint: Path, notes: Mapping[str, Any]
) -> Run:
    """Train with written code, from the checkpoint on where there is one.

    Raises
    ------
    GradwrightError
        GW615 where the loss is no number any more; GW613 for a checkpoint of another network.
    """
    settings, task = setup.settings, setup.task
    with np.errstate(all="ignore"), _one_thread():
        return fit(
            setup.model,
            *setup.rows(setup.parts.train),
            loss=task.loss,
            optimizer=optimizer_of(settings.optimizer, settings.learning_rate, settings.decay),
            epochs=epochs,
            batch_size=settings.batch_size,
            validation=setup.rows(setup.parts.test),
            metrics=(task.loss, task.metric),
            seed=settings.seed,
            checkpoint=checkpoint,
            save_every=SAVED_EVERY,
            notes=notes,
            backward=backward,
        )


def scores(setup: Setup, model: Any) -> dict[str, tuple[float, float]]:
    """Return loss and metric of a model on both parts: ``training`` and ``held out``."""
    named = {"training": setup.parts.train, "held out": setup.parts.test}
    return {name: _scores(setup, model, part) for name, part in named.items()}


def _scores(setup: Setup, model: Any, part: NDArray[np.integer]) -> tuple[float, float]:
    task = setup.task
    with np.errstate(all="ignore"):
        found = evaluate(model, *setup.rows(part), metrics=(task.loss, task.metric))
    loss, metric = found.values()
    return loss, metric


def _one_thread() -> AbstractContextManager[object]:
    """BLAS on one thread: on matrices this small, several mostly wait for each other."""
    limits = require("threadpoolctl", "training").threadpool_limits
    return cast("Callable[[int], AbstractContextManager[object]]", limits)(1)
