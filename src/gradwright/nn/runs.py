"""What a training run has come to, in memory and in one file that it can be resumed from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gradwright.diagnostics import GradwrightError
from gradwright.nn import checkpoint as files
from gradwright.nn.described import (
    Arrays,
    UnreadableError,
    describe,
    describe_state,
    restore,
    restore_state,
)
from gradwright.nn.plausible import check
from gradwright.nn.transformations import State

History = tuple[dict[str, float], ...]
FAILURES = (  # of a description that is not what was written
    UnreadableError, GradwrightError, ArithmeticError, AttributeError, LookupError, TypeError,
    ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What training has come to.

    Attributes
    ----------
    model
        The trained model: with early stopping the one of the best epoch, else the last.
    history
        One row an epoch: ``epoch``, ``loss`` (the mean over its batches), the metrics on the training
        data, and with a validation part ``validation_loss`` and ``validation_`` metrics.
    epochs
        Epochs that were completed.
    interrupted
        Whether Ctrl-C ended it; `model` holds what was learned until then.
    progress
        Where the next epoch starts.
    notes
        What `fit` was given to be kept with the run.
    """

    model: Any
    history: History
    epochs: int
    interrupted: bool
    progress: Progress
    notes: Any = None

    def save(self, path: str | Path) -> None:
        """Write the run to one safetensors file, whole or not at all.

        Parameters
        ----------
        path
            The file. It holds the model, the optimizer's state, the generator's state and the history.

        Raises
        ------
        GradwrightError
            GW006 if safetensors is not installed, GW611 if the file cannot be written.
        """
        arrays: Arrays = {}
        at = self.progress
        history = _columns(at.history)
        held = {"model": at.model, "epoch": at.epoch, "history": history, "best": at.best}
        about = {
            "model": describe(self.model, "model", arrays),
            "progress": describe(held, "progress", arrays),
            "state": describe_state(at.state, "state", arrays),
            "rng": at.rng,
            "notes": self.notes,
        }
        files.save_parameters(path, arrays, about)


def _columns(history: History) -> dict[str, NDArray[np.float64]]:
    """Return a history as arrays by name, in which nan stands where a row has no such number."""
    names = dict.fromkeys(name for row in history for name in row)
    return {k: np.array([row.get(k, math.nan) for row in history], np.float64) for k in names}


def _rows(columns: Mapping[str, NDArray[np.float64]]) -> History:
    values = zip(*(column.tolist() for column in columns.values()), strict=True)
    return tuple(dict(zip(columns, row, strict=True)) for row in values)


@dataclass(frozen=True)
class Progress:
    """Where a run stands after an epoch: all that the next epoch depends on.

    best: the model and the validation loss of the best epoch so far, and how many epochs ago that was.
    """

    model: Any
    state: State
    rng: Any
    epoch: int
    history: History
    best: tuple[Any, float, int]


def load(path: str | Path, like: object = None) -> Run:
    """Read a run that `Run.save`, or the checkpoint of `fit`, wrote.

    Parameters
    ----------
    path
        The file.
    like
        A model of the same structure, where it is made of classes or functions that are not
        `gradwright.nn`'s.

    Returns
    -------
    Run
        Arrays bit for bit as they were.

    Raises
    ------
    GradwrightError
        GW604 if there is no such file, GW613 if it is damaged, or no checkpoint.
    """
    arrays, about = files.read(path)
    try:
        if not isinstance(about, dict):
            raise UnreadableError("it is no run of nn.fit")
        parts = cast("dict[str, Any]", about)
        model = restore(parts["model"], arrays, like)
        shape = {"model": model, "best": (model, None, None)}
        held = restore(parts["progress"], arrays, shape)
        progress = Progress(
            state=restore_state(parts["state"], arrays, model),
            rng=parts["rng"],
            **held | {"history": _rows(held["history"])},
        )
        check(progress, model)
    except FAILURES as problem:
        raise files.damaged(path, str(problem)) from problem
    epochs, notes = progress.epoch, parts.get("notes")
    return Run(model, progress.history, epochs, interrupted=False, progress=progress, notes=notes)
