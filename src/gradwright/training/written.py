"""A file of written backward code: written, loaded as a module, tried once before it is used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import cast

import numpy as np

from gradwright.diagnostics import GradwrightError, error

Function = Callable[..., object]


def load_function(path: Path, name: str) -> Function:
    """Import the file at `path` and return its function `name`.

    Parameters
    ----------
    path
        A Python file.
    name
        The function.

    Returns
    -------
    function
        As the file defines it, its source visible to tracebacks and debuggers.

    Raises
    ------
    GradwrightError
        If there is no such file, it cannot be imported, or it has no such function.
    """
    if not path.is_file():
        raise error("GW604", filename=path)
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    try:  # compiled here: Python's cache of bytecode could be that of an edit ago
        exec(compile(path.read_bytes(), str(path), "exec"), vars(module))
    except Exception as failure:
        raise error("GW605", filename=path, reason=_one_line(failure)) from failure
    function: object = getattr(module, name, None)
    if not callable(function):
        defined = (key for key, value in vars(module).items() if callable(value))
        raise error("GW606", filename=path, function=name, functions=", ".join(defined))
    return function


def check_fits(backward: Function, path: Path, parameters: Sequence[object], *data: object) -> None:
    """Call `backward` once and compare the shapes of its gradients with the parameters.

    Parameters
    ----------
    backward
        ``(dloss, *parameters, *data) -> (loss, gradients)``.
    path
        Where it came from, for the message.
    parameters
        What it differentiates by.
    data
        The rest of its arguments.

    Raises
    ------
    GradwrightError
        If it raises, or returns anything but a loss and one gradient a parameter.
    """
    try:
        _, gradients = cast("tuple[object, Sequence[object]]", backward(1.0, *parameters, *data))
        found = [np.shape(cast("float", gradient)) for gradient in gradients]
    except GradwrightError:
        raise
    except Exception as failure:
        raise error("GW609", filename=path, reason=_one_line(failure)) from failure
    expected = [np.shape(cast("float", parameter)) for parameter in parameters]
    if found != expected:
        reason = f"its gradients have the shapes {found}, the parameters {expected}"
        raise error("GW609", filename=path, reason=reason)


def _one_line(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}".replace("\n", " ")
