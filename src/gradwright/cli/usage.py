"""Options: the parser, and the complaint that ends a command with exit code 2."""

import argparse
from collections.abc import Generator
from contextlib import contextmanager
from typing import NoReturn, TypeAlias

from gradwright.diagnostics import GradwrightError

# about the data, the network or the run that was asked for: nothing was written then
GIVEN_CODES = {
    "GW604", "GW605", "GW606", "GW609", "GW611", "GW613", "GW616", "GW617", "GW618", "GW619",
}  # fmt: skip


class UsageError(Exception):
    """Options that cannot be followed, said in one line."""


@contextmanager
def one_line_if_given_wrong() -> Generator[None]:
    """Turn an error about what was given into a complaint of one line; others pass."""
    try:
        yield
    except GradwrightError as bad:
        if bad.code in GIVEN_CODES:
            raise UsageError(" ".join(bad.message.split())) from bad
        raise


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        """Print the complaint and leave with exit code 2."""
        self.exit(2, f"{self.prog}: {message}\n")


Subparsers: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
