"""Options: the parser, and the complaint that ends a command with exit code 2."""

import argparse
from typing import NoReturn, TypeAlias


class UsageError(Exception):
    """Options that cannot be followed, said in one line."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        """Print the complaint and leave with exit code 2."""
        self.exit(2, f"{self.prog}: {message}\n")


Subparsers: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
