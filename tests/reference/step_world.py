"""The surroundings in which a program runs on step values: its `np`, `math` and `float` replaced.

Only the globals and closure cells of the program and of the functions that it reaches are patched,
and only while the `with` block lasts.
"""

import contextlib
import math
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.reference.step_rules import math_function
from tests.reference.step_values import (
    FUNCTION_RULES,
    StepArray,
    StepFloat,
    plain,
    step_dtype,
    stepped,
)
from tests.reference.structure import leaves

ADOPTED = (StepFloat, StepArray)


def step_float(value: Any = 0.0) -> Any:
    """Stand for `float`: keeps the derivative of a step value."""
    if isinstance(value, StepArray):
        return value.item()
    return value if isinstance(value, StepFloat) else float(value)


def carries(value: Any) -> bool:
    """Say whether a list or tuple holds step values at any depth."""
    if isinstance(value, (list, tuple)):
        return any(carries(part) for part in value)
    return isinstance(value, ADOPTED)


def adopted(value: Any) -> Any:
    """Return lists of step numbers, which NumPy's functions take as arrays, as step arrays."""
    if isinstance(value, (list, tuple)) and carries(value) and not _holds_arrays(value):
        return stepped(np.array(plain(value)))
    return value


def _holds_arrays(value: Any) -> bool:
    return any(isinstance(part, np.ndarray) or _is_nested(part) for part in value)


def _is_nested(part: Any) -> bool:
    return isinstance(part, (list, tuple)) and _holds_arrays(part)


class NumpyFunction:
    """One of NumPy's functions, whose float results are step arrays."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, *args: Any, **options: Any) -> Any:
        if "dtype" in options:
            options["dtype"] = step_dtype(options["dtype"])
        args = tuple(step_dtype(a) if isinstance(a, type) else adopted(a) for a in args)
        if self.function in FUNCTION_RULES and isinstance(args[0], ADOPTED):
            return stepped(FUNCTION_RULES[self.function](*args, **options))
        return stepped(self.function(*args, **options))

    def __getattr__(self, name: str) -> Any:
        return NumpyFunction(getattr(self.function, name))


class ModuleView:
    """A module whose functions are given for step values."""

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return replacement(getattr(self._module, name), name)


def replacement(value: Any, name: str = "") -> Any:
    """Return what stands for a global of the program."""
    if isinstance(value, types.ModuleType):
        known = value is math or value.__name__.split(".")[0] == "numpy"
        return ModuleView(value) if known else value
    if value is float:
        return step_float
    if value is np.float64 or value is np.float32:
        return StepFloat
    if isinstance(value, types.BuiltinFunctionType) and getattr(math, name, None) is value:
        return math_function(name, value)
    return NumpyFunction(value) if _is_numpy_function(value) else value


def _is_numpy_function(value: Any) -> bool:
    if isinstance(value, np.ufunc):
        return True
    module = getattr(value, "__module__", None) or ""
    return callable(value) and not isinstance(value, type) and module.split(".")[0] == "numpy"


def reachable(root: Any, arguments: Any = ()) -> list[types.FunctionType]:
    """Return the Python functions that a program can reach, by globals, closures and classes."""
    found: dict[int, types.FunctionType] = {}
    waiting = [root, *[type(leaf) for _, leaf in leaves(arguments)], *_record_types(arguments)]
    while waiting:
        value = waiting.pop()
        waiting.extend(_opened(value))
        if isinstance(value, types.FunctionType) and id(value) not in found:
            found[id(value)] = value
            names = [*value.__code__.co_names, *_inner_names(value.__code__)]
            waiting.extend(value.__globals__[n] for n in names if n in value.__globals__)
            waiting.extend(_cell_contents(value))
            waiting.extend(value.__defaults__ or ())
    return list(found.values())


def _record_types(tree: Any) -> list[type]:
    found: list[type] = []
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if hasattr(value, "__dataclass_fields__"):
            found.append(type(value))
            waiting.extend(vars(value).values() if hasattr(value, "__dict__") else ())
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, (list, tuple)):
            waiting.extend(value)
    return found


def _opened(value: Any) -> list[Any]:
    if isinstance(value, types.MethodType):
        return [value.__func__, type(value.__self__)]
    if hasattr(value, "func") and hasattr(value, "keywords"):
        return [value.func, *value.args]
    if isinstance(value, type) and value.__module__.split(".")[0] not in ("builtins", "numpy"):
        parts = [
            getattr(part, "fget", getattr(part, "__func__", part)) for part in vars(value).values()
        ]
        return [part for part in parts if isinstance(part, types.FunctionType)]
    if isinstance(value, (list, tuple)):
        return [part for part in value if callable(part)]
    return []


def _inner_names(code: types.CodeType) -> list[str]:
    inner = [part for part in code.co_consts if isinstance(part, types.CodeType)]
    return [name for part in inner for name in (*part.co_names, *_inner_names(part))]


def _cell_contents(function: types.FunctionType) -> list[Any]:
    return [cell.cell_contents for cell in function.__closure__ or () if _is_bound(cell)]


def _is_bound(cell: types.CellType) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True


@contextlib.contextmanager
def step_world(root: Any, arguments: Any = ()) -> Iterator[None]:
    """Patch what `root` reaches while the block runs; dropping an imaginary part is an error."""
    functions = reachable(root, arguments)
    spaces = {id(f.__globals__): f.__globals__ for f in functions}
    kept = [(space, dict(space)) for space in spaces.values()]
    cells = [c for f in functions for c in f.__closure__ or () if _is_bound(c)]
    contents = [cell.cell_contents for cell in cells]
    try:
        for space in spaces.values():
            space.update({k: replacement(v, k) for k, v in space.items() if k != "__builtins__"})
            space["float"] = space.get("float", step_float)
        for cell, content in zip(cells, contents, strict=True):
            cell.cell_contents = replacement(content, getattr(content, "__name__", ""))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            yield
    finally:
        for space, before in kept:
            for name in set(space) - set(before):
                del space[name]
            space.update(before)
        for cell, content in zip(cells, contents, strict=True):
            cell.cell_contents = content
