"""Make a failing program smaller: drop what can be dropped while it still fails in the same way."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from tests.properties.program_text import Program, smaller

Fails = Callable[[Program], bool]


class TooLong(BaseException):
    """A program that was made smaller does not end in time."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `TooLong` if the block takes longer (in the main thread of a process)."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def fails_in_time(program: Program, fails: Fails, seconds: float = 3.0) -> bool:
    """Say whether a program fails; one that has lost the step of its loop and never ends does not."""
    try:
        with limited(seconds):
            return fails(program)
    except TooLong:
        return False


def shrunk(program: Program, fails: Fails, seconds: float = 30.0) -> Program:
    """Return a smallest program that still fails, or the best found in time."""
    until = time.monotonic() + seconds
    found = True
    while found and time.monotonic() < until:
        found = False
        for candidate in smaller(program):
            if time.monotonic() > until:
                break
            if fails_in_time(candidate, fails):
                program, found = candidate, True
                break
    return program
