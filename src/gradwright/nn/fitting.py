"""Training a network: minibatches, validation, early stopping, and a run that can be saved and resumed.

In: a model that can be called, data, a loss, an optimizer. Out: a `Run`. One seed is one trajectory,
bit for bit, also where the run was stopped and resumed from its checkpoint in between.
"""

from __future__ import annotations

import functools
import inspect
import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gradwright.api import value_and_grad
from gradwright.diagnostics import GradwrightError, error
from gradwright.nn import checkpoint as files
from gradwright.nn import losses
from gradwright.nn.diverging import first_bad_line, first_bad_statement
from gradwright.nn.evaluation import Data, Loss, Metric, check_rows, evaluate
from gradwright.nn.extras import require
from gradwright.nn.plausible import forms, same_slots
from gradwright.nn.runs import Progress, Run, load
from gradwright.nn.structure import float_leaves, with_floats
from gradwright.nn.training import minibatches
from gradwright.nn.transformations import State, Transformation


def fit(  # noqa: PLR0913  (each is one option of a run)
    model: Any,
    x: Data,
    y: Data,
    *,
    loss: Loss,
    optimizer: Transformation,
    epochs: int,
    batch_size: int = 32,
    validation: float | tuple[Data, Data] | None = None,
    metrics: Sequence[Metric] = (),
    penalty: Callable[[Any], Any] | None = None,
    patience: int | None = None,
    seed: int = 0,
    checkpoint: str | Path | None = None,
    save_every: float = 0.0,
    notes: Any = None,
    backward: Callable[..., Any] | None = None,
    progress: bool | None = None,
) -> Run:
    """Train a model by minibatches, with the gradient that is written for its loss.

    Parameters
    ----------
    model
        Any structure that can be called with inputs, `Sequential` for example. One whose ``__call__`` has a
        parameter ``rng`` draws from it while training.
    x, y
        Inputs and targets, one row each.
    loss
        ``(outputs, targets) -> scalar``.
    optimizer
        A transformation, ``nn.adam(1e-3)``.
    epochs
        How often all rows are seen, in a fresh order each time.
    batch_size
        Rows a step; the last step of an epoch may have fewer.
    validation
        A share of the rows that is held out (drawn by `seed`), or inputs and targets of their own.
    metrics
        ``(outputs, targets) -> float``, measured after each epoch.
    penalty
        ``model -> scalar``, added to the loss: regularisation.
    patience
        Stop when the validation loss was not the lowest for so many epochs, and keep the best model.
    seed
        Of the order of the rows, the held-out part and dropout.
    checkpoint
        A file that is written after epochs. If it exists, training goes on from it.
    save_every
        Seconds that lie at least between two checkpoints; 0 writes one after each epoch.
    notes
        What JSON can hold; it is kept with the run and in its checkpoints, the classes' names for example.
    backward
        Written code to train with instead of what would be written here: ``(1.0, *arrays, inputs, targets)``,
        with ``rng`` behind them if it draws, gives the loss (with its penalty) and the gradients of the
        model's arrays in their order.
    progress
        Whether to show a bar; unless told, where standard error is a terminal and tqdm is installed.

    Returns
    -------
    Run
        The model, the history, and what is needed to go on.

    Raises
    ------
    GradwrightError
        GW603 for an option out of range, GW614 for data that do not fit, GW615 where the loss becomes nan or
        infinite, with the statement; GW613 for a checkpoint that is damaged or of another model.
    """
    check_rows(x, y)
    for name, value in (("epochs", epochs + 1), ("batch_size", batch_size), ("patience", patience)):
        if value is not None and value < 1:
            raise error("GW603", name=name, found=repr(value), expected="a count of at least 1")
    rng = np.random.default_rng(seed)
    (x, y), held_out = _split(x, y, validation, rng)
    if patience is not None and held_out is None:
        raise error("GW603", name="patience", found=str(patience), expected="it needs validation=")
    start = Progress(
        model, optimizer.init(model), rng.bit_generator.state, 0, (), (model, math.inf, 0)
    )
    if checkpoint is not None and Path(checkpoint).exists():
        start = _resumed(checkpoint, model, start.state)
    draws = "rng" in inspect.signature(model if backward is None else backward).parameters
    gradient, first_bad = _written(loss, penalty, backward, draws=draws)
    trainer = _Trainer(
        x, y, held_out, loss, optimizer, batch_size, tuple(metrics),
        gradient, first_bad, rng, draws, patience,
    )  # fmt: skip
    return trainer.run(start, epochs, _Keeping(checkpoint, save_every, notes), progress)


