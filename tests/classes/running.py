"""Files with layers written, run, and their gradients compared with differences."""

from __future__ import annotations

import copy
import inspect
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gradwright.classes import Result, add_backward
from gradwright.classes.names import forward_name
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


def forward_of(layer: Any) -> Any:
    """Return the method of a layer that computes its output."""
    return getattr(layer, forward_name(type(layer)) or "forward")


def output_of(layer: Any, value: object) -> Any:
    """Return a layer's output: what forward returned, or stored; of a tuple its one number."""
    if isinstance(value, tuple):
        numbers = [part for part in value if np.ndim(part) == 0]
        return numbers[0] if len(numbers) == 1 else value
    if value is not None:
        return value
    return layer.output if hasattr(layer, "output") else layer.loss


def check_gradients(layer: Any, args: tuple[Any, ...], tolerance: float = 1e-6) -> list[str]:
    """Compare what backward stores with differences; return the names that were compared.

    A number of the layer's or of its parts without a gradient must not matter to the output, if
    forward leaves it as it is.
    """
    start = copy.deepcopy((layer, args))
    np.random.seed(0)  # noqa: NPY002  (what the layers draw from)
    y = copy.deepcopy(output_of(layer, forward_of(layer)(*args)))
    rng = np.random.default_rng(8)
    dy = _mapped(y, lambda part: rng.standard_normal(np.shape(part)))
    upstream = copy.deepcopy(dy)
    layer.backward(_mapped(upstream, lambda part: part if np.ndim(part) else float(part)))
    assert all(map(np.array_equal, _flat(upstream), _flat(dy)))

    def loss(place: Place, at: tuple[int, ...], h: float) -> float:
        moved, given = copy.deepcopy(start)
        place.move(moved, given, at, h)
        np.random.seed(0)  # noqa: NPY002  (what the layers draw from)
        out = output_of(moved, forward_of(moved)(*given))
        return float(sum(np.sum(a * b) for a, b in zip(_flat(dy), _flat(out), strict=True)))

    compared: list[str] = []
    for place in places(*start):
        if place.is_changed(layer):
            continue
        found = place.gradient(layer)
        entries = np.ndindex(np.shape(place.value))
        expected = np.array([derivative(partial(loss, place, at), 1.0) for at in entries])
        scale = 1.0 + np.max(np.abs(expected), initial=0.0)
        if found is None:
            assert np.max(np.abs(expected), initial=0.0) <= tolerance, f"{place} has no gradient"
            continue
        compared.append(str(place))
        given = (*_flat(upstream), *(arg for arg in args if isinstance(arg, np.ndarray)))
        assert not any(np.shares_memory(found, other) for other in given), place
        assert np.shape(found) == np.shape(place.value), place
        got = np.asarray(found).reshape(-1)
        assert np.max(np.abs(got - expected), initial=0.0) <= tolerance * scale, place
    return compared


def _mapped(value: Any, function: Callable[[Any], Any]) -> Any:
    """Return a result, or a tuple of results, with a function of each."""
    if isinstance(value, tuple):
        return tuple(map(function, value))
    return function(value)


def _flat(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


@dataclass(frozen=True)
class Place:
    """A number or array of a layer or of its arguments: how to get there from its attributes."""

    owner: tuple[Any, ...]
    name: str
    inside: tuple[Any, ...]
    value: Any
    argument: int | None = None

    def __str__(self) -> str:
        owner = "".join(f"{key}." if isinstance(key, str) else f"[{key}]." for key in self.owner)
        return owner.replace(".[", "[") + self.name + "".join(f"[{key}]" for key in self.inside)

    def _owner(self, layer: Any) -> Any:
        for key in self.owner:
            layer = layer[key] if isinstance(layer, list | tuple | dict) else getattr(layer, key)
        return layer

    def is_changed(self, layer: Any) -> bool:
        """Whether forward assigned it: what it writes is a result."""
        if self.argument is not None:
            return False
        now = getattr(self._owner(layer), self.name)
        for key in self.inside:
            now = now[key]
        return not np.array_equal(now, self.value)

    def gradient(self, layer: Any) -> Any:
        """Return the gradient that backward left, None where there is none."""
        found = getattr(self._owner(layer), f"d{self.name}", None)
        for key in self.inside:
            found = found[key] if found is not None else None
        return found

    def move(self, layer: Any, args: tuple[Any, ...], at: tuple[int, ...], h: float) -> None:
        """Change one entry."""
        owner = self._owner(layer)
        if isinstance(self.value, np.ndarray):
            if self.argument is not None:
                args[self.argument][at] += h
                return
            held = getattr(owner, self.name)
            for key in self.inside:
                held = held[key]
            held[at] += h
        elif self.inside:
            held = getattr(owner, self.name)
            for key in self.inside[:-1]:
                held = held[key]
            held[self.inside[-1]] += h
        else:
            setattr(owner, self.name, self.value + h)


def places(layer: Any, args: tuple[Any, ...]) -> Iterator[Place]:
    """Yield the floats and float arrays that a forward may depend on."""
    names = list(inspect.signature(forward_of(layer)).parameters.values())
    stars = next((p.name for p in names if p.kind is p.VAR_POSITIONAL), None)
    for k, value in enumerate(args):
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            yield (
                Place((), stars, (k,), value, k)
                if stars
                else Place((), names[k].name, (), value, k)
            )
    yield from _attributes(layer, ())


def _attributes(layer: Any, owner: tuple[Any, ...]) -> Iterator[Place]:
    for name, value in vars(layer).items():
        yield from _inside(owner, name, (), value)


def _inside(
    owner: tuple[Any, ...], name: str, inside: tuple[Any, ...], value: Any
) -> Iterator[Place]:
    if forward_name(type(value)):
        yield from _attributes(value, (*owner, name, *inside))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(owner, name, (*inside, key), item)
    elif isinstance(value, list | tuple):
        for key, item in enumerate(value):
            yield from _inside(owner, name, (*inside, key), item)
    elif isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
        yield Place(owner, name, inside, value)
