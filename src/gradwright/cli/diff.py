"""`gradwright diff FILE.py:FUNCTION`: write the backward code of a function."""

import argparse
import sys
from pathlib import Path

from gradwright.cli.target import Target, add_options, read_target
from gradwright.cli.usage import Subparsers, UsageError
from gradwright.diagnostics import GradwrightError

WRT_CODES = {"GW002", "GW003"}  # errors of the public functions that are about --wrt


def add_parser(subparsers: Subparsers) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("diff", help="write the backward code of a function")
    parser.add_argument("target", metavar="FILE.py:FUNCTION")
    add_options(parser)
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to FILE")


def run(args: argparse.Namespace) -> int:
    """Print the written module, or write it to a file."""
    text = _written(read_target(args.command, args.target, args.like, args.wrt))
    if args.output is None:
        sys.stdout.write(text)
        return 0
    try:
        args.output.write_text(text, encoding="utf-8")
    except OSError as raised:
        raise UsageError(f"{args.output} cannot be written ({raised.strerror})") from raised
    print(f"wrote {args.output}", file=sys.stderr)
    return 0


def _written(target: Target) -> str:
    from gradwright.api import source

    try:
        return source(target.function, *target.arguments, wrt=target.wrt)
    except GradwrightError as refused:
        if refused.code in WRT_CODES:
            raise UsageError(f"--wrt: {refused.message}") from refused
        raise
