"""The written module of a program: its text, loaded alone, and called.

Nothing here imports gradwright, so that it also serves an interpreter that has none.
"""

import inspect
import linecache
import traceback
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.corpus.rows import Row
from tests.reference import forward_result, reference_gradient, upstream_like, worst_entry
from tests.reference.compare import TOLERANCE
from tests.reference.structure import leaves


def file_name(row: Row) -> str:
    """Return a file name for a row's written module."""
    return row.name.replace("/", "_") + "_written.py"


def entry_name(function: Callable[..., Any]) -> str:
    """Return the name of the written function: a partial's is the wrapped one's."""
    name = getattr(function, "func", function).__name__
    return "function_backward" if name == "<lambda>" else f"{name}_backward"


def load(text: str, path: str) -> types.ModuleType:
    """Execute a written module in a clean namespace."""
    module = types.ModuleType("written")
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    exec(compile(text, path, "exec"), module.__dict__)  # noqa: S102
    return module


def captured(backward: Callable[..., Any], function: Callable[..., Any]) -> dict[str, Any]:
    """Return the large captured arrays that a written function requires by keyword."""
    function = getattr(function, "func", function)
    cells = inspect.getclosurevars(function)
    known = {**cells.globals, **cells.nonlocals}
    parameters = inspect.signature(backward).parameters.values()
    return {p.name: known[p.name] for p in parameters if p.kind is p.KEYWORD_ONLY}


def call_written(row: Row, text: str, path: str, upstream: Any, arguments: tuple[Any, ...]) -> Any:
    """Return `(value, gradients)` of a row's written module."""
    backward = getattr(load(text, path), entry_name(row.function))
    return backward(upstream, *arguments, **captured(backward, row.function))


def as_tuple(row: Row, gradients: Any) -> tuple[Any, ...]:
    """Return gradients as a tuple, whether `wrt` is one or several."""
    return gradients if isinstance(row.wrt, tuple) else (gradients,)


def tolerance(row: Row, gradients: Any) -> float:
    """Return the fixed tolerance: float32's where a gradient is in single precision."""
    dtypes = {str(getattr(leaf, "dtype", "")) for _, leaf in leaves(gradients)}
    return TOLERANCE["float32" if "float32" in dtypes else row.reference]


def complaint(row: Row, arguments: tuple[Any, ...], gradients: Any) -> str | None:
    """Compare gradients with the reference; return None or what is wrong."""
    upstream = upstream_like(forward_result(row.function, arguments))
    wanted = reference_gradient(row.reference, row.function, arguments, row.positions, upstream)
    allowed = max(tolerance(row, gradients), tolerance(row, [arguments[k] for k in row.positions]))
    error, where = worst_entry(as_tuple(row, gradients), wanted)
    return None if error <= allowed else f"error {error:.3g} at {where}"


def raised_by_its_check(problem: BaseException, path: str | None = None) -> bool:
    """Say whether a ValueError comes from a `raise` that stands in a written module.

    `path` is the module's file name; without it, any module that the public call has loaded.
    """
    last = traceback.extract_tb(problem.__traceback__)[-1]
    ours = last.filename == path if path else last.filename.startswith("<gradwright ")
    line = linecache.getline(last.filename, last.lineno or 0)
    return isinstance(problem, ValueError) and ours and line.lstrip().startswith("raise ")


def without_number(problem: BaseException, result: Any) -> bool:
    """Say whether a division by zero is that of the mean of nothing, which NumPy gives as nan."""
    numbers = [np.asarray(leaf) for _, leaf in leaves(result) if leaf is not None]
    undefined = any(n.dtype.kind == "f" and np.isnan(n).any() for n in numbers)
    return isinstance(problem, ZeroDivisionError) and undefined