@dataclass(slots=True)
class _Keeping:
    """When a run is written to its file, and what is kept with it."""

    path: str | Path | None
    every: float
    notes: Any
    last: float = field(default_factory=time.monotonic)

    def keep(self, run: Run, *, anyway: bool) -> None:
        """Write the run, if there is a file and it is time to."""
        if self.path is not None and (anyway or time.monotonic() >= self.last + self.every):
            run.save(self.path)
            self.last = time.monotonic()


@dataclass(slots=True, eq=False)
class _Trainer:
    """Takes the steps of a run, an epoch at a time."""

    x: Data
    y: Data
    held_out: tuple[Data, Data] | None
    loss: Loss
    optimizer: Transformation
    batch_size: int
    metrics: tuple[Metric, ...]
    gradient: Callable[..., Any]
    first_bad: Callable[[tuple[Any, ...]], str]
    rng: np.random.Generator
    draws: bool
    patience: int | None

    def run(self, at: Progress, epochs: int, keeping: _Keeping, shown: bool | None) -> Run:
        """Train from a point on, and return what came of it."""
        self.rng.bit_generator.state = at.rng
        batches = math.ceil(len(self.x) / self.batch_size)
        bar = _bar(shown, epochs * batches, at.epoch * batches)
        learned = [at.model]
        interrupted = False
        try:
            while at.epoch < epochs and not self._is_over(at):
                at = self._epoch(at, learned, bar, epochs)
                run = self._run_of(at, at.model, keeping.notes, interrupted=False)
                keeping.keep(run, anyway=at.epoch >= epochs or self._is_over(at))
        except KeyboardInterrupt:
            interrupted = True
        finally:
            bar.close()
        return self._run_of(at, learned[0], keeping.notes, interrupted=interrupted)

    def _run_of(self, at: Progress, model: Any, notes: Any, *, interrupted: bool) -> Run:
        best = at.best[0] if self.patience is not None and not interrupted else model
        return Run(best, at.history, at.epoch, interrupted, at, notes)

    def _is_over(self, at: Progress) -> bool:
        return self.patience is not None and at.best[2] >= self.patience

    def _epoch(self, at: Progress, learned: list[Any], bar: Any, epochs: int) -> Progress:
        model, state, total = at.model, at.state, 0.0
        for batch, rows in enumerate(minibatches(len(self.x), self.batch_size, self.rng)):
            value, dmodel = self.gradient(*self._given(model, rows))
            if not math.isfinite(value):
                self._stop(at, float(value), batch)
            model, state = self.optimizer.update(dmodel, state, model)
            learned[0] = model
            total += float(value) * len(rows)
            bar.update(1)
        row = {"epoch": float(at.epoch + 1), "loss": total / len(self.x), **self._measured(model)}
        bar.set_description_str(f"epoch {at.epoch + 1}/{epochs}", refresh=False)
        bar.set_postfix(_shown(row), refresh=False)
        return Progress(
            model, state, self.rng.bit_generator.state, at.epoch + 1, (*at.history, row),
            self._best(at, model, row.get("validation_loss", math.inf)),
        )  # fmt: skip

    def _given(self, model: Any, rows: Any) -> tuple[Any, ...]:
        inputs, targets = self.x.take(rows, 0), self.y.take(rows, 0)
        return (model, inputs, targets, self.rng) if self.draws else (model, inputs, targets)

    def _measured(self, model: Any) -> dict[str, float]:
        measured = evaluate(model, self.x, self.y, metrics=self.metrics) if self.metrics else {}
        if self.held_out is None:
            return measured
        others = evaluate(model, *self.held_out, loss=self.loss, metrics=self.metrics)
        return measured | {f"validation_{name}": value for name, value in others.items()}

    def _best(self, at: Progress, model: Any, value: float) -> tuple[Any, float, int]:
        best, lowest, ago = at.best
        return (model, value, 0) if value < lowest else (best, lowest, ago + 1)

    def _stop(self, at: Progress, loss: float, batch: int) -> None:
        """Say where the loss of a batch stopped being a number: the epoch is run again up to there."""
        self.rng.bit_generator.state = at.rng
        model, state = at.model, at.state
        order = list(minibatches(len(self.x), self.batch_size, self.rng))
        for rows in order[:batch]:
            _, dmodel = self.gradient(*self._given(model, rows))
            model, state = self.optimizer.update(dmodel, state, model)
        with np.errstate(all="ignore"):
            statement = self.first_bad(self._given(model, order[batch]))
        raise error("GW615", loss=loss, epoch=at.epoch + 1, batch=batch + 1, statement=statement)


