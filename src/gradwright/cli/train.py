"""`gradwright train`: a network trained with the backward code that was written for it.

In: a data set or a CSV file, and options. Out: a directory with parameters, the backward file that the
training ran, a checkpoint to resume from and predict with, and pictures.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from gradwright.cli.replacing import replace_file
from gradwright.cli.terminal import Style, has_colours, styled
from gradwright.cli.train_options import (
    OPTIONS,
    Options,
    Values,
    flag,
    options_of,
    out_of,
    read_given,
)
from gradwright.cli.usage import Subparsers, one_line_if_given_wrong
from gradwright.diagnostics import error
from gradwright.nn.checkpoint import damaged, save_parameters
from gradwright.nn.evaluation import predict
from gradwright.nn.extras import require
from gradwright.nn.layers import Dense, Sequential
from gradwright.nn.runs import Run, load
from gradwright.training import sources
from gradwright.training.networks import parameters_of
from gradwright.training.pictures import Trained, draw_all
from gradwright.training.running import (
    Setup,
    Written,
    backward_text,
    check_resumable,
    notes_of,
    sample,
    scores,
    set_up,
    train,
)
from gradwright.training.written import check_fits, load_function

EXTRAS = {
    "safetensors.numpy": "a checkpoint",
    "matplotlib.figure": "a picture",
    "threadpoolctl": "training",
    "tqdm": "the progress bar",
}
CHECKPOINT, PARAMETERS = "checkpoint.safetensors", "parameters.safetensors"


def add_parser(subparsers: Subparsers) -> None:
    """Add the subcommand ``train`` to the parser of the command line.

    Parameters
    ----------
    subparsers
        What `argparse.ArgumentParser.add_subparsers` returned. Numbers stay text here: `run`
        checks them, so that every bad value reads alike.
    """
    listed = "\n".join(f"  {name:<14} {row.what}" for name, row in sources.SOURCES.items())
    parser = subparsers.add_parser(
        "train",
        help="train a network with written backward code",
        description="Train a network with written backward code.",
        epilog=f"data sets:\n{listed}\n  {'FILE.csv':<14} {sources.TABLE.what}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("data", help="a data set, or a CSV file")
    for key, option in OPTIONS.items():
        usual = f" ({option.default})" if option.default is not None else ""
        parser.add_argument(flag(key), metavar=key.upper(), help=f"{option.help}{usual}")
    parser.add_argument("--resume", action="store_true", help="go on with the run in --out")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand.

    Parameters
    ----------
    args
        As `add_parser` parses them.

    Returns
    -------
    int
        0, the exit code; 130 if it was interrupted before there was anything to keep.

    Raises
    ------
    UsageError
        If an option cannot be followed or the data cannot be trained on; nothing was trained or
        replaced then.
    GradwrightError
        If a library of the extra ``nn`` is missing, or if the training diverged.
    """
    try:
        with one_line_if_given_wrong():
            given = read_given(vars(args))
            for module, feature in EXTRAS.items():
                require(module, feature)
            _train(str(args.data), given, resume=bool(args.resume))
    except KeyboardInterrupt:
        print("interrupted before the first step, nothing was kept", file=sys.stderr)
        return 130
    return 0


def _train(data: str, given: Values, *, resume: bool) -> None:
    path = out_of(data, given) / CHECKPOINT
    earlier = load(path) if resume and path.exists() else None
    options = options_of(data, given, _recorded(earlier, path))
    setup = set_up(sources.load(options.request), options.settings)
    text = _backward_text(options, setup)
    notes = {**notes_of(setup, text), "request": _asked(options), "epochs": options.epochs}
    if earlier is not None:
        check_resumable(earlier, notes, path)
    backward = _place_backward(options.out, setup, text)
    if earlier is None:
        path.unlink(missing_ok=True)
    print(_summary(options, setup, resume=resume, earlier=earlier))
    print(f"\n{text.rstrip()}\n")
    began = time.perf_counter()
    reached = train(setup, backward, options.epochs, path, notes)
    if reached.interrupted:
        print(f"interrupted after {reached.epochs} epochs", file=sys.stderr)
    _report(setup, reached, time.perf_counter() - began)
    _leave(options.out, setup, reached)


def _recorded(earlier: Run | None, path: Path) -> Values:
    """Return the options that a run was started with."""
    if earlier is None:
        return {}
    try:
        notes = cast("dict[str, Any]", earlier.notes)
        return {**notes["settings"], **notes["request"], "epochs": notes["epochs"]}
    except (KeyError, TypeError) as problem:
        raise damaged(path, "`gradwright train` did not write it") from problem


