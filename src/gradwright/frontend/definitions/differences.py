"""Slopes and areas of sampled curves: `np.gradient`, `np.trapezoid`."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def trapezoid(y: Values, x: Values | None = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """Return the area under a curve by the trapezoidal rule."""
    heights = np.moveaxis(np.asarray(y), axis, -1)
    if x is None:
        widths = dx
    elif np.ndim(x) == 1:
        widths = np.diff(np.asarray(x))
    else:
        widths = np.diff(np.moveaxis(np.asarray(x), axis, -1))
    return (widths * (heights[..., 1:] + heights[..., :-1]) / 2.0).sum(axis=-1)


def gradient(f: Values, *spacing: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """Return central differences along axes, one-sided ones at the ends."""
    f = np.asarray(f)
    axes = tuple(range(f.ndim)) if axis is None else axis
    if isinstance(axes, int):
        return slope(f, spacing[0] if len(spacing) == 1 else 1.0, axes, edge_order)
    steps = spacing if len(spacing) == len(axes) else (spacing or (1.0,)) * len(axes)
    if len(axes) == 1:
        return slope(f, steps[0], axes[0], edge_order)
    return tuple([slope(f, steps[k], axes[k], edge_order) for k in range(len(axes))])


def slope(f: Values, step: Any, axis: int, edge_order: int) -> Values:
    """Return the differences along one axis, for one step or the coordinates of the entries."""
    out = np.zeros_like(f) if f.dtype.kind == "f" else np.zeros(f.shape)
    to, of = np.moveaxis(out, axis, -1), np.moveaxis(f, axis, -1)
    if np.ndim(step) == 0:
        even_slopes(to, of, step, edge_order)
    else:
        uneven_slopes(to, of, np.diff(np.asarray(step)), edge_order)
    return out


def even_slopes(to: Values, of: Values, step: Any, edge_order: int) -> None:
    """Store differences over equal steps."""
    to[..., 1:-1] = (of[..., 2:] - of[..., :-2]) / (2.0 * step)
    if edge_order == 1:
        to[..., 0] = (of[..., 1] - of[..., 0]) / step
        to[..., -1] = (of[..., -1] - of[..., -2]) / step
    else:
        to[..., 0] = -1.5 / step * of[..., 0] + 2.0 / step * of[..., 1] + -0.5 / step * of[..., 2]
        to[..., -1] = (
            0.5 / step * of[..., -3] + -2.0 / step * of[..., -2] + 1.5 / step * of[..., -1]
        )


def uneven_slopes(to: Values, of: Values, widths: Values, edge_order: int) -> None:
    """Store differences over steps of these widths."""
    left, right = widths[:-1], widths[1:]
    to[..., 1:-1] = (
        -right / (left * (left + right)) * of[..., :-2]
        + (right - left) / (left * right) * of[..., 1:-1]
        + left / (right * (left + right)) * of[..., 2:]
    )
    if edge_order == 1:
        to[..., 0] = (of[..., 1] - of[..., 0]) / widths[0]
        to[..., -1] = (of[..., -1] - of[..., -2]) / widths[-1]
    else:
        first, second = widths[0], widths[1]
        to[..., 0] = (
            -(2.0 * first + second) / (first * (first + second)) * of[..., 0]
            + (first + second) / (first * second) * of[..., 1]
            + -first / (second * (first + second)) * of[..., 2]
        )
        third, last = widths[-2], widths[-1]
        to[..., -1] = (
            last / (third * (third + last)) * of[..., -3]
            + -(last + third) / (third * last) * of[..., -2]
            + (2.0 * last + third) / (last * (third + last)) * of[..., -1]
        )


DEFINITIONS: dict[object, FunctionType] = {
    np.gradient: gradient,
    np.trapezoid: trapezoid,
    getattr(np, "trapz", np.trapezoid): trapezoid,
}
