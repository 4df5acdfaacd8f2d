"""Numbers in structures: found with their paths, rebuilt in the same classes."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pytest

from gradwright.execute import as_float, has_integers, map_numbers, numbers_in


@dataclass(frozen=True)
class Layer:
    weights: Any
    units: int = field(default=3, metadata={"static": True})


class Point(NamedTuple):
    x: Any
    y: Any


STRUCTURE = {"net": [Layer(np.ones(2)), Layer(2)], "at": Point(1, (2.0, None)), "flag": True}


def test_paths():
    found = dict(numbers_in(STRUCTURE, "p"))
    assert list(found) == [
        "p['net'][0].weights",
        "p['net'][1].weights",
        "p['at'].x",
        "p['at'].y[0]",
    ]


def test_classes_are_kept():
    doubled = map_numbers(STRUCTURE, lambda number, path: number * 2)
    assert isinstance(doubled["net"][0], Layer)
    assert doubled["net"][0].units == 3
    assert doubled["net"][0].weights.tolist() == [2.0, 2.0]
    assert doubled["at"] == Point(2, (4.0, None))
    assert doubled["flag"] is True


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, float),
        (True, bool),
        (1.5, float),
        (np.int32(3), np.float64),
        (np.float32(3), np.float32),
    ],
)
def test_as_float(value, expected):
    assert type(as_float(value)) is expected


def test_arrays_as_float():
    assert as_float([np.arange(3)])[0].dtype == np.float64
    narrow = np.ones(3, np.float32)
    assert as_float(narrow) is narrow


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, True), ([1.0, [2]], True), (np.arange(2), True), ([True, 1.0, None, "a"], False)],
)
def test_has_integers(value, expected):
    assert has_integers(value) is expected
