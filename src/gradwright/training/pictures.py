# pyright: reportUnknownMemberType=false
# (matplotlib's own stubs leave keyword arguments untyped)
"""Pictures of a trained network: one row a picture, with the runs that it is drawn for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from gradwright.nn.activations import Floats, softmax
from gradwright.nn.evaluation import predict
from gradwright.nn.extras import require
from gradwright.training.canvas import COLORS, class_colors, new_figure
from gradwright.training.curves import Row, draw_curves
from gradwright.training.running import Setup

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GRID = 300  # points along each side of a plane
MISTAKES = (3, 6)  # rows and columns of images
MOST_NAMES = 12  # classes that a legend names


@dataclass(frozen=True)
class Trained:
    """What pictures show."""

    setup: Setup
    model: Callable[[Floats], Floats]
    history: Sequence[Row]


@dataclass(frozen=True)
class Picture:
    """One row of the table: the file, what it shows, when it is drawn, how."""

    file: str
    what: str
    fits: Callable[[Setup], bool]
    draw: Callable[[Trained], Figure]


def draw_all(trained: Trained, out: Path) -> list[Picture]:
    """Draw every picture that fits a run, and return their rows."""
    fitting = [picture for picture in PICTURES if picture.fits(trained.setup)]
    for picture in fitting:
        picture.draw(trained).savefig(str(out / picture.file))
    return fitting


def _curves(trained: Trained) -> Figure:
    return draw_curves(trained.history, trained.setup.task)


def _regions(trained: Trained) -> Figure:
    """Draw the plane in the classes' colours, paler where the network is less sure, and the rows."""
    setup, data = trained.setup, trained.setup.data
    classes = data.classes or ()
    low, high = data.inputs.min(axis=0), data.inputs.max(axis=0)
    margin = 0.08 * np.where(high > low, high - low, 1.0)
    (left, bottom), (right, top) = low - margin, high + margin
    across, up = (
        cast("Floats", np.linspace(a, b, GRID)) for a, b in ((left, right), (bottom, top))
    )
    x, y = np.meshgrid(across, up)
    plane = setup.prepared.inputs(np.stack([x.ravel(), y.ravel()], axis=1))
    shares = softmax(predict(trained.model, plane))
    colors = np.array(class_colors(len(classes)))
    painted = 0.45 * (shares @ colors).reshape(GRID, GRID, 3) + 0.55
    figure = new_figure(7.5, 6.2)
    axes = figure.subplots()
    axes.imshow(
        painted, origin="lower", extent=(left, right, bottom, top), aspect="auto",
        interpolation="bilinear",
    )  # fmt: skip
    _points(axes, setup, colors)
    axes.set(xlabel=data.columns[0], ylabel=data.columns[1])
    axes.set_title(f"{data.target}: regions of the network, and the {data.rows}")
    if len(classes) <= MOST_NAMES:
        _legend(figure, classes, colors)
    return figure


def _points(axes: Axes, setup: Setup, colors: Floats) -> None:
    looks = {"training": {"s": 16, "linewidths": 0.4}, "held out": {"s": 42, "linewidths": 1.4}}
    for name, rows in (("training", setup.parts.train), ("held out", setup.parts.test)):
        at, labels = setup.data.inputs[rows], setup.data.targets[rows]
        edge = "white" if name == "training" else "black"
        axes.scatter(at[:, 0], at[:, 1], color=colors[labels], edgecolors=edge, **looks[name])  # pyright: ignore[reportArgumentType]


def _legend(figure: Figure, classes: Sequence[str], colors: Floats) -> None:
    axes = figure.axes[0]
    marks = [
        axes.scatter([], [], color=color, edgecolors="white", s=30, label=name)
        for name, color in zip(classes, colors, strict=True)
    ]
    held = axes.scatter([], [], color="none", edgecolors="black", s=42, linewidths=1.4)
    figure.legend([*marks, held], [*classes, "held out"], loc="outside right upper", frameon=False)


def _mistakes(trained: Trained) -> Figure:
    """Draw the held-out images whose right class the network finds least likely."""
    setup, data = trained.setup, trained.setup.data
    rows = setup.parts.test
    shares = softmax(predict(trained.model, setup.rows(rows)[0]))
    labels = data.targets[rows]
    likely = shares[np.arange(len(rows)), labels]
    order = np.argsort(likely, kind="stable")[: MISTAKES[0] * MISTAKES[1]]
    wrong = int((shares.argmax(axis=1) != labels).sum())
    figure = new_figure(1.6 * MISTAKES[1], 2.05 * MISTAKES[0] + 0.7)
    for axes, place in zip(figure.subplots(*MISTAKES).ravel(), order, strict=False):
        _image(axes, trained, int(rows[place]), shares[place])
    for axes in figure.axes[len(order) :]:
        axes.set_axis_off()
    figure.suptitle(
        f"{wrong} of {len(rows)} held-out {data.rows} are read wrongly, the worst first\n"
    )
    return figure


