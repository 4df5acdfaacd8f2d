"""Where data come from: one row a data set, and CSV files.

In: a `Request`. Out: `Data`. Another data set is another row.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradwright.diagnostics import error
from gradwright.nn.extras import require
from gradwright.training.data import FEWEST, Data, named
from gradwright.training.tables import Table, number, read_table

MOST_CLASSES = 20  # whole numbers with more different values are numbers to be predicted
SMALL = {"epochs": "100", "batch_size": "32"}
TASKS = ("auto", "classes", "numbers")


@dataclass(frozen=True)
class Request:
    """What is asked for: a name or a path, how to read a table, the seed of what is drawn."""

    data: str
    target: str | None = None
    ignore: tuple[str, ...] = ()
    task: str = "auto"
    seed: int = 0


@dataclass(frozen=True)
class Source:
    """One row of the table: what it is, how it is loaded, what a run does unless told."""

    what: str
    load: Callable[[Request], Data]
    defaults: dict[str, str] = field(default_factory=dict[str, str])


def load(request: Request) -> Data:
    """Load a data set of the table, or a CSV file.

    Raises
    ------
    GradwrightError
        GW616 to GW618 for what cannot be read; GW006 if scikit-learn is needed and not installed.
    """
    return source_of(request.data).load(request)


def source_of(name: str) -> Source:
    """Return the row of a data set; every other name is a file's."""
    return SOURCES.get(name, TABLE)


def as_table(name: str, notes: Mapping[str, Any]) -> Table:
    """Return a CSV file, or a data set of the table the way that it would stand in one.

    Parameters
    ----------
    name
        A data set or a path.
    notes
        Of the run that the rows are for: data that are drawn are drawn with its seed.

    Raises
    ------
    GradwrightError
        GW616 or GW617 for a file that cannot be read.
    """
    if name not in SOURCES:
        return read_table(Path(name))
    data = load(Request(name, seed=notes["settings"]["seed"]))
    targets: list[Any] = data.targets.tolist()
    classes = data.classes
    true = [repr(value) if classes is None else classes[int(value)] for value in targets]
    values: list[list[float]] = data.inputs.tolist()
    rows = tuple((*map(repr, row), last) for row, last in zip(values, true, strict=True))
    return Table(name, (*data.columns, data.target), rows, tuple(range(2, 2 + len(values))))


def _spiral(request: Request, points: int = 100, arms: int = 3) -> Data:
    """Draw arms of a spiral, the curriculum's: each is a class."""
    rng = np.random.default_rng(request.seed)
    radius = np.tile(np.linspace(0.0, 1.0, points), arms)
    turns = np.concatenate([np.linspace(4.0 * k, 4.0 * (k + 1), points) for k in range(arms)])
    angle = 2.5 * (turns + 0.2 * rng.normal(size=arms * points))
    inputs = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    classes, labels = named([f"arm {k + 1}" for k in range(arms) for _ in range(points)])
    return Data("spiral", ("x", "y"), inputs, "arm", labels, classes, "points")


def _sine(request: Request, points: int = 1000) -> Data:
    x = np.linspace(0.0, 1.0, points)
    return Data("sine", ("x",), x[:, np.newaxis], "y", np.sin(2.0 * np.pi * x), rows="points")


def _bundled(request: Request, target: str, rows: str, *, classes: bool = True) -> Data:
    """Load one of scikit-learn's own data sets."""
    module = require("sklearn.datasets", f"the {request.data} data")
    found: Any = getattr(module, f"load_{request.data}")()
    names = tuple(map(str, found.target_names)) if classes else None
    targets: NDArray[Any] = found.target if classes else np.asarray(found.target, np.float64)
    columns = tuple(map(str, found.feature_names))
    return Data(
        request.data, columns, np.asarray(found.data, np.float64), target, targets, names, rows
    )


def _digits(request: Request) -> Data:
    images = _bundled(request, "digit", "images")
    return replace(images, scale=16.0, image=(8, 8))


