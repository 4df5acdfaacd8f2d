"""What `gw.grad`, `gw.value_and_grad` and `gw.vjp` return: callables around written functions.

The first call of a kind writes the code; later calls find it by their key. The three share what was
written, for one function, `wrt` and `has_aux`.
"""

from __future__ import annotations

import copy
import functools
import inspect
import sys
from collections.abc import Mapping
from types import MethodType
from typing import Any, cast

import numpy as np

from gradwright.diagnostics import GradwrightError, error
from gradwright.execute import Specialised, as_float, numbers_in
from gradwright.family import Family, Wrt, described, family_of
from gradwright.ir.statements import Leaf, Tree
from gradwright.ir.types import FLOAT, List, Static, Type, rank_of
from gradwright.pipeline import Wanted

Args = tuple[object, ...]
Kwargs = Mapping[str, object]


class Differentiated:
    """Stands for a function's derivative; keeps its name, docstring and signature."""

    _kind: type[Family] = Family

    def __init__(self, fun: Any, wrt: Wrt, has_aux: bool) -> None:
        functools.update_wrapper(cast("Any", self), fun)
        self._fun = fun
        self._wrt: Wrt = wrt
        self._has_aux = has_aux
        self._family = family_of(fun, wrt, has_aux, self._kind)
        self._cache = self._family.cache

    @property
    def __signature__(self) -> inspect.Signature:
        """The signature that this is called by."""
        return inspect.signature(self._fun)

    @property
    def asked(self) -> tuple[Any, Wanted]:
        """The function, and what is asked for: for a derivative of this derivative."""
        return self._fun, self._family.wanted()

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """Bind to an instance, as functions do."""
        return self if instance is None else MethodType(cast("Any", self), instance)

    def __reduce__(self) -> Any:
        """Pickle by name where the module has this under its name, else by the function."""
        module, name = getattr(self, "__module__", None), getattr(self, "__qualname__", None)
        found: object = sys.modules.get(str(module))
        for part in str(name).split("."):
            found = getattr(found, part, None)
        return name if found is self else (type(self), (self._fun, self._wrt, self._has_aux))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._family.name}>"

    def _of_scalar(self, written: Specialised, args: Args, kwargs: Kwargs) -> Any:
        """Return (value, gradients) with the upstream gradient 1."""
        if written.about.problem is not None:
            raise written.about.problem.with_traceback(None)
        return self._family.call(written, written.one, args, kwargs)


class Grad(Differentiated):
    """The gradient of a scalar-valued function."""

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Return the gradient; with has_aux, (gradient, aux)."""
        written = self._cache.last
        if not written.recognises(args, kwargs):
            try:
                written = self._cache.find(args, kwargs)
            except GradwrightError as wrong:
                raise wrong.with_traceback(None) from None
        if written.direct:
            return written.function(written.one, *args, **kwargs)[1]
        value, gradient = self._of_scalar(written, args, kwargs)
        return (gradient, value[1]) if self._has_aux else gradient


class ValueAndGrad(Differentiated):
    """The value and the gradient of a scalar-valued function."""

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Return (value, gradient); with has_aux, ((value, aux), gradient)."""
        written = self._cache.last
        if not written.recognises(args, kwargs):
            try:
                written = self._cache.find(args, kwargs)
            except GradwrightError as wrong:
                raise wrong.with_traceback(None) from None
        if written.direct:
            return written.function(written.one, *args, **kwargs)
        return self._of_scalar(written, args, kwargs)


class Vjp(Differentiated):
    """The value, and an upstream gradient pulled back through the function."""

    @property
    def __signature__(self) -> inspect.Signature:
        own = inspect.signature(self._fun)
        taken = set(own.parameters)
        name = next(n for n in ("dy", "upstream", "upstream_gradient") if n not in taken)
        first = inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY)
        return own.replace(parameters=[first, *own.parameters.values()])

    def __call__(self, dy: object, /, *args: object, **kwargs: object) -> Any:
        """Return (y, gradients); with has_aux, (y, gradients, aux)."""
        written = self._cache.last
        if not written.recognises(args, kwargs):
            try:
                written = self._cache.find(args, kwargs)
            except GradwrightError as wrong:
                raise wrong.with_traceback(None) from None
        if not written.leaf or (type(dy) is not float and not _is_floating(dy)):
            dy = as_float(dy)
            _check_structure(written.about.value, dy)
        try:
            if written.immediate:
                return written.function(dy, *args, **kwargs)
            value, gradients = self._family.call(written, dy, args, kwargs)
        except ValueError as wrong:
            raise self._rephrased(wrong, dy, args, kwargs) from None
        return (value[0], gradients, value[1]) if self._has_aux else (value, gradients)

    def _rephrased(self, wrong: ValueError, dy: object, args: Args, kwargs: Kwargs) -> Exception:
        """Return our error if dy does not have the result's shapes, else the one that came."""
        try:
            y = self._fun(*copy.deepcopy(args), **copy.deepcopy(dict(kwargs)))
        except Exception:  # noqa: BLE001  (what the function itself does is not the question)
            return wrong
        expected, found = _shapes(y[0] if self._has_aux else y), _shapes(dy)
        return wrong if expected == found else error("GW005", found=found, expected=expected)


def _is_floating(dy: object) -> bool:
    return type(dy) is np.ndarray and cast("Any", dy).dtype.char in "dfe"


def _shapes(value: object) -> str:
    shapes = [str(np.shape(number)) for _, number in numbers_in(value, "")]
    return f"of shape {', '.join(shapes)}"


def _is_number(value: object) -> bool:
    return isinstance(value, np.ndarray | np.generic | int | float)


def _fits_leaf(type_: Type, dy: object) -> bool:
    """Whether dy may be the upstream gradient of one value, or of a list whose length depends on data."""
    if not isinstance(type_, List):
        return isinstance(type_, Static) or isinstance(dy, np.ndarray | np.generic | int | float)
    rank = rank_of(type_.element or FLOAT)
    entries = cast("list[object]", dy if isinstance(dy, list | tuple) else [None])
    return all(_is_number(entry) and np.ndim(cast("Any", entry)) == rank for entry in entries)


def _check_structure(tree: Tree, dy: object) -> None:
    """Raise unless dy has the structure of the value."""
    if isinstance(tree, Leaf):
        if _fits_leaf(tree.value.type, dy):
            return
    elif tree.kind in ("list", "tuple"):
        parts = cast("tuple[object, ...]", dy if isinstance(dy, list | tuple) else ())
        if isinstance(dy, list | tuple) and len(parts) == len(tree.children):
            for child, part in zip(tree.children, parts, strict=True):
                _check_structure(child, part)
            return
    elif isinstance(dy, dict) == (tree.kind == "dict"):
        return
    raise error("GW005", found=f"a {type(cast('object', dy)).__name__}", expected=described(tree))
