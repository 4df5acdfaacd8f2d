"""You write the forward code in plain NumPy; gradwright writes the backward code.

The public functions are loaded at their first use: importing the package loads no compiler.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from gradwright.diagnostics import GradwrightError, UnsupportedError

if TYPE_CHECKING:
    from gradwright.api import (
        check,
        grad,
        hessian,
        hvp,
        jacobian,
        jvp,
        source,
        value_and_grad,
        vjp,
        write,
    )
    from gradwright.classes import with_backward
    from gradwright.explain import explain

__version__ = "0.1.0"

__all__ = [
    "GradwrightError",
    "UnsupportedError",
    "__version__",
    "check",
    "explain",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "source",
    "value_and_grad",
    "vjp",
    "with_backward",
    "write",
]

_ROOMS = {
    "check": "api",
    "explain": "explain",
    "grad": "api",
    "hessian": "api",
    "hvp": "api",
    "jacobian": "api",
    "jvp": "api",
    "source": "api",
    "value_and_grad": "api",
    "vjp": "api",
    "with_backward": "classes",
    "write": "api",
}


class _Package(ModuleType):
    """The package, where `explain` is the function although a subpackage has its name."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _ROOMS and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    """Load the room of a public function at its first use."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
