"""Gradient times: the listing by hand, the written function, the public call, other libraries."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from tests.listings import neuron

import gradwright as gw
from benchmarks.cases import Case, autograd_call, cases, jax_call
from benchmarks.timing import Contender, interleaved


def written_function(case: Case) -> Any:
    """Return the written function of a case, loaded from its text alone."""
    wrt = case.wrt if len(case.wrt) > 1 else case.wrt[0]
    space: dict[str, Any] = {"__name__": "written"}
    exec(compile(gw.source(case.forward, *case.arguments, wrt=wrt), case.name, "exec"), space)
    return space[f"{case.forward.__name__}_backward"]


def contenders(case: Case) -> dict[str, Contender]:
    """Return every way to have the gradient of a case."""
    wrt = case.wrt if len(case.wrt) > 1 else case.wrt[0]
    written, public = written_function(case), gw.vjp(case.forward, wrt)
    arguments = (case.upstream, *case.arguments)
    return {
        "listing": lambda: case.by_hand(*arguments),
        "written": lambda: written(*arguments),
        "public": lambda: public(*arguments),
        "autograd": autograd_call(case),
        "jax": jax_call(case, jit=False),
        "jax jit": jax_call(case, jit=True),
    }


def agree(calls: dict[str, Contender]) -> None:
    """Raise unless every contender gives the listing's gradients."""
    wanted = flat(calls["listing"]())
    for name, call in calls.items():
        if not np.allclose(flat(call()), wanted, rtol=1e-8, atol=1e-10):
            raise AssertionError(f"{name} gives other gradients")


def flat(result: Any) -> np.ndarray:
    """Return value and gradients as one vector."""
    if isinstance(result, (tuple, list)):
        return np.concatenate([flat(part) for part in result])
    return np.ravel(np.asarray(result, dtype=float))


def gradient_times(
    seconds: float, measured: Iterable[Case] | None = None
) -> dict[str, dict[str, float]]:
    """Return seconds a call, by case and contender."""
    found = {}
    for case in cases() if measured is None else measured:
        calls = contenders(case)
        agree(calls)
        found[case.name] = interleaved(calls, seconds)
    return found


def call_overhead(seconds: float) -> dict[str, float]:
    """Return what the public call adds to the written function, in seconds, on small cases."""
    small = [case for case in cases() if case.name in ("layer", "mlp (8, 8, 4)")]
    small.append(neuron_case())
    found = {}
    for case in small:
        calls = contenders_of_call(case)
        times = interleaved(calls, seconds)
        found[case.name] = times["public"] - times["written"]
    return found


def neuron_case() -> Case:
    """Return the chapter's neuron: lists of floats; it has no version in the other libraries."""
    back, forward = neuron.neuron_backward, neuron.neuron
    return Case("neuron", forward, back, forward, forward, neuron.ARGUMENTS, neuron.WRT)


def contenders_of_call(case: Case) -> dict[str, Contender]:
    """Return the written function and the public call of a case."""
    wrt = case.wrt if len(case.wrt) > 1 else case.wrt[0]
    written, public = written_function(case), gw.vjp(case.forward, wrt)
    arguments = (case.upstream, *case.arguments)
    return {"written": lambda: written(*arguments), "public": lambda: public(*arguments)}