def _asked(options: Options) -> Values:
    """Return what was asked of a table, to be kept with the run."""
    asked = asdict(options.request)
    return {key: asked[key] for key in ("target", "ignore", "task") if asked[key]}


def _backward_text(options: Options, setup: Setup) -> str:
    """Return the backward code: written here, or that of the file that was given, known to fit."""
    if options.backward is None:
        return backward_text(setup)
    loaded = load_function(options.backward, f"{setup.loss_name}_backward")
    parameters = list(parameters_of(setup.model).values())
    check_fits(loaded, options.backward, parameters, *sample(setup))
    return options.backward.read_text(encoding="utf-8")


def _place_backward(out: Path, setup: Setup, text: str) -> Written:
    """Put the backward code into the directory of results, and load it from there."""
    target = _backward_file(out, setup)
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not os.access(out, os.W_OK | os.X_OK):
            raise PermissionError(f"no permission to write in {out}")
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise error("GW611", filename=out, reason=reason) from failure
    replace_file(target, text.encode())
    return load_function(target, f"{setup.loss_name}_backward")


def _backward_file(out: Path, setup: Setup) -> Path:
    return out / f"{setup.data.name}_backward.py"


def _summary(options: Options, setup: Setup, *, resume: bool, earlier: Run | None) -> str:
    data, parts, chosen = setup.data, setup.parts, setup.settings
    extras = {"decay": chosen.decay, "L2": chosen.l2}
    said = "".join(f"{name} {value:g}, " for name, value in extras.items() if value)
    network = (
        f"network {_widths(setup.model)}, {chosen.optimizer}, rate {chosen.learning_rate:g}, {said}"
        f"batches of {chosen.batch_size}, {options.epochs} epochs, seed {chosen.seed}"
    )
    rows = f"{len(parts.train)} {data.rows} to train on, {len(parts.test)} held out"
    lines = [f"{data.name}: {rows}", network]
    if earlier is not None:
        lines.append(f"goes on after {earlier.epochs} epochs")
    elif resume:
        lines.append(f"starts anew: there is no {CHECKPOINT} in {options.out}")
    return "\n".join(lines)


def _widths(model: Sequential) -> str:
    """Return a network's widths: ``64-128-10``."""
    dense = [layer for layer in model.layers if isinstance(layer, Dense)]
    return "-".join(str(n) for n in (len(dense[0].weights), *(len(d.biases) for d in dense)))


def _report(setup: Setup, reached: Run, seconds: float) -> None:
    task, test = setup.task, setup.parts.test
    found = scores(setup, reached.model)
    loss, metric = found["held out"]
    if not all(map(math.isfinite, (loss, metric, *found["training"]))):
        raise error("GW612", loss=loss, epochs=reached.epochs)
    inputs, targets = setup.rows(test)
    note = task.note(predict(reached.model, inputs), targets, setup.prepared, setup.data.rows)
    training = found["training"][0]
    print(f"trained {reached.epochs} epochs in {seconds:.1f} s, loss {training:.4f}")
    print(f"test {task.label} {metric:.4f} {note}")
    counts = {"training": len(setup.parts.train), "held out": len(test)}
    rows = [
        (name, f"{counts[name]:,}", *(f"{value:.4f}" for value in values))
        for name, values in found.items()
    ]
    print(f"\n{_table(('', setup.data.rows, task.loss_label, task.label), rows)}\n")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table, its first column to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        others = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
        return "  ".join((cells[0].ljust(widths[0]), *others))

    head = styled(line(header), Style.BOLD, on=has_colours(sys.stdout))
    return "\n".join([head, *map(line, rows)])


def _leave(out: Path, setup: Setup, reached: Run) -> None:
    """Write what the run leaves, and say where it is."""
    reached.save(out / CHECKPOINT)
    model = reached.model
    save_parameters(out / PARAMETERS, parameters_of(model), reached.notes)
    task = setup.task
    before: dict[str, float] = {"epoch": 0.0}
    for (loss, metric), prefix in zip(
        scores(setup, setup.model).values(), ("", "validation_"), strict=True
    ):
        before |= {f"{prefix}{task.loss.__name__}": loss, f"{prefix}{task.metric.__name__}": metric}
    pictures = draw_all(Trained(setup, model, [before, *reached.history]), out)
    left = [
        (out / PARAMETERS, "weights and biases"),
        (_backward_file(out, setup), "the backward code that the training ran"),
        (out / CHECKPOINT, "what --resume goes on with, and predict reads"),
        *((out / picture.file, picture.what) for picture in pictures),
    ]
    width = max(len(str(path)) for path, _ in left)
    print("wrote")
    for path, what in left:
        print(f"  {path!s:<{width}}  {what}")