def _written(
    loss: Loss,
    penalty: Callable[[Any], Any] | None,
    backward: Callable[..., Any] | None,
    *,
    draws: bool,
) -> tuple[Callable[..., Any], Callable[[tuple[Any, ...]], str]]:
    """Return what gives a batch's loss and gradient, and what names a statement that is no number."""
    if backward is None:
        objective = _objective(loss, penalty, draws=draws)
        return value_and_grad(objective), lambda given: first_bad_statement(objective, given)

    def value_and_gradient(model: Any, *rest: Any) -> tuple[Any, Any]:
        value, gradients = backward(1.0, *float_leaves(model), *rest)
        return value, with_floats(model, gradients)

    def first_bad(given: tuple[Any, ...]) -> str:
        return first_bad_line(backward, (1.0, *float_leaves(given[0]), *given[1:]))

    return value_and_gradient, first_bad


@functools.lru_cache(maxsize=32)
def _objective(
    loss: Loss, penalty: Callable[[Any], Any] | None, *, draws: bool
) -> Callable[..., Any]:
    """Return the function that is differentiated, the loss of a batch: one for all runs of a loss."""

    def objective(model: Any, inputs: Any, targets: Any) -> Any:
        return loss(model(inputs), targets)

    def objective_of_draws(model: Any, inputs: Any, targets: Any, rng: Any) -> Any:
        return loss(model(inputs, rng=rng), targets)

    def penalised(model: Any, inputs: Any, targets: Any) -> Any:
        return loss(model(inputs), targets) + penalty(model)  # type: ignore[misc]

    def penalised_of_draws(model: Any, inputs: Any, targets: Any, rng: Any) -> Any:
        return loss(model(inputs, rng=rng), targets) + penalty(model)  # type: ignore[misc]

    if draws:
        return objective_of_draws if penalty is None else penalised_of_draws
    return objective if penalty is None else penalised


def _split(
    x: Data,
    y: Data,
    validation: float | tuple[Data, Data] | None,
    rng: np.random.Generator,
) -> tuple[tuple[Data, Data], tuple[Data, Data] | None]:
    if validation is None:
        return (x, y), None
    if isinstance(validation, tuple):
        check_rows(*validation)
        return (x, y), validation
    count = round(validation * len(x)) if 0.0 < validation < 1.0 else 0
    if not 0 < count < len(x):
        expected = "a share that leaves rows on both sides"
        raise error("GW603", name="validation", found=repr(validation), expected=expected)
    order = rng.permutation(len(x))
    held, kept = np.sort(order[:count]), np.sort(order[count:])
    return (x[kept], y[kept]), (x[held], y[held])


def _resumed(path: str | Path, model: Any, first: State) -> Progress:
    """Return where a checkpoint stands, if it is one of this model and this optimizer."""
    found = load(path, like=model).progress
    if forms(found.model) != forms(model):
        raise files.damaged(path, "it is of a model with other shapes or dtypes")
    if not same_slots(found.state, first):
        raise files.damaged(path, "it is of another optimizer")
    return found


BAR = "{desc} {percentage:3.0f}%|{bar:6}| {remaining} left {rate_fmt}{postfix}"


class _NoBar:
    """What stands for a progress bar where none is shown."""

    def update(self, count: int) -> None: ...
    def set_description_str(self, text: str, *, refresh: bool) -> None: ...
    def set_postfix(self, values: Mapping[str, str], *, refresh: bool) -> None: ...
    def close(self) -> None: ...


def _bar(shown: bool | None, total: int, done: int) -> Any:
    if shown is False or (shown is None and not sys.stderr.isatty()):
        return _NoBar()
    try:
        make = require("tqdm", "a progress bar").tqdm
    except GradwrightError:
        if shown:
            raise
        return _NoBar()
    return make(total=total, initial=done, unit="batch", dynamic_ncols=True, bar_format=BAR)


def _shown(row: Mapping[str, float]) -> dict[str, str]:
    """Return what a bar shows of a line of the history; what else is a loss says what the loss does."""
    told = {k: v for k, v in row.items() if not hasattr(losses, k.removeprefix("validation_"))}
    return {name: f"{value:.4g}" for name, value in told.items() if name != "epoch"}
