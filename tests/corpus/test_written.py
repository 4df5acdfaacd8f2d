"""The written module of every program: alone, deterministic, clean, and safe for other arguments."""

import ast
import functools
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradwright as gw
from gradwright import pipeline
from tests.corpus import ROWS, Row
from tests.corpus.memory import shared, snapshot
from tests.corpus.other_arguments import misbehaviour, outcome_of
from tests.corpus.written import (
    call_written,
    complaint,
    file_name,
    raised_by_its_check,
    without_number,
)
from tests.reference import forward_result, leaves, upstream_like

ROOT = Path(__file__).parents[2]
DIFFERENTIATED = [row for row in ROWS if row.outcome != "refused"]
every_row = pytest.mark.parametrize("row", DIFFERENTIATED, ids=lambda row: row.name)
BY_NAME = {row.name: row for row in ROWS}


@functools.cache
def text_of(name: str) -> str:
    row = BY_NAME[name]
    return gw.source(row.function, *row.fresh(), wrt=row.wrt)


def written_text(row: Row) -> str:
    """Return what is written; a row that may refuse is skipped if it does."""
    try:
        return text_of(row.name)
    except gw.GradwrightError as refusal:
        if row.outcome == "right or refused" and refusal.lineno is not None:
            pytest.skip(f"refused by {refusal.code}")
        raise


@every_row
def test_alone(row: Row):
    arguments = row.floated()
    upstream = upstream_like(forward_result(row.function, row.floated()))
    before = snapshot(upstream, arguments)
    value, gradients = call_written(row, written_text(row), file_name(row), upstream, arguments)
    assert complaint(row, row.arguments, gradients) is None
    assert snapshot(upstream, arguments) == before
    assert shared((value, gradients), (upstream, arguments)) == []


@every_row
def test_agrees_with_the_public_call_bit_for_bit(row: Row):
    upstream = upstream_like(forward_result(row.function, row.fresh()))
    written = call_written(row, written_text(row), file_name(row), upstream, row.floated())
    public = gw.vjp(row.function, row.wrt)(upstream, *row.fresh())
    assert snapshot(written) == snapshot(public)


@every_row
def test_every_read_of_the_reverse_sweep_is_what_the_forward_sweep_had(row: Row):
    """Replay: bit for bit, by statement and iteration; an AssertionError names the statement."""
    upstream = upstream_like(forward_result(row.function, row.fresh()))
    written_text(row)
    text = pipeline.replay_source(row.function, *row.fresh(), wrt=row.wrt)
    call_written(row, text, file_name(row), upstream, row.floated())


@every_row
def test_deterministic(row: Row):
    text = written_text(row)
    assert gw.source(row.function, *row.fresh(), wrt=row.wrt) == text


@every_row
def test_imports_only_what_the_forward_code_uses(row: Row):
    imported = set()
    for node in ast.walk(ast.parse(written_text(row))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    known = {"numpy", "math", "cmath", "dataclasses", "typing", "collections", "logging", "tests"}
    assert imported <= known, imported


@every_row
def test_other_arguments(row: Row):
    """The module, not written again: right, its own check, or what the forward code raises."""
    assert list(misbehaviour(row, written_text(row))) == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write every module that can be written into one folder."""
    place = tmp_path_factory.mktemp("written")
    for row in DIFFERENTIATED:
        text, _ = outcome_of(lambda name=row.name: text_of(name))
        if text is not None:
            (place / file_name(row)).write_text(text)
    return place


def ran(*command: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_everything_is_written(folder: Path):
    rows = [row for row in DIFFERENTIATED if row.outcome == "right"]
    missing = [row.name for row in rows if not (folder / file_name(row)).exists()]
    assert missing == []


def test_formatted(folder: Path):
    ruff = (sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache")
    assert ran(*ruff, "--line-length", "100", "--check", str(folder)) == ""


def test_lints_clean(folder: Path):
    ruff = (sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache")
    assert ran(*ruff, "--select", "E,F,W", "--line-length", "100", str(folder)) == ""


def test_without_gradwright(folder: Path):
    assert ran(sys.executable, "-m", "tests.corpus.alone", str(folder)) == ""
