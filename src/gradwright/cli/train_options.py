"""The options of `gradwright train`: one row each, checked the same way.

What is given on the command line stands before what a resumed run was started with, and that before the
data set's own default, and that before everybody's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from gradwright.cli.usage import UsageError
from gradwright.training.networks import ACTIVATIONS, words_of
from gradwright.training.optimizers import OPTIMIZERS
from gradwright.training.running import Settings
from gradwright.training.sources import TASKS, Request, identifier, source_of

MANY, WIDE = 2**32, 2**16 + 1  # bounds of what can be asked for
Given = Mapping[str, str | None]
Values = dict[str, Any]


@dataclass(frozen=True)
class Option:
    """One row: how its text is read, its default, what help says."""

    read: Callable[[str, str], Any]
    default: str | None
    help: str


@dataclass(frozen=True)
class Options:
    """The options of one run, checked."""

    request: Request
    settings: Settings
    epochs: int
    out: Path
    backward: Path | None


def _refuse(name: str, found: object, expected: str) -> NoReturn:
    raise UsageError(f"{name} {found}: {expected}")


def _whole(allowed: range) -> Callable[[str, str], int]:
    expected = f"a whole number from {allowed.start} to {allowed.stop - 1:,} is needed"

    def read(name: str, text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            _refuse(name, text, expected)
        return value if value in allowed else _refuse(name, text, expected)

    return read


def _number(expected: str, is_allowed: Callable[[float], bool]) -> Callable[[str, str], float]:
    def read(name: str, text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            _refuse(name, text, expected)
        return value if is_allowed(value) and value < math.inf else _refuse(name, text, expected)

    return read


def _choice(names: tuple[str, ...]) -> Callable[[str, str], str]:
    def read(name: str, text: str) -> str:
        return text if text in names else _refuse(name, text, f"choose one of {', '.join(names)}")

    return read


def _names(name: str, text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _path(name: str, text: str) -> Path:
    return Path(text) if text else _refuse(name, repr(text), "a path is needed")


_positive = _number("a positive, finite number is needed", lambda value: value > 0.0)
_not_negative = _number("a finite number of at least 0 is needed", lambda value: value >= 0.0)

OPTIONS: dict[str, Option] = {
    "target": Option(lambda _, text: text, None, "the column of a CSV file to predict"),
    "ignore": Option(_names, None, "columns of a CSV file to leave out, separated by commas"),
    "task": Option(
        _choice(TASKS), "auto", "whether a CSV file's target is classes or numbers, if not plain"
    ),
    "layers": Option(
        lambda _, text: ",".join(words_of(text)), "64,relu",
        f"hidden layers: units, {', '.join(ACTIVATIONS)}, dropout:P",
    ),
    "hidden": Option(_whole(range(1, WIDE)), None, "short for --layers N,relu"),
    "optimizer": Option(_choice(tuple(OPTIMIZERS)), "adam", " or ".join(OPTIMIZERS)),
    "learning_rate": Option(_positive, None, "the optimizer's own if not given"),
    "decay": Option(_not_negative, "0", "the rate is divided by 1 + DECAY * step"),
    "epochs": Option(_whole(range(1, MANY)), "30", "passes over the rows to train on"),
    "batch_size": Option(_whole(range(1, MANY)), "64", "rows a step"),
    "l2": Option(_not_negative, "0", "L2 penalty on all weights"),
    "seed": Option(_whole(range(MANY)), "0", "decides the split, first weights and order"),
    "out": Option(_path, None, "directory for what the run leaves, named like the data if not given"),
    "backward": Option(_path, None, "train with the backward code of this file instead"),
}  # fmt: skip


def flag(key: str) -> str:
    """Return how an option is written."""
    return f"--{key.replace('_', '-')}"


def read_given(given: Given) -> Values:
    """Return the values of the options that were given.

    Raises
    ------
    UsageError, GradwrightError
        For the first that cannot be followed.
    """
    values = {
        key: option.read(flag(key), text)
        for key, option in OPTIONS.items()
        if (text := given[key]) is not None
    }
    if "hidden" in values:
        if "layers" in values:
            _refuse("--hidden", values["hidden"], "it stands in --layers' place, give one of them")
        values["layers"] = f"{values['hidden']},relu"
    return values


def out_of(data: str, values: Values) -> Path:
    """Return the directory of a run."""
    return values.get("out", Path(identifier(Path(data).stem)))


def options_of(data: str, given: Values, recorded: Values) -> Options:
    """Return a run's options: what was given, before what was recorded, before defaults."""
    own = source_of(data).defaults
    usual = {key: own.get(key, option.default) for key, option in OPTIONS.items()}
    defaults = {
        key: OPTIONS[key].read(flag(key), text) for key, text in usual.items() if text is not None
    }
    values = {**defaults, **recorded, **given}
    rate = values.get("learning_rate") or OPTIMIZERS[values["optimizer"]][1]
    settings: Values = {key: values[key] for key in Settings.__dataclass_fields__ if key in values}
    request: Values = {
        key: values[key] for key in ("target", "ignore", "task", "seed") if key in values
    }
    request["ignore"], settings["learning_rate"] = tuple(request.get("ignore", ())), rate
    return Options(
        Request(data, **request),
        Settings(**settings),
        values["epochs"],
        out_of(data, values),
        values.get("backward"),
    )