def _table(request: Request) -> Data:
    path = Path(request.data)
    if request.data not in SOURCES and not path.suffix and not path.exists():
        known = f"{', '.join(SOURCES)}, or a CSV file"
        raise error("GW618", name="data set", found=request.data, expected=f"choose one of {known}")
    table = read_table(path)
    target = _target(table, request.target)
    columns = tuple(c for c in table.header if c != target and c not in request.ignore)
    for column in request.ignore:
        _check_column(table, "--ignore", column)
    if not columns:
        raise error("GW616", filename=path, reason=f"it has no column beside {target!r}")
    if len(table.rows) < FEWEST:
        reason = f"it has {len(table.rows)} rows, and {FEWEST} are needed"
        raise error("GW616", filename=path, reason=reason)
    targets, classes = _targets(table, target, request.task)
    inputs = np.stack([table.numbers(column) for column in columns], axis=1)
    return Data(identifier(path.stem), columns, inputs, target, targets, classes)


def _target(table: Table, target: str | None) -> str:
    if target is None:
        raise error(
            "GW618", name="--target", found="is missing",
            expected=f"name the column to predict, one of {', '.join(table.header)}",
        )  # fmt: skip
    return _check_column(table, "--target", target)


def _check_column(table: Table, option: str, column: str) -> str:
    if column not in table.header:
        expected = f"the columns of {table.path} are {', '.join(table.header)}"
        raise error("GW618", name=option, found=column, expected=expected)
    return column


def _targets(table: Table, column: str, task: str) -> tuple[NDArray[Any], tuple[str, ...] | None]:
    """Return the values to predict, and the classes' names where they are classes."""
    texts = table.texts(column)
    values = [number(text) for text in texts]
    if task == "numbers" or (task == "auto" and not _are_classes(values)):
        numbers = table.numbers(column)
        if numbers.min() == numbers.max():
            table.refuse(column, f"is {texts[0]} in every row")
        return numbers, None
    return _classes(table, column, texts, values)


def _are_classes(values: list[float | None]) -> bool:
    """Whether a target's values are classes: no numbers, or few different whole numbers."""
    numbers = [value for value in values if value is not None]
    if len(numbers) < len(values):
        return 2 * len(numbers) < len(values)
    different = set(numbers)
    whole = all(value.is_integer() for value in different)
    return whole and len(different) <= min(MOST_CLASSES, len(values) // 2)


def _classes(
    table: Table, column: str, texts: list[str], values: list[float | None]
) -> tuple[NDArray[Any], tuple[str, ...]]:
    counts = Counter(texts)
    if len(counts) == 1:
        table.refuse(column, f"is {texts[0]!r} in every row: there is one class")
    if len(counts) > len(texts) // 2:
        table.refuse(column, f"has {len(counts)} classes in {len(texts)} rows")
    if None in values:
        classes, labels = named(texts)
        return labels, classes
    order = sorted(counts, key=float)
    if len(set(values)) < len(order):
        table.refuse(column, f"has one number in several forms: {', '.join(order[:6])}")
    places = {name: place for place, name in enumerate(order)}
    return np.array([places[text] for text in texts]), tuple(order)


def identifier(stem: str) -> str:
    """Return a file's name as one of Python's."""
    name = re.sub(r"\W+", "_", stem).strip("_") or "table"
    return name if name.isidentifier() else f"table_{name}"


SOURCES: dict[str, Source] = {
    "spiral": Source(
        "three arms of 100 points in a plane",
        _spiral,
        {"layers": "64,relu,64,relu", "learning_rate": "0.01", "decay": "1e-3", "epochs": "200"},
    ),
    "sine": Source(
        "1,000 points of a sine",
        _sine,
        {"layers": "64,relu,64,relu", "learning_rate": "0.005", "decay": "1e-3", "epochs": "100"},
    ),
    "digits": Source(
        "scikit-learn's 1,797 images of 8 by 8 pixels", _digits, {"layers": "128,relu"}
    ),
    "iris": Source(
        "150 flowers", functools.partial(_bundled, target="species", rows="flowers"), SMALL
    ),
    "wine": Source(
        "178 wines", functools.partial(_bundled, target="cultivar", rows="wines"), SMALL
    ),
    "breast_cancer": Source(
        "569 tumours", functools.partial(_bundled, target="diagnosis", rows="tumours"), SMALL
    ),
    "diabetes": Source(
        "442 patients",
        functools.partial(_bundled, target="progression", rows="patients", classes=False),
        {"batch_size": "32"},
    ),
}
TABLE = Source("a CSV file with a header, and --target", _table, SMALL)
