"""One function with several drawn argument lists: what Python makes of them, and what gradwright.

Each list ends in written code, in a located refusal, or in the exception that plain Python raises
for it; anything else is `other`. Gradients of written code are compared with differences
where two step sizes agree on them.
"""

import copy
import itertools
import re
import signal
import warnings
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

import gradwright as gw
from tests.fuzz.targets import Target
from tests.reference import (
    forward_result,
    largest_error,
    leaves,
    richardson_gradient,
    upstream_like,
    worst_entry,
)
from tests.reference.compare import TOLERANCE
from tests.reference.gradient import is_number

WRITTEN, REFUSED, RAISED, OTHER = "written", "refused", "raised", "other"
NO_SUCH_UPSTREAM = "GW005"
PLAIN_SECONDS, OURS_SECONDS = 2, 10
MOST_LISTS = 9
WRITTEN_FOR = re.compile(r"written for (\w+ \(.*); given (.*), where Python has")
SHAPE = re.compile(r"\(([\w, ]*)\)")
LENGTH = re.compile(r"\w+")
NOT_FINITE = "an infinite derivative"
INCREASING = {"numpy.lib._function_base_impl.interp": 1}
"""Positions of what a function's documentation asks to increase, calling its result nonsense else."""


class TooLong(BaseException):
    """The time for a call is over; no `except Exception` of a library catches it."""


