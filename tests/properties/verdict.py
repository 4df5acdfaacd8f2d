"""What the compiler makes of one random program: right, refused by code, or wrong, and how.

A program is right if its value is the forward value, its gradients agree with complex steps,
nothing of the caller's has changed, results share no memory, and the replay of its written code
finds every value that the reverse sweep reads to be the one of the forward sweep.
"""

import copy
import linecache
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any
from unittest import mock

import numpy as np

import gradwright as gw
from gradwright import pipeline
from tests.corpus.memory import shared, snapshot
from tests.properties.generator import COLUMNS, LENGTH, ROWS
from tests.properties.program_text import Program
from tests.reference import (
    complex_gradient,
    forward_result,
    leaves,
    map_leaves,
    upstream_like,
    worst_entry,
)
from tests.reference.compare import TOLERANCE

SECONDS = 60.0
RIGHT, REFUSED, WRONG, ERROR, INVALID = "right", "refused", "wrong", "unlocated error", "invalid"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a program and what was seen."""

    outcome: str
    detail: str = ""

    @property
    def failed(self) -> bool:
        """Say whether the compiler is at fault."""
        return self.outcome in (WRONG, ERROR)


class OutOfTime(Exception):
    """A program, or the compiler with it, did not come to an end."""


class Unjudged(Exception):
    """The independent reference cannot tell whether the compiler is right."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise OutOfTime where the block takes longer than some seconds of this process's own time.

    The time of a block within a limited one is not counted in the outer's.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise OutOfTime(f"still running after {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    left, _ = signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, left)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def read_once() -> Iterator[None]:
    """Keep the forward program that the public call reads: the replay is written from the same."""
    known: dict[object, Any] = {}
    read = pipeline.read

    def remembered(function: Callable[..., Any], *arguments: Any) -> Any:
        key = (function, arguments[-1])
        if key not in known:
            known[key] = read(function, *arguments)
        return known[key]

    with mock.patch.object(pipeline, "read", remembered):
        yield


def compiled(program: Program) -> Callable[..., Any]:
    """Return the program as a function whose source Python's tools find."""
    text, path = program.text, f"random_program_{program.seed}.py"
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    space: dict[str, Any] = {"__name__": f"random_program_{program.seed}"}
    exec(compile(text, path, "exec"), space)
    return space["program"]


def arguments_of(seed: int) -> tuple[Any, ...]:
    """Return arguments drawn from a seed."""
    rng = np.random.default_rng([7, seed])
    return (
        float(rng.normal()),
        float(rng.normal()),
        rng.normal(size=LENGTH),
        rng.normal(size=LENGTH),
        rng.normal(size=(ROWS, COLUMNS)),
    )


def replayed(function: Callable[..., Any], upstream: Any, arguments: tuple[Any, ...]) -> None:
    """Run the written code that checks each of its own reads; AssertionError if one differs."""
    wrt = tuple(range(len(arguments)))
    text = pipeline.replay_source(function, *arguments, wrt=wrt)
    space: dict[str, Any] = {}
    exec(compile(text, "<replay>", "exec"), space)
    space[f"{function.__name__}_backward"](upstream, *arguments)


def judged(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Verdict:
    """Differentiate a function and compare everything that must hold."""
    result = forward_result(function, arguments)
    upstream = upstream_like(result)
    if not all(np.isfinite(leaf).all() for _, leaf in leaves(result)):
        return Verdict(INVALID, "not finite")
    before, wrt = snapshot(upstream, arguments), tuple(range(len(arguments)))
    try:
        value, gradients = gw.vjp(function, wrt)(upstream, *arguments)
    except gw.GradwrightError as refusal:
        if refusal.code and refusal.lineno is not None:
            return Verdict(REFUSED, refusal.code)
        return Verdict(ERROR, f"no line: {refusal}")
    if snapshot(upstream, arguments) != before:
        return Verdict(WRONG, "an argument or the upstream gradient has changed")
    if pairs := shared((value, gradients), (upstream, arguments)):
        return Verdict(WRONG, f"shared memory: {pairs[0]}")
    problem = misfit(function, arguments, upstream, (value, result), gradients)
    if not problem:
        return Verdict(RIGHT)
    if problem.startswith("gradient") and is_ill_conditioned(
        function, arguments, upstream, gradients
    ):
        return Verdict(INVALID, f"ill-conditioned: {problem}")
    return Verdict(WRONG, problem)


def nudged(arguments: tuple[Any, ...], ulps: int) -> tuple[Any, ...]:
    """Return the arguments with every float moved by some units in the last place."""

    def move(_: Any, leaf: Any) -> Any:
        moved = leaf + ulps * np.spacing(np.abs(leaf))
        return moved if isinstance(leaf, np.ndarray) else float(moved)

    return tuple(map_leaves(move, copy.deepcopy(value)) for value in arguments)


def reference(
    function: Callable[..., Any], arguments: tuple[Any, ...], upstream: Any
) -> tuple[Any, ...]:
    """Return the gradients by complex steps; Unjudged where they do not come to an end.

    An imaginary part that grows beyond all bounds reaches the real parts, and with them the
    condition of a loop that ends in a moment on real numbers.
    """
    try:
        with limited(SECONDS):
            return complex_gradient(function, arguments, tuple(range(len(arguments))), upstream)
    except OutOfTime as endless:
        raise Unjudged("complex steps do not come to an end") from endless


def is_ill_conditioned(
    function: Callable[..., Any], arguments: tuple[Any, ...], upstream: Any, gradients: Any
) -> bool:
    """Say whether the reference itself is beyond the tolerance where the inputs are hardly moved.

    Then no way of computing this gradient in floats has the digits that the comparison asks for. It is
    asked only of programs that are about to be called wrong, and excuses no error that is of another size
    than what the reference moves by.
    """
    here = reference(function, arguments, upstream)
    near = (reference(function, nudged(arguments, n), upstream) for n in (1, -1, 2, -2))
    movement = max(worst_entry(there, here)[0] for there in near)
    return movement > TOLERANCE["complex"] and worst_entry(gradients, here)[0] < 1e3 * movement


def misfit(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    upstream: Any,
    values: tuple[Any, Any],
    gradients: tuple[Any, ...],
) -> str | None:
    """Return what is wrong with the numbers, None if they are right."""
    error, where = worst_entry(*values)
    if error > 0.0:
        return f"value, error {error:.2g} at {where}"
    error, where = worst_entry(gradients, reference(function, arguments, upstream))
    if error > TOLERANCE["complex"]:
        return f"gradient, error {error:.2g} at {where}"
    try:
        replayed(function, upstream, arguments)
    except AssertionError as stale:
        return f"replay: {stale}"
    return None


def verdict(program: Program, arguments: tuple[Any, ...] | None = None) -> Verdict:
    """Return the verdict on a program; a program that Python cannot run is invalid."""
    arguments = arguments or arguments_of(program.seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            function = compiled(program)
            with limited(SECONDS):
                forward_result(function, arguments)
        except Exception as problem:
            return Verdict(INVALID, repr(problem))
        try:
            with read_once(), limited(SECONDS):
                return judged(function, arguments)
        except Unjudged as problem:
            return Verdict(INVALID, str(problem))
        except Exception as problem:
            return Verdict(ERROR, f"{type(problem).__name__}: {problem}")
