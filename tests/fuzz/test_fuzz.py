"""Functions of other people's source: written, refused with a line, or raising as in Python."""

import os

import pytest

from tests.fuzz.run import fuzzed, sample
from tests.fuzz.targets import targets

SEED = int(os.environ.get("GRADWRIGHT_SEED", "0"))


def test_there_is_something_to_fuzz_with():
    every = targets()
    assert len(every) > 600
    assert sum(one.arithmetic for one in every) > 60
    assert {one.label.split(".")[0] for one in every} >= {
        "statistics",
        "numpy",
        "scipy",
        "colorsys",
    }


def test_a_sample():
    print(f"fuzzing a sample, seed {SEED}")
    report = fuzzed(sample(48, SEED), jobs=2)
    print("\n".join(report.lines()))
    assert report.others() == []


@pytest.mark.slow
def test_every_function():
    report = fuzzed(sample(None, 0), jobs=2)
    print("\n".join(report.lines()))
    assert report.others() == []
    assert report.written_share() >= 0.3
