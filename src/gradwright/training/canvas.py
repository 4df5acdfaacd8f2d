# pyright: reportUnknownMemberType=false
"""What all pictures have in common: their figure, their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from gradwright.nn.extras import require

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLORS = {"training": "#1f5fa8", "held out": "#c8501e"}
DOTS = 150  # a inch
STYLE = {"axes.spines.top": False, "axes.spines.right": False}


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure, its size in inches."""
    return cast(
        "Figure",
        require("matplotlib.figure", "a picture").Figure(
            figsize=(width, height), dpi=DOTS, layout="constrained"
        ),
    )


def class_colors(count: int) -> list[tuple[float, float, float]]:
    """Return as many colours as there are classes, each far from its neighbours."""
    maps = require("matplotlib", "a picture").colormaps
    if count <= 10:
        return [tuple(maps["tab10"](k)[:3]) for k in range(count)]
    return [tuple(maps["turbo"](0.05 + 0.9 * k / (count - 1))[:3]) for k in range(count)]
