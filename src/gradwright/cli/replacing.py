"""Files written whole or not at all, with a copy of what was there."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from gradwright.cli.usage import UsageError


def replace_file(path: Path, data: bytes, like: Path | None = None) -> None:
    """Write a file in one step; its mode is what it was, or that of another file.

    A link stays a link: what it leads to is written.
    """
    try:
        if path.exists() and not path.is_file():  # a directory, or /dev/stdout
            path.write_bytes(data)
        elif path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(13, "Permission denied")
        else:
            _replace(path.resolve(), data, path if path.exists() else like)
    except OSError as raised:
        raise UsageError(f"{path} cannot be written ({raised.strerror})") from raised


def _replace(path: Path, data: bytes, like: Path | None) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if like is not None:
            shutil.copymode(like, name)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def back_up(path: Path) -> Path | None:
    """Copy a file to one beside it that is not there yet; None where git has what is in it.

    A copy of the same that is there already is returned as it is.
    """
    if is_clean_in_git(path):
        return None
    number = 0
    while True:
        copy = path.with_name(f"{path.name}.bak{number or ''}")
        if not copy.exists() and not copy.is_symlink():
            break
        if copy.is_file() and copy.read_bytes() == path.read_bytes():
            return copy
        number += 1
    try:
        with copy.open("xb") as stream:
            stream.write(path.read_bytes())
        shutil.copystat(path, copy)
    except OSError as raised:
        raise UsageError(f"{copy} cannot be written ({raised.strerror})") from raised
    return copy


def is_clean_in_git(path: Path) -> bool:
    """Whether git has a file as it is."""
    path = path.resolve()
    git = ["git", "-C", str(path.parent)]
    try:
        tracked = subprocess.run(
            [*git, "ls-files", "--error-unmatch", "--", path.name], capture_output=True, check=False
        )
        changed = subprocess.run(
            [*git, "status", "--porcelain", "--", path.name], capture_output=True, check=False
        )
    except OSError:
        return False
    return tracked.returncode == 0 and changed.returncode == 0 and not changed.stdout.strip()
