"""Call a written module, not written again, with other arguments than it was written for."""

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.corpus.rows import Row
from tests.corpus.variants import variants
from tests.corpus.written import (
    call_written,
    complaint,
    file_name,
    raised_by_its_check,
    without_number,
)
from tests.reference import forward_result, leaves, upstream_like


def outcome_of(call: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """Return a call's result and None, or None and what it raised; warnings are nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return call(), None
        except Exception as problem:
            return None, problem


def flat(tree: Any) -> np.ndarray:
    """Return all numbers of a structure as one vector."""
    numbers = [np.ravel(leaf) for _, leaf in leaves(tree)]
    return np.concatenate([n.astype(float) for n in numbers if n.dtype.kind in "fiub"] or [[]])


def misbehaviour(row: Row, text: str) -> Iterator[str]:
    """Yield each variant of the arguments for which the module neither is right nor may raise.

    It may raise its own check's ValueError, or what the forward function raises for these arguments.
    """
    usual = upstream_like(forward_result(row.function, row.fresh()))
    for description, arguments in variants(row.arguments):
        problem = misbehaviour_at(row, text, arguments, usual)
        if problem:
            yield f"{description}: {problem}"


def misbehaviour_at(row: Row, text: str, arguments: tuple[Any, ...], usual: Any) -> str | None:
    """Return what is wrong with the module's answer to these arguments, None if nothing is."""
    path = file_name(row)
    result, failure = outcome_of(lambda: forward_result(row.function, arguments))
    upstream = usual if failure else upstream_like(result)
    got, problem = outcome_of(lambda: call_written(row, text, path, upstream, arguments))
    if problem is not None:
        same = failure is not None and isinstance(problem, type(failure))
        allowed = same or raised_by_its_check(problem, path) or without_number(problem, result)
        return None if allowed else f"raised {problem!r}, the forward code {failure!r}"
    if failure is not None:
        return f"went through where the forward code raises {failure!r}"
    found, broken = outcome_of(lambda: complaint(row, arguments, got[1]))
    if found or broken:
        return str(found or repr(broken))
    same_value = np.array_equal(*map(flat, (got[0], result)), equal_nan=True)
    return None if same_value else "another value"