def _image(axes: Axes, trained: Trained, row: int, shares: Floats) -> None:
    data = trained.setup.data
    classes, right, said = data.classes or (), int(data.targets[row]), int(shares.argmax())
    pixels = data.inputs[row].reshape(cast("tuple[int, int]", data.image))
    axes.imshow(pixels, cmap="gray_r", interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_color("#cccccc")
    color = "black" if right == said else COLORS["held out"]
    title = f"{classes[right]}, read as {classes[said]}\n{shares[said]:.0%} sure"
    axes.set_title(title, fontsize=9, color=color)


def _predictions(trained: Trained) -> Figure:
    """Draw what the network gives against what is true."""
    data, prepared = trained.setup.data, trained.setup.prepared
    figure = new_figure(6.4, 6.2)
    axes = figure.subplots()
    for name, rows in (
        ("training", trained.setup.parts.train),
        ("held out", trained.setup.parts.test),
    ):
        given = prepared.numbers(predict(trained.model, trained.setup.rows(rows)[0]))
        size = 12 if name == "training" else 26
        label = f"{name}, {len(rows)} {data.rows}"
        axes.scatter(
            data.targets[rows], given, s=size, alpha=0.65, linewidths=0, color=COLORS[name],
            label=label,
        )  # fmt: skip
    ends = [float(data.targets.min()), float(data.targets.max())]
    axes.plot(ends, ends, color="#555555", linewidth=1, linestyle="--", label="exact")
    axes.set(xlabel=f"true {data.target}", ylabel=f"predicted {data.target}")
    axes.set_title(f"{data.target}: predicted against true")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    return figure


def _line(trained: Trained) -> Figure:
    """Draw the curve that the network has learned of one input, and the rows."""
    data, prepared = trained.setup.data, trained.setup.prepared
    x = data.inputs[:, 0]
    at = cast("Floats", np.linspace(x.min(), x.max(), 4 * GRID))[:, np.newaxis]
    curve = prepared.numbers(predict(trained.model, prepared.inputs(at)))
    figure = new_figure(8, 4.6)
    axes = figure.subplots()
    for name, rows in (
        ("training", trained.setup.parts.train),
        ("held out", trained.setup.parts.test),
    ):
        axes.scatter(
            x[rows],
            data.targets[rows],
            s=14,
            alpha=0.5,
            linewidths=0,
            color=COLORS[name],
            label=name,
        )
    axes.plot(at[:, 0], curve, color="black", linewidth=1.6, label="the network")
    axes.set(xlabel=data.columns[0], ylabel=data.target)
    axes.set_title(f"{data.target} as the network has it")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    return figure


def _confusion(trained: Trained) -> Figure:
    """Draw how often each class of held-out rows is taken for each."""
    setup, data = trained.setup, trained.setup.data
    classes = data.classes or ()
    said = predict(trained.model, setup.rows(setup.parts.test)[0]).argmax(axis=1)
    counts = np.zeros((len(classes), len(classes)), int)
    np.add.at(counts, (data.targets[setup.parts.test], said), 1)
    side = max(4.2, 1.6 + 0.55 * len(classes))
    figure = new_figure(side + 0.6, side)
    axes = figure.subplots()
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(_painted(shares))
    for row, column in zip(*np.nonzero(counts), strict=True):
        color = "white" if shares[row, column] > 0.6 else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", color=color)
    places = range(len(classes))
    axes.set_xticks(places, classes, rotation=45 if len("".join(classes)) > 30 else 0, ha="center")
    axes.set_yticks(places, classes)
    axes.set(xlabel=f"predicted {data.target}", ylabel=f"true {data.target}")
    axes.set_title(f"held-out {data.rows}")
    return figure


def _painted(shares: Floats) -> Floats:
    """Return the colours of a square: what is right and what is wrong, darker where it is more."""
    to_rgb = cast(
        "Callable[[str], tuple[float, ...]]", require("matplotlib.colors", "a picture").to_rgb
    )
    right, wrong = (np.array(to_rgb(COLORS[name])) for name in ("training", "held out"))
    full = np.where(np.eye(len(shares), dtype=bool)[..., np.newaxis], right, wrong)
    strength = np.where(shares > 0.0, 0.12 + 0.88 * shares, 0.0)[..., np.newaxis]
    return 1.0 - strength * (1.0 - full)


def _are_classes(setup: Setup) -> bool:
    return setup.data.classes is not None


PICTURES = (
    Picture("curves.png", "loss and quality over the epochs", lambda setup: True, _curves),
    Picture(
        "regions.png", "what the network says in the whole plane",
        lambda setup: _are_classes(setup) and len(setup.data.columns) == 2, _regions,
    ),
    Picture(
        "mistakes.png", "the worst mistakes on held-out images",
        lambda setup: _are_classes(setup) and setup.data.image is not None, _mistakes,
    ),
    Picture(
        "confusion.png", "which classes are taken for which",
        lambda setup: _are_classes(setup) and len(setup.data.classes or ()) <= 20, _confusion,
    ),
    Picture(
        "predictions.png", "predicted against true numbers",
        lambda setup: not _are_classes(setup), _predictions,
    ),
    Picture(
        "line.png", "the curve that was learned",
        lambda setup: not _are_classes(setup) and len(setup.data.columns) == 1, _line,
    ),
)  # fmt: skip
