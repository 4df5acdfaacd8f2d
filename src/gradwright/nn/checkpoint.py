"""Named arrays to a safetensors file, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gradwright.nn.extras import require

Arrays = dict[str, NDArray[np.generic]]


def save_parameters(path: str | Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write named arrays; an older file at `path` stays whole until the new one is complete.

    Parameters
    ----------
    path
        The file to write.
    arrays
        Arrays of any layout and shape. They are written from contiguous copies: safetensors
        itself stores a transposed or strided array wrongly, without a word.

    Raises
    ------
    GradwrightError
        If safetensors is not installed.
    """
    save_file = cast(
        "Callable[[Arrays, str], None]", require("safetensors.numpy", "a checkpoint").save_file
    )
    partial = Path(f"{path}.partial")
    save_file({name: np.asarray(array, order="C") for name, array in arrays.items()}, str(partial))
    partial.replace(path)


def load_parameters(path: str | Path) -> Arrays:
    """Read what `save_parameters` wrote.

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
        If safetensors is not installed.
    """
    return cast("Callable[[str], Arrays]", require("safetensors.numpy", "a checkpoint").load_file)(
        str(path)
    )