@contextmanager
def within(seconds: int) -> Generator[None]:
    """Raise TooLong in the block when the time is over."""

    def stop(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one argument list.

    checked: differences could tell whether the gradients are right; runs: plain Python takes the list.
    """

    kind: str
    arguments: str
    detail: str = ""
    checked: bool = False
    runs: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name."""
        return asdict(self)


KINDS: dict[str, Callable[[np.random.Generator], Any]] = {
    "float": lambda rng: round(float(rng.uniform(0.2, 0.9)), 3),
    "vector": lambda rng: rng.uniform(0.2, 0.9, 4).round(3),
    "matrix": lambda rng: rng.uniform(0.2, 0.9, (3, 3)).round(3),
    "list": lambda rng: rng.uniform(0.2, 0.9, 3).round(3).tolist(),
    "dict": lambda rng: {"a": round(float(rng.uniform(0.2, 0.9)), 3), "b": rng.uniform(size=2)},
}


def argument_lists(target: Target) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield drawn argument lists: one of each kind throughout, then mixtures."""
    rng = np.random.default_rng(zlib.crc32(target.label.encode()))
    uniform = [(kind,) * target.count for kind in KINDS]
    mixed = [k for k in itertools.product(KINDS, repeat=target.count) if len(set(k)) > 1]
    rng.shuffle(mixed)
    for kinds in [*uniform, *map(tuple, mixed)][:MOST_LISTS]:
        drawn = [KINDS[kind](rng) for kind in kinds]
        place = INCREASING.get(target.label)
        if place is not None and kinds[place] in ("vector", "list"):
            drawn[place].sort()
        yield ", ".join(kinds), tuple(drawn)


def plain_call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, Any]:
    """Return the forward result and None, or None and the exception."""
    try:
        with within(PLAIN_SECONDS):
            return forward_result(function, arguments), None
    except Exception as problem:
        return None, problem


def differences(
    function: Callable[..., Any], arguments: tuple[Any, ...], upstream: Any
) -> tuple[Any, ...] | None:
    """Return the gradients by differences if two step sizes agree on them, else None."""
    wrt = tuple(range(len(arguments)))
    try:
        coarse = richardson_gradient(function, arguments, wrt, upstream, first=1e-2)
        fine = richardson_gradient(function, arguments, wrt, upstream, first=1e-3)
    except Exception:
        return None
    finite = all(np.isfinite(leaf).all() for _, leaf in leaves(fine) if is_number(leaf))
    return fine if finite and largest_error(coarse, fine) < TOLERANCE["richardson"] / 10 else None


def our_call(
    function: Callable[..., Any], arguments: tuple[Any, ...], upstream: Any, failure: Any
) -> tuple[str, str, Any]:
    """Return the kind of outcome, its detail, and gradients if there are any."""
    wrt = tuple(range(len(arguments)))
    try:
        with within(OURS_SECONDS):
            _, gradients = gw.vjp(function, wrt)(upstream, *copy.deepcopy(arguments))
    except gw.GradwrightError as refusal:
        if refusal.code and refusal.lineno is not None and refusal.filename:
            return REFUSED, refusal.code, None
        if failure is not None and refusal.code == NO_SUCH_UPSTREAM:
            return RAISED, "no upstream gradient can fit: Python has no result", None
        return OTHER, f"a refusal without a line: {refusal!r}", None
    except TooLong:
        return OTHER, "no end in time", None
    except BaseException as problem:
        if failure is not None and isinstance(problem, type(failure)):
            return RAISED, type(problem).__name__, None
        return OTHER, f"{problem!r}, where Python has {failure!r}", None
    return WRITTEN, "", gradients


def expected_shape(detail: str) -> tuple[int, ...] | None:
    """Return the upstream's shape that a written check asked for, by the lengths that it was given.

    It is None if the detail is not such a check's, or asks for no array.
    """
    found = WRITTEN_FOR.search(detail)
    if found is None:
        return None
    symbols, lengths = (SHAPE.findall(part) for part in found.groups())
    known: dict[str, Any] = {}
    for names, numbers in zip(symbols[1:], lengths[1:], strict=False):
        known |= zip(LENGTH.findall(names), LENGTH.findall(numbers), strict=False)
    wanted = [known.get(name) or name for name in LENGTH.findall(symbols[0])]
    return tuple(map(int, wanted)) or None


def failing_call(
    function: Callable[..., Any], arguments: tuple[Any, ...], failure: Exception
) -> tuple[str, str, Any]:
    """Return what becomes of a list for which Python has no result, so that no upstream is known.

    Written code checks the upstream before it computes; it is called again with one that fits.
    """
    outcome = our_call(function, arguments, 1.0, failure)
    shape = expected_shape(outcome[1])
    return our_call(function, arguments, np.ones(shape), failure) if shape else outcome


def tried(target: Target, text: str, arguments: tuple[Any, ...]) -> Outcome | None:
    """Return the outcome for one argument list.

    It is None if Python itself does not end in time, or if the result is of a class that cannot be
    built again from its parts, so that there is no upstream gradient for it.
    """
    function = target.function()
    try:
        result, failure = plain_call(function, arguments)
        upstream = 1.0 if failure is not None else upstream_like(result)
    except (TooLong, TypeError):
        return None
    if failure is None:
        kind, detail, gradients = our_call(function, arguments, upstream, None)
    else:
        kind, detail, gradients = failing_call(function, arguments, failure)
    if kind != WRITTEN:
        return Outcome(kind, text, detail, runs=failure is None)
    if failure is not None:
        return Outcome(OTHER, text, f"written, where Python has {failure!r}", runs=False)
    return compared(function, text, arguments, upstream, gradients)


def divides_by_zero(call: Callable[[], Any]) -> bool:
    """Say whether a call divides by 0."""
    try:
        with np.errstate(divide="raise"):
            call()
    except FloatingPointError:
        return True
    return False


def has_infinite_factor(function: Callable[..., Any], arguments: Any, upstream: Any) -> bool:
    """Say whether backward code divides by 0 where Python does not: a factor there is infinite.

    The chain rule gives no number then, though differences may: of sqrt(x - x), for example.
    """
    backward = gw.vjp(function, tuple(range(len(arguments))))
    return not divides_by_zero(lambda: forward_result(function, arguments)) and divides_by_zero(
        lambda: backward(upstream, *copy.deepcopy(arguments))
    )


def compared(
    function: Callable[..., Any], text: str, arguments: Any, upstream: Any, gradients: Any
) -> Outcome:
    """Compare the gradients of written code with differences, where the result's numbers are seen.

    Those of an object of a plain class are not: the reference would take it for one leaf.
    """
    if not all(is_number(leaf) for _, leaf in leaves(upstream)):
        return Outcome(WRITTEN, text)
    try:
        with within(OURS_SECONDS):
            wanted = differences(function, arguments, upstream)
    except TooLong:
        wanted = None
    if wanted is None:
        return Outcome(WRITTEN, text)
    error, where = worst_entry(gradients, wanted)
    is_finite = all(np.isfinite(leaf).all() for _, leaf in leaves(gradients) if is_number(leaf))
    if not is_finite and has_infinite_factor(function, arguments, upstream):
        return Outcome(WRITTEN, text, NOT_FINITE)
    if error > TOLERANCE["richardson"]:
        return Outcome(OTHER, text, f"wrong gradient, error {error:.2g} at {where}", checked=True)
    return Outcome(WRITTEN, text, checked=True)


def outcomes(target: Target) -> list[Outcome]:
    """Return the outcomes of every drawn argument list of a function."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = [tried(target, text, arguments) for text, arguments in argument_lists(target)]
    return [outcome for outcome in found if outcome is not None]
