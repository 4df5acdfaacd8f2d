"""A file's text, checked."""

from __future__ import annotations

from pathlib import Path

from gradwright.checked import Finding, Report, check_file


def checked(directory: Path, text: str) -> Report:
    """Return what a check finds of a file with this text."""
    path = directory / "network.py"
    path.write_text(text)
    return check_file(path)


def verdicts(report: Report) -> dict[str, str]:
    """Return the verdict of each gradient."""
    return {f"{one.owner} {one.gradient}": one.verdict for one in report.findings}


def only(report: Report, owner: str, gradient: str) -> Finding:
    """Return the one finding of a gradient."""
    (found,) = [one for one in report.findings if (one.owner, one.gradient) == (owner, gradient)]
    return found
