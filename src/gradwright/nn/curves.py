# pyright: reportUnknownMemberType=false
# (matplotlib's own stubs leave keyword arguments untyped)
"""Loss and accuracy over the epochs, drawn to a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from gradwright.nn.extras import require
from gradwright.nn.training import Scores

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import Locator

COLORS = {"training": "#1f5fa8", "held out": "#c8501e"}
MARKED = 60  # up to as many epochs, each has its dot


def draw_curves(history: Sequence[Scores], path: str | Path) -> None:
    """Draw two panels, loss (logarithmic) and accuracy, training against held-out images.

    Parameters
    ----------
    history
        One entry an epoch, the first before training.
    path
        The picture to write, its format by its ending.

    Raises
    ------
    GradwrightError
        If matplotlib is not installed.
    """
    module = require("matplotlib.figure", "a picture")
    figure = cast("Figure", module.Figure(figsize=(10, 4.2), layout="constrained"))
    left, right = cast("tuple[Axes, Axes]", tuple(figure.subplots(1, 2)))
    epochs = [scores.epoch for scores in history]
    losses = {
        "training": [scores.train_loss for scores in history],
        "held out": [scores.test_loss for scores in history],
    }
    shares = {
        "training": [scores.train_accuracy for scores in history],
        "held out": [scores.test_accuracy for scores in history],
    }
    _draw(left, epochs, losses, "{:.4f}")
    left.set(title="Loss", ylabel="mean cross-entropy", yscale="log")
    left.yaxis.set_major_formatter("{x:g}")
    left.yaxis.set_minor_formatter("")
    _draw(right, epochs, shares, "{:.2%}")
    right.set(title="Accuracy", ylabel="images right", ylim=(0.0, 1.04))
    right.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    figure.savefig(str(path), dpi=150)


def _draw(axes: Axes, epochs: Sequence[int], curves: dict[str, list[float]], form: str) -> None:
    marker = "o" if len(epochs) <= MARKED else None
    for name, values in curves.items():
        label = f"{name}, {form.format(values[-1])} at the end"
        axes.plot(epochs, values, color=COLORS[name], marker=marker, markersize=3, label=label)
    axes.set_xlabel("epoch")
    locator = cast("Locator", require("matplotlib.ticker", "a picture").MaxNLocator(integer=True))
    axes.xaxis.set_major_locator(locator)
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
