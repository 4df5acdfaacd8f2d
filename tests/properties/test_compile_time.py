"""The time to write backward code grows linearly with the program."""

import math

from benchmarks.generated import seconds_to_write


def test_linear_growth():
    seconds_to_write(20)
    times = {length: seconds_to_write(length, repeats=2) for length in (40, 160, 640)}
    slope = math.log(times[640] / times[160]) / math.log(4.0)
    assert slope < 1.2, times


def test_320_statements():
    seconds_to_write(20)
    assert seconds_to_write(320) < 0.3
