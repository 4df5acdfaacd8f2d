"""The work of writing backward code grows linearly with the program; seconds are in benchmarks/."""

import math

import numpy as np
from benchmarks.generated import straight_line

import gradwright as gw
from tests.properties.work import calls

ARGUMENTS = (np.linspace(0.1, 0.9, 5), np.linspace(0.2, 0.4, 5))


def work_of(statements: int) -> int:
    """Return the calls that writing a program's backward code takes."""
    program = straight_line(statements, mark=7)
    return calls(lambda: gw.source(program, *ARGUMENTS, wrt=(0, 1)))


def test_linear_growth():
    work_of(20)
    counts = {statements: work_of(statements) for statements in (80, 320)}
    slope = math.log(counts[320] / counts[80]) / math.log(4.0)
    assert slope < 1.1, counts
