"""Named arrays and what describes them in one safetensors file, written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gradwright.diagnostics import error
from gradwright.nn.extras import require

Arrays = dict[str, NDArray[np.generic]]


def save_parameters(
    path: str | Path, arrays: Mapping[str, NDArray[np.generic]], about: object = None
) -> None:
    """Write named arrays; an older file at `path` stays whole until the new one is complete.

    Parameters
    ----------
    path
        The file to write.
    arrays
        Arrays of any layout and shape. They are written from contiguous copies: safetensors
        itself stores a transposed or strided array wrongly, without a word.
    about
        What JSON can hold; it is kept in the file's own metadata.

    Raises
    ------
    GradwrightError
        GW006 if safetensors is not installed, GW611 if the file cannot be written.
    """
    save = require("safetensors.numpy", "a checkpoint").save
    metadata = {"gradwright": json.dumps(about)} if about is not None else None
    content: bytes = save({k: np.asarray(v, order="C") for k, v in arrays.items()}, metadata)
    partial = Path(f"{path}.partial")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise error("GW611", filename=str(path), reason=reason) from problem


def load_parameters(path: str | Path) -> Arrays:
    """Read the arrays that `save_parameters` wrote.

    Parameters
    ----------
    path
        The file to read.

    Returns
    -------
    dict
        Arrays by name, bit for bit.

    Raises
    ------
    GradwrightError
        GW006 if safetensors is not installed, GW604 if there is no such file, GW613 if it is damaged.
    """
    return read(path)[0]


def read(path: str | Path) -> tuple[Arrays, Any]:
    """Return the arrays of a file and what describes them, None where nothing does.

    Raises
    ------
    GradwrightError
        As `load_parameters`.
    """
    opened = require("safetensors", "a checkpoint").safe_open
    if not Path(path).is_file():
        raise error("GW604", filename=str(path))
    try:
        with opened(str(path), framework="numpy") as file:
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  (no mapping)
            metadata = cast("dict[str, str]", file.metadata() or {})
        return arrays, json.loads(metadata.get("gradwright", "null"))
    except Exception as problem:
        raise damaged(path, str(problem)) from problem


def damaged(path: str | Path, reason: str) -> Exception:
    """Return the error for a file that is no checkpoint, or was one."""
    return error("GW613", filename=str(path), reason=reason)
