"""`gradwright train digits`: a network trained with the backward code that was written for it.

In: options. Out: parameters, the backward file that the training ran, a picture of its curves.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import sys
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

import numpy as np

from gradwright.cli.usage import Subparsers, UsageError
from gradwright.diagnostics import GradwrightError, error
from gradwright.nn.checkpoint import save_parameters
from gradwright.nn.curves import draw_curves
from gradwright.nn.digits import Parameters, Split, digits_loss, initial_parameters, load_digits
from gradwright.nn.extras import require
from gradwright.nn.optimizers import adam, sgd
from gradwright.nn.training import Backward, Scores, train
from gradwright.nn.transformations import Transformation
from gradwright.nn.written import check_fits, load_function

if TYPE_CHECKING:
    from tqdm import tqdm

DATASETS = ("digits",)
# name -> how it is made from a learning rate, and the rate that it has by default
OPTIMIZERS: dict[str, tuple[Callable[[float], Transformation], float]] = {
    "adam": (adam, 3e-3),
    "momentum": (lambda rate: sgd(rate, momentum=0.9), 0.1),
    "sgd": (sgd, 0.2),
}
EXTRAS = {
    "sklearn.datasets": "the digits data",
    "safetensors.numpy": "a checkpoint",
    "matplotlib.figure": "a picture",
    "threadpoolctl": "training",
    "tqdm": "the progress bar",
}
OPTION_CODES = {"GW604", "GW605", "GW606", "GW609", "GW611"}  # about --backward and --out
WRITTEN = f"{digits_loss.__name__}_backward"
BACKWARD_FILE = "digits_backward.py"
MANY, WIDE = 2**32, 2**16 + 1  # bounds of what can be asked for
SAMPLE = 8  # images that the code is written for and tried with; any number is right later


@dataclass(frozen=True)
class Options:
    """The options of one run, checked."""

    epochs: int
    hidden: int
    optimizer: str
    learning_rate: float
    batch_size: int
    seed: int
    out: Path
    backward: Path | None


def add_parser(subparsers: Subparsers) -> None:
    """Add the subcommand ``train`` to the parser of the command line.

    Parameters
    ----------
    subparsers
        What `argparse.ArgumentParser.add_subparsers` returned. Numbers stay text here: `run`
        checks them, so that every bad value reads alike.
    """
    parser = subparsers.add_parser(
        "train",
        help="train a network with written backward code",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("dataset", help="digits: scikit-learn's 1,797 images of 8 by 8 pixels")
    parser.add_argument("--epochs", default="30", help="passes over the training images")
    parser.add_argument("--hidden", default="128", help="units of the hidden layer")
    parser.add_argument("--optimizer", default="adam", help=" or ".join(OPTIMIZERS))
    parser.add_argument("--learning-rate", help="the optimizer's own if not given")
    parser.add_argument("--batch-size", default="64", help="images a step")
    parser.add_argument("--seed", default="0", help="decides the split, first weights and order")
    parser.add_argument("--out", default="digits", help="directory for what the run leaves")
    parser.add_argument("--backward", help="train with the backward code of this file instead")


def run(args: argparse.Namespace) -> int:
    """Run the subcommand.

    Parameters
    ----------
    args
        As `add_parser` parses them.

    Returns
    -------
    int
        0, the exit code.

    Raises
    ------
    UsageError
        If an option cannot be followed; nothing was trained or replaced then.
    GradwrightError
        If a library of the extra ``nn`` is missing, or if the training diverged.
    """
    try:
        options = _checked(cast("dict[str, str | None]", vars(args)))
        for module, feature in EXTRAS.items():
            require(module, feature)
        _train_digits(options)
    except GradwrightError as bad:
        if bad.code in OPTION_CODES:
            raise UsageError(bad.message) from bad
        raise
    return 0


def _checked(given: dict[str, str | None]) -> Options:
    dataset, optimizer = str(given["dataset"]), str(given["optimizer"])
    if dataset not in DATASETS:
        _refuse("data set", dataset, f"choose one of {', '.join(DATASETS)}")
    if optimizer not in OPTIMIZERS:
        _refuse("--optimizer", optimizer, f"choose one of {', '.join(OPTIMIZERS)}")
    rate, backward = given["learning_rate"], given["backward"]
    options = Options(
        epochs=_integer("--epochs", given["epochs"], range(1, MANY)),
        hidden=_integer("--hidden", given["hidden"], range(1, WIDE)),
        optimizer=optimizer,
        learning_rate=OPTIMIZERS[optimizer][1] if rate is None else _rate(rate),
        batch_size=_integer("--batch-size", given["batch_size"], range(1, MANY)),
        seed=_integer("--seed", given["seed"], range(MANY)),
        out=Path(str(given["out"])),
        backward=None if backward is None else Path(backward),
    )
    if options.backward is not None:
        load_function(options.backward, WRITTEN)
    return options


def _integer(name: str, text: str | None, allowed: range) -> int:
    expected = f"a whole number from {allowed.start} to {allowed.stop - 1:,} is needed"
    try:
        value = int(str(text))
    except ValueError:
        _refuse(name, text, expected)
    return value if value in allowed else _refuse(name, text, expected)


def _rate(text: str) -> float:
    expected = "a positive, finite number is needed"
    try:
        value = float(text)
    except ValueError:
        _refuse("--learning-rate", text, expected)
    return value if 0.0 < value < math.inf else _refuse("--learning-rate", text, expected)


def _refuse(name: str, found: object, expected: str) -> NoReturn:
    raise UsageError(f"{name} {found}: {expected}")


def _train_digits(options: Options) -> None:
    rng = np.random.default_rng(options.seed)
    data, start = load_digits(rng), initial_parameters(options.hidden, rng)
    backward_file = _place_backward(options, start, data)
    backward = cast("Backward", load_function(backward_file, WRITTEN))
    print(_summary(options, data))
    print(f"\n{backward_file.read_text().rstrip()}\n")
    began = time.perf_counter()
    with np.errstate(all="ignore"), _one_thread():
        parameters, history = _train(options, start, data, backward, rng)
    _report(history[-1], len(data.test_labels), time.perf_counter() - began)
    _leave(options.out, parameters, history)


def _place_backward(options: Options, parameters: Parameters, data: Split) -> Path:
    """Write or copy the backward file into the directory of results, once it is known to fit."""
    from gradwright.api import write

    sample = data.train_inputs[:SAMPLE], data.train_labels[:SAMPLE]
    if options.backward is not None:
        loaded = load_function(options.backward, WRITTEN)
        check_fits(loaded, options.backward, parameters, *sample)
    target = options.out / BACKWARD_FILE
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        if not os.access(options.out, os.W_OK | os.X_OK):
            raise PermissionError(f"no permission to write in {options.out}")
        if options.backward is None:
            write(digits_loss, target, *parameters, *sample, wrt=parameters._fields)
        elif not (target.exists() and target.samefile(options.backward)):
            shutil.copyfile(options.backward, target)
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise error("GW611", filename=options.out, reason=reason) from failure
    return target


def _train(
    options: Options,
    parameters: Parameters,
    data: Split,
    backward: Backward,
    rng: np.random.Generator,
) -> tuple[Parameters, list[Scores]]:
    """Train for the epochs asked for, or until interrupted; what was reached is returned."""
    history: list[Scores] = []
    optimizer = OPTIMIZERS[options.optimizer][0](options.learning_rate)
    with _bar(options, len(data.train_labels)) as bar:
        rounds = train(
            parameters, data, backward, optimizer, options.batch_size, rng, lambda _: bar.update()
        )
        try:
            for reached, scores in rounds:
                parameters = reached
                history.append(scores)
                _show(bar, scores, options.epochs)
                if not math.isfinite(scores.train_loss):
                    raise error("GW612", loss=scores.train_loss, epochs=scores.epoch)
                if scores.epoch == options.epochs:
                    break
        except KeyboardInterrupt:
            if not history:
                raise
            print(f"interrupted after {history[-1].epoch} epochs", file=sys.stderr)
    return parameters, history


def _one_thread() -> AbstractContextManager[object]:
    """BLAS on one thread: on matrices this small, several mostly wait for each other."""
    limits = require("threadpoolctl", EXTRAS["threadpoolctl"]).threadpool_limits
    return cast("Callable[[int], AbstractContextManager[object]]", limits)(1)


@contextmanager
def _bar(options: Options, count: int) -> Generator[tqdm[NoReturn]]:
    """A progress bar over all batches; nothing where standard error is not a terminal."""
    make = cast("type[tqdm[NoReturn]]", require("tqdm", EXTRAS["tqdm"]).tqdm)
    total = options.epochs * math.ceil(count / options.batch_size)
    columns = shutil.get_terminal_size().columns  # a width of 0, as some terminals say, is 80
    bar = make(total=total, unit="batch", disable=None, ncols=columns)
    try:
        yield bar
    finally:
        bar.close()


def _show(bar: tqdm[NoReturn], scores: Scores, epochs: int) -> None:
    bar.set_description(f"epoch {min(scores.epoch + 1, epochs)}/{epochs}", refresh=False)
    bar.set_postfix_str(f"loss {scores.train_loss:.4f}, test accuracy {scores.test_accuracy:.4f}")


def _summary(options: Options, data: Split) -> str:
    return (
        f"digits: {len(data.train_labels)} images to train on, {len(data.test_labels)} held out\n"
        f"network 64-{options.hidden}-10, {options.optimizer}, rate {options.learning_rate:g}, "
        f"batches of {options.batch_size}, {options.epochs} epochs, seed {options.seed}"
    )


def _report(scores: Scores, count: int, seconds: float) -> None:
    right = round(scores.test_accuracy * count)
    print(f"trained {scores.epoch} epochs in {seconds:.1f} s, loss {scores.train_loss:.4f}")
    print(f"test accuracy {scores.test_accuracy:.4f} ({right} of {count} held-out images)")


def _leave(out: Path, parameters: Parameters, history: list[Scores]) -> None:
    """Write what the run leaves, and say where it is."""
    save_parameters(out / "parameters.safetensors", parameters._asdict())
    draw_curves(history, out / "curves.png")
    print("wrote")
    print(f"  {out / 'parameters.safetensors'}  weights and biases")
    print(f"  {out / BACKWARD_FILE}  the backward code that the training ran")
    print(f"  {out / 'curves.png'}  loss and accuracy over the epochs")
