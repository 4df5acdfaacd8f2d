"""Libraries that only an extra installs, imported when they are first needed."""

from __future__ import annotations

import importlib
from types import ModuleType

from gradwright.diagnostics import error

_PACKAGES = {
    "matplotlib": "matplotlib",
    "safetensors": "safetensors",
    "sklearn": "scikit-learn",
    "threadpoolctl": "threadpoolctl",
    "tqdm": "tqdm",
}


def require(module: str, feature: str) -> ModuleType:
    """Import `module`, or say which extra installs it.

    Parameters
    ----------
    module
        Its full name, ``sklearn.datasets``.
    feature
        What needs it, for the message.

    Returns
    -------
    module
        The imported module.

    Raises
    ------
    GradwrightError
        If it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as missing:
        package = _PACKAGES[module.partition(".")[0]]
        raise error("GW006", feature=feature, package=package, extra="nn") from missing
