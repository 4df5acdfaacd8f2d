"""Make a failing program smaller: drop what can be dropped while it still fails in the same way."""

import time
from collections.abc import Callable

from tests.properties.program_text import Program, smaller

Fails = Callable[[Program], bool]


def shrunk(program: Program, fails: Fails, seconds: float = 30.0) -> Program:
    """Return a smallest program that still fails, or the best found in time."""
    until = time.monotonic() + seconds
    found = True
    while found and time.monotonic() < until:
        found = False
        for candidate in smaller(program):
            if time.monotonic() > until:
                break
            if fails(candidate):
                program, found = candidate, True
                break
    return program
