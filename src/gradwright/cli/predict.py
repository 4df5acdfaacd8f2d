"""`gradwright predict DIR DATA`: what a trained network says of each row of a table.

In: the directory that `gradwright train` left, a CSV file or a data set. Out: the same table as CSV, the
prediction in its last column.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from pathlib import Path

import numpy as np

from gradwright.cli.replacing import replace_file
from gradwright.cli.train import CHECKPOINT
from gradwright.cli.usage import Subparsers, one_line_if_given_wrong
from gradwright.diagnostics import error
from gradwright.nn.activations import Floats
from gradwright.nn.evaluation import predict
from gradwright.nn.runs import load
from gradwright.training.data import Preparation
from gradwright.training.running import preparation_of
from gradwright.training.sources import as_table
from gradwright.training.tables import Table
from gradwright.training.tasks import task_of

PREDICTION = "prediction"


def add_parser(subparsers: Subparsers) -> None:
    """Add the subcommand ``predict`` to the parser of the command line.

    Parameters
    ----------
    subparsers
        What `argparse.ArgumentParser.add_subparsers` returned.
    """
    parser = subparsers.add_parser(
        "predict", help="say what a trained network predicts for each row of a table"
    )
    parser.add_argument("directory", metavar="DIR", help="what `gradwright train` left")
    parser.add_argument(
        "data", metavar="DATA", help="a CSV file with the columns trained on, or a data set"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write there instead of printing")


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
        If there is no trained network, or the data are not such that it was trained on.
    """
    with one_line_if_given_wrong():
        text = _predicted(Path(args.directory) / CHECKPOINT, str(args.data))
    if args.output is None:
        sys.stdout.write(text)
    else:
        replace_file(Path(args.output), text.encode())
    return 0


def _predicted(path: Path, data: str) -> str:
    trained = load(path)
    prepared = preparation_of(trained, path)
    table = as_table(data, trained.notes)
    inputs = _inputs(table, prepared)
    with np.errstate(all="ignore"):
        outputs = predict(trained.model, prepared.inputs(inputs))
    if not np.isfinite(outputs).all():
        line = table.lines[int(np.argmin(np.isfinite(outputs).all(axis=1)))]
        raise error(
            "GW616", filename=table.path, reason=f"line {line} has numbers that are too large"
        )
    return _csv(table, task_of(prepared).texts(outputs, prepared))


def _inputs(table: Table, prepared: Preparation) -> Floats:
    """Return the columns that the network was trained on, whatever their order in the table."""
    missing = [column for column in prepared.columns if column not in table.header]
    if missing:
        named = ", ".join(missing)
        reason = f"the network was trained on columns that are not there: {named}"
        raise error("GW616", filename=table.path, reason=reason)
    return np.stack([table.numbers(column) for column in prepared.columns], axis=1)


def _csv(table: Table, predictions: list[str]) -> str:
    name, number = PREDICTION, 1
    while name in table.header:
        number += 1
        name = f"{PREDICTION}_{number}"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*table.header, name))
    writer.writerows((*row, said) for row, said in zip(table.rows, predictions, strict=True))
    return text.getvalue()
