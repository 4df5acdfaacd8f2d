# pyright: reportUnknownMemberType=false
# (matplotlib's own stubs leave keyword arguments untyped)
"""Loss and quality over the epochs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from gradwright.nn.extras import require
from gradwright.training.canvas import COLORS, new_figure
from gradwright.training.tasks import Task

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import Locator

MARKED = 60  # up to as many epochs, each has its dot
Row = dict[str, float]


def draw_curves(history: Sequence[Row], task: Task) -> Figure:
    """Draw two panels, the loss (logarithmic) and the metric, training against held-out rows.

    Parameters
    ----------
    history
        One row an epoch, as `nn.fit` keeps them, the first before training.
    task
        What was learned.
    """
    figure = new_figure(10, 4.2)
    left, right = cast("tuple[Axes, Axes]", tuple(figure.subplots(1, 2)))
    _draw(left, history, task.loss.__name__, "{:.4g}")
    left.set(title="Loss", ylabel=task.loss_label, yscale="log")
    left.yaxis.set_major_formatter("{x:g}")
    left.yaxis.set_minor_formatter("")
    _draw(right, history, task.metric.__name__, task.form)
    right.set(title=task.title, ylabel=task.axis)
    lowest = min(row[f"{part}{task.metric.__name__}"] for row in history for part in PARTS.values())
    right.set_ylim(min(0.0, max(lowest - 0.04, task.lowest)), 1.04)
    right.yaxis.set_major_formatter(task.tick)
    return figure


PARTS = {"training": "", "held out": "validation_"}


def _draw(axes: Axes, history: Sequence[Row], name: str, form: str) -> None:
    epochs = [row["epoch"] for row in history]
    marker = "o" if len(epochs) <= MARKED else None
    for part, prefix in PARTS.items():
        values = [row[f"{prefix}{name}"] for row in history]
        label = f"{part}, {form.format(values[-1])} at the end"
        axes.plot(epochs, values, color=COLORS[part], marker=marker, markersize=3, label=label)
    axes.set_xlabel("epoch")
    locator = cast("Locator", require("matplotlib.ticker", "a picture").MaxNLocator(integer=True))
    axes.xaxis.set_major_locator(locator)
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
