"""You write the forward code in plain NumPy; gradwright writes the backward code."""

from importlib import import_module

from gradwright.diagnostics import GradwrightError, UnsupportedError

__version__ = "0.1.0"

_ROOMS = {
    "grad": "api",
    "value_and_grad": "api",
    "vjp": "api",
    "source": "api",
    "write": "api",
    "check": "api",
    "explain": "explain",
    "with_backward": "classes",
}

__all__ = [
    "GradwrightError",
    "UnsupportedError",
    "__version__",
    "check",
    "explain",
    "grad",
    "source",
    "value_and_grad",
    "vjp",
    "with_backward",
    "write",
]


def __getattr__(name: str) -> object:
    """Load the room of a public function at its first use."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
    globals()[name] = value  # also over the module of the same name that the import has bound
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
