"""Where objects from outside of a function are read from: a root and the steps from it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Literal, cast

from gradwright.frontend.keys import Identity

Step = tuple[Literal["attribute", "item"], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A root object and the attributes and items that lead from it; calling it reads the object."""

    root: Any
    steps: tuple[Step, ...] = ()

    def __call__(self) -> Any:
        """Return what stands there now; raise as Python does where nothing does."""
        value = self.root
        for kind, key in self.steps:
            value = getattr(value, key) if kind == "attribute" else value[key]
        return value

    def attribute(self, name: str) -> Place:
        """Return the place of an attribute of what stands here."""
        return Place(self.root, (*self.steps, ("attribute", name)))

    def item(self, key: object) -> Place:
        """Return the place of an item of what stands here."""
        return Place(self.root, (*self.steps, ("item", key)))


def state_of(function: Any) -> tuple[Identity, ...]:
    """Return what a function or partial is made of, but for its closure and its globals."""
    return tuple(Identity(part) for part in parts_of_function(function))


def parts_of_function(function: Any) -> tuple[object, ...]:
    """Return a function's code and defaults, or what a partial calls its function with."""
    if isinstance(function, FunctionType):
        named = function.__kwdefaults__ or {}
        return (function.__code__, function.__defaults__, *named, *named.values())
    if isinstance(function, functools.partial):
        keywords: dict[str, object] = function.keywords
        return (*keywords, *keywords.values())
    return ()


def reader_of(places: Mapping[str, Callable[[], object]]) -> Callable[[], dict[str, Any]]:
    """Return a function that reads the objects at several places into a dictionary by name."""
    names: dict[str, object] = {}
    parts = [f"{name!r}: {_text(place, names)}" for name, place in places.items()]
    read = eval(f"lambda: {{{', '.join(parts)}}}", names)
    return cast("Callable[[], dict[str, Any]]", read)


def _text(place: Callable[[], object], names: dict[str, object]) -> str:
    """Return an expression that reads a place; `names` takes the objects that it stands on."""
    if not isinstance(place, Place):
        return f"{_name(place, names)}()"
    text = _name(place.root, names)
    for kind, key in place.steps:
        text += f".{key}" if kind == "attribute" else f"[{_name(key, names)}]"
    return text


def _name(value: object, names: dict[str, object]) -> str:
    if type(value) in (int, str):
        return repr(value)
    name = f"c{len(names)}"
    names[name] = value
    return name
