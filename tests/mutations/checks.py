"""What judges a seeded bug: the corpus, backward, forward and twice, and random programs.

A check is cheap where the bug changes nothing: what is written for its program is compared with what the
unharmed compiler writes, and only where that differs are the suite's own tests of the program run.
"""

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

import gradwright as gw
from gradwright import pipeline
from gradwright.emit import numpy_source
from gradwright.family import Family
from tests.corpus import ROWS, Row, test_gradients, test_written
from tests.properties.shrinker import TooLong, limited
from tests.properties.statements import random_program
from tests.properties.verdict import arguments_of, compiled, verdict
from tests.tangent import test_corpus, test_second_order
from tests.tangent.second import over_gradient, read

SEEDS = range(9_000_000, 9_000_090)
SECONDS = 120.0  # a program that takes longer does not end
FIRST = (
    *("hard", "hazards", "exchanges", "exits", "stores", "loops", "idioms", "views"),
    *("assignments", "in_place", "masks", "scatters", "recursion"),
)
BACKWARD = (
    test_gradients.test_gradient,
    test_gradients.test_value_is_the_forward_value,
    test_gradients.test_nothing_of_the_callers_changes,
    test_gradients.test_results_share_memory_with_nothing,
    test_gradients.test_gradient_has_the_structure_of_its_argument,
    test_written.test_alone,
    test_written.test_every_read_of_the_reverse_sweep_is_what_the_forward_sweep_had,
    test_written.test_other_arguments,
    test_gradients.test_other_arguments,
)
FORWARD = (
    test_corpus.test_forward_agrees_with_reverse,
    test_corpus.test_the_tangent_has_the_structure_of_the_value,
    test_corpus.test_nothing_of_the_callers_changes_and_nothing_is_shared,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One program: what is written for it, and what runs it and returns what is wrong, if anything."""

    name: str
    room: str
    text: Callable[[], str]
    problem: Callable[[], str | None]

    def written(self) -> str:
        """Return what is written, or how that fails."""
        return outcome(self.text)

    def failure(self) -> str | None:
        """Return what is wrong, None if nothing is."""
        return outcome(self.problem)


def outcome(call: Callable[[], Any]) -> Any:
    """Return what a call gives within the time, or its failure as a text."""
    try:
        with limited(SECONDS):
            return call()
    except pytest.skip.Exception as skipped:
        return f"skipped: {skipped}"
    except TooLong:
        return f"does not end in {SECONDS:.0f} s"
    except Exception as error:
        return f"{type(error).__name__}: {error}".splitlines()[0][:120]


def tested(row: Row, tests: Sequence[Callable[[Row], None]]) -> str | None:
    """Run the suite's tests of a row, under the warnings that it has; return the first failure."""
    for test in tests:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                test(row)
            except pytest.skip.Exception:
                continue
            except (Exception, pytest.fail.Exception) as error:
                detail = f"{type(error).__name__}: {error}".splitlines()[0][:120]
                return f"{test.__name__}: {detail}"
    return None


def written_for(function: Any, arguments: tuple[Any, ...], wrt: Any, derivative: Any) -> str:
    """Return the module that is written for a function's derivative of a kind."""
    wanted = Family(function, wrt, has_aux=False).wanted()
    wanted = type(wanted)(wanted.wrt, wanted.bare, derivative=derivative)
    program = pipeline.read(function, arguments, {}, wanted.wrt).program
    return numpy_source(pipeline.write(program, wanted), captured="literals")


def row_text(row: Row, derivative: str) -> str:
    """Return the module that is written for a row, or the code of its refusal."""
    try:
        return written_for(row.function, row.fresh(), row.wrt, derivative)
    except gw.GradwrightError as problem:
        return f"refused by {problem.code} at {problem.lineno}"


def second_text(row: Row) -> str:
    """Return the module of a row's Hessian times a direction, or the code of its refusal."""
    try:
        written = over_gradient(*read(row.function, row.wrt, row.fresh()))
        return numpy_source(written, captured="arguments")
    except gw.GradwrightError as problem:
        return f"refused by {problem.code} at {problem.lineno}"


def random_text(seed: int) -> str:
    """Return the module that is written for a random program, or the code of its refusal."""
    arguments = arguments_of(seed)
    function, wrt = compiled(random_program(seed)), tuple(range(len(arguments)))
    try:
        return written_for(function, arguments, wrt, "gradient")
    except gw.GradwrightError as problem:
        return f"refused by {problem.code} at {problem.lineno}"


def random_problem(seed: int) -> str | None:
    """Return what is wrong with one random program."""
    found = verdict(random_program(seed))
    return found.detail if found.failed else None


def of_corpus(row: Row) -> Check:
    """Return the check of a row's gradient, or of its refusal."""
    tests = (test_gradients.test_outside_the_language,) if row.outcome == "refused" else BACKWARD
    text = partial(row_text, row, "gradient")
    return Check(row.name, row.group, text, partial(tested, row, tests))


def of_direction(row: Row) -> Check:
    """Return the check of a row's derivative in a direction."""
    text = partial(row_text, row, "jvp")
    return Check(f"forward {row.name}", "forward", text, partial(tested, row, FORWARD))


def of_second(row: Row) -> Check:
    """Return the check of a row's second derivative."""
    test = partial(tested, row, (test_second_order.test_both_ways_agree,))
    return Check(f"second {row.name}", "second", partial(second_text, row), test)


def of_random(seed: int) -> Check:
    """Return the check of one random program."""
    name = f"random program {seed}"
    return Check(name, "random", partial(random_text, seed), partial(random_problem, seed))


def checks(rooms: Sequence[str] = ()) -> list[Check]:
    """Return every check, those of the rooms that are named first."""
    order = {room: k for k, room in enumerate(dict.fromkeys((*rooms, *FIRST)))}
    last = {room: len(order) + k for k, room in enumerate(("random", "forward", "second"), 1)}
    places = {**last, **order}
    return sorted(every(), key=lambda check: places.get(check.room, len(order)))


def every() -> Iterator[Check]:
    """Yield every check."""
    yield from map(of_corpus, ROWS)
    yield from map(of_random, SEEDS)
    for of in (of_direction, of_second):
        yield from (of(row) for row in ROWS if row.outcome != "refused")
