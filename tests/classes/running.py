"""Files with layers written, run, and their gradients compared with differences."""

from __future__ import annotations

import copy
import inspect
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from gradwright.classes import Result, add_backward
from gradwright.execute.differences import derivative


def written(directory: Path, text: str) -> Result:
    """Return what add-backward makes of a file with this text."""
    path = directory / "layers.py"
    path.write_text(text)
    return add_backward(path)


def module_of(data: bytes) -> types.ModuleType:
    """Return the module of a written file."""
    module = types.ModuleType("layers")
    sys.modules["layers"] = module  # as dataclasses look their module up
    exec(compile(data, "layers.py", "exec"), vars(module))
    return module


def output_of(layer: Any, value: object) -> Any:
    """Return a layer's output: what forward returned, or what it stored."""
    if value is not None:
        return value
    return layer.output if hasattr(layer, "output") else layer.loss


def check_gradients(layer: Any, args: tuple[Any, ...], tolerance: float = 1e-6) -> list[str]:
    """Compare what backward stores with differences; return the names that were compared."""
    before = {k: v if hasattr(v, "forward") else copy.deepcopy(v) for k, v in vars(layer).items()}
    forward = type(layer).forward
    np.random.seed(0)  # noqa: NPY002  (what the layers draw from)
    y = output_of(layer, layer.forward(*args))
    dy = np.random.default_rng(8).standard_normal(np.shape(y))
    upstream = dy.copy()
    layer.backward(upstream if np.ndim(y) else float(dy))
    assert np.array_equal(upstream, dy)

    def loss() -> float:
        for name, value in before.items():
            if not hasattr(value, "forward"):
                vars(layer)[name] = value
        np.random.seed(0)  # noqa: NPY002  (what the layers draw from)
        return float(np.sum(dy * output_of(layer, forward(layer, **given))))

    given = dict(zip(list(inspect.signature(forward).parameters)[1:], args, strict=False))
    compared = list(_pairs(layer, given, before))
    for name, _, gradient in compared:
        assert not any(np.shares_memory(gradient, other) for other in (upstream, *args)), name
    found = {name: copy.deepcopy(gradient) for name, _, gradient in compared}
    for name, value, _ in compared:
        expected = np.array(
            [
                _moved(given if name in given else before, name, value, i, loss)
                for i in np.ndindex(np.shape(value))
            ]
        )
        got = np.asarray(found[name]).reshape(-1)
        assert np.shape(found[name]) == np.shape(value), name
        scale = 1.0 + np.max(np.abs(expected), initial=0.0)
        assert np.max(np.abs(got - expected), initial=0.0) <= tolerance * scale, name
    return [name for name, _, _ in compared]


def _pairs(
    layer: Any, given: dict[str, Any], before: dict[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    for name, value in (*given.items(), *before.items()):
        if isinstance(value, dict):
            for key, item in value.items():
                yield f"{name}[{key}]", item, getattr(layer, f"d{name}")[key]
        elif _is_float(value) and hasattr(layer, f"d{name}"):
            yield name, value, getattr(layer, f"d{name}")
        elif hasattr(value, "forward"):
            yield from _pairs_of_part(name, value)


def _pairs_of_part(name: str, part: Any) -> Iterator[tuple[str, Any, Any]]:
    kept = {"output", *type(part).forward.__code__.co_varnames}
    for inner, item in vars(part).items():
        if inner not in kept and _is_float(item) and hasattr(part, f"d{inner}"):
            yield f"{name}.{inner}", item, getattr(part, f"d{inner}")


def _is_float(value: object) -> bool:
    return isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def _moved(
    holder: dict[str, Any],
    name: str,
    value: Any,
    at: tuple[int, ...],
    loss: Callable[[], float],
) -> float:
    if isinstance(value, float):

        def of_number(h: float) -> float:
            holder[name] = value + h
            try:
                return loss()
            finally:
                holder[name] = value

        return derivative(of_number, 1.0)

    old = value[at]

    def of_entry(h: float) -> float:
        value[at] = old + h
        try:
            return loss()
        finally:
            value[at] = old

    return derivative(of_entry, 1.0)
