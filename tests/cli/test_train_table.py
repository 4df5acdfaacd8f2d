"""`gradwright train FILE.csv` and `gradwright predict`: what is learned, kept, resumed, refused."""

import csv
import dataclasses
import io
import multiprocessing
import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from gradwright import nn
from gradwright.cli.main import main
from gradwright.nn.checkpoint import load_parameters
from gradwright.training import running
from gradwright.training.tasks import CLASSES

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2)) * [3.0, 0.01] + [50.0, -2.0]
LEFT = X[:, 0] < 50.0
KINDS = "a,b,kind\n" + "".join(
    f"{a:.4f},{b:.5f},{'light one' if left else 'heavy'}\n"
    for (a, b), left in zip(X, LEFT, strict=True)
)
PRICES = "b;a;price\n" + "".join(f"{b:.5f};{a:.4f};{2.0 * a + 100.0 * b:.4f}\n" for a, b in X)
ALL = ["--target", "kind", "--epochs", "40", "--batch-size", "8", "--layers", "8,relu,dropout:0.1"]


def code_of(argv):
    try:
        return main(argv)
    except SystemExit as left:
        return left.code


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A directory with a table of kinds, one of prices, and a network for each."""
    home = tmp_path_factory.mktemp("tables")
    (home / "kinds.csv").write_text(KINDS)
    (home / "my prices.csv").write_text(PRICES)
    kinds, prices = str(home / "kinds.csv"), str(home / "my prices.csv")
    assert main(["train", kinds, *ALL, "--out", str(home / "kinds")]) == 0
    rest = ["--target", "price", "--epochs", "60", "--l2", "1e-5", "--out", str(home / "prices")]
    assert main(["train", prices, *rest]) == 0
    return home


def predicted(home, network, text, capsys, name="new.csv"):
    (home / name).write_text(text)
    assert main(["predict", str(home / network), str(home / name)]) == 0
    return list(csv.reader(io.StringIO(capsys.readouterr().out)))


@pytest.mark.parametrize(
    ("directory", "files"),
    [
        ("kinds", ["kinds_backward.py", "confusion.png", "regions.png"]),
        ("prices", ["my_prices_backward.py", "predictions.png"]),
    ],
)
def test_it_leaves_what_fits_the_data(trained, directory, files):
    usual = ["checkpoint.safetensors", "curves.png", "parameters.safetensors"]
    assert sorted(path.name for path in (trained / directory).iterdir()) == sorted([*files, *usual])


def test_classes_are_predicted_by_their_names(trained, capsys):
    header, *rows = predicted(trained, "kinds", "b,id,a\n-2.0,7,40\n-2.0,8,60\n", capsys)
    assert header == ["b", "id", "a", "prediction"]
    assert rows == [["-2.0", "7", "40", "light one"], ["-2.0", "8", "60", "heavy"]]


def test_numbers_are_predicted_in_their_own_units(trained, capsys):
    header, *rows = predicted(trained, "prices", "a,b,prediction\n50,-2,0\n52,-2,0\n", capsys)
    assert header == ["a", "b", "prediction", "prediction_2"]
    for (*_, said), true in zip(rows, (-100.0, -96.0), strict=True):
        assert abs(float(said) - true) < 2.0


def test_predictions_go_to_a_file(trained, tmp_path, capsys):
    out = tmp_path / "said.csv"
    assert (
        main(["predict", str(trained / "kinds"), str(trained / "kinds.csv"), "-o", str(out)]) == 0
    )
    assert capsys.readouterr().out == ""
    said = list(csv.DictReader(io.StringIO(out.read_text())))
    assert np.mean([row["kind"] == row["prediction"] for row in said]) >= 0.9


def test_parameters_and_preparation_are_those_of_the_training_rows(trained):
    run = nn.load(trained / "kinds" / "checkpoint.safetensors")
    held = load_parameters(trained / "kinds" / "parameters.safetensors")
    assert {name: array.shape for name, array in held.items()} == {
        "w1": (2, 8), "b1": (8,), "w2": (8, 2), "b2": (2,),
    }  # fmt: skip
    prepared = run.notes["prepared"]
    rows = np.array([row[:2] for row in csv.reader(io.StringIO(KINDS))][1:], float)
    train = np.random.default_rng(0).permutation(60)[12:]
    np.testing.assert_allclose(prepared["mean"], rows[train].mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(prepared["deviation"], rows[train].std(axis=0), rtol=1e-12)
    assert prepared["classes"] == ["heavy", "light one"]


def test_the_written_step_is_the_gradient_of_the_network(trained):
    space = {}
    exec((trained / "prices" / "my_prices_backward.py").read_text(), space)
    run = nn.load(trained / "prices" / "checkpoint.safetensors")
    held = load_parameters(trained / "prices" / "parameters.safetensors")
    w = {name: held[name] for name in ("w1", "b1", "w2", "b2")}
    x, y = RNG.normal(size=(5, 2)), RNG.normal(size=(5, 1))
    value, (dw1, *_) = space["my_prices_loss_backward"](1.0, *w.values(), x, y)
    penalty = 1e-5 * sum((w[name] ** 2).sum() for name in ("w1", "w2"))
    assert value == pytest.approx(nn.mean_squared_error(run.model(x), y) + penalty, rel=1e-12)
    moved = {**w, "w1": w["w1"] + 1e-7 * dw1}
    further, _ = space["my_prices_loss_backward"](1.0, *moved.values(), x, y)
    assert further - value == pytest.approx(1e-7 * (dw1**2).sum(), rel=1e-4)


def test_a_resumed_run_goes_further_as_if_it_had_not_stopped(trained, tmp_path, capsys):
    table, out = str(trained / "kinds.csv"), str(tmp_path / "out")
    assert main(["train", table, *ALL, "--epochs", "15", "--out", out]) == 0
    assert main(["train", table, "--resume", "--epochs", "40", "--out", out]) == 0
    assert "goes on after 15 epochs" in capsys.readouterr().out
    whole = (trained / "kinds" / "parameters.safetensors").read_bytes()
    ours = load_parameters(tmp_path / "out" / "parameters.safetensors")
    theirs = load_parameters(trained / "kinds" / "parameters.safetensors")
    assert {k: v.tobytes() for k, v in ours.items()} == {k: v.tobytes() for k, v in theirs.items()}
    assert whole == (tmp_path / "out" / "parameters.safetensors").read_bytes()


def _train_to(out, table):
    running.SAVED_EVERY = 0.0
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 1)
        assert main(["train", table, *ALL, "--resume", "--out", out]) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked here")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning", "ignore:os.fork:RuntimeWarning")
def test_a_killed_command_resumes_to_the_same_bits(trained, tmp_path):
    fork, rng = multiprocessing.get_context("fork"), np.random.default_rng(5)
    table, killed, began = str(trained / "kinds.csv"), 0, time.perf_counter()
    whole = (trained / "kinds" / "parameters.safetensors").read_bytes()
    seconds = None
    for attempt in range(40):
        out = tmp_path / f"run{attempt}"
        for _ in range(4 if seconds else 0):
            child = fork.Process(target=_train_to, args=(str(out), table))
            child.start()
            child.join(timeout=seconds * rng.uniform(0.05, 1.0))
            if child.is_alive():
                os.kill(child.pid, signal.SIGKILL)
                killed += 1
            child.join()
        child = fork.Process(target=_train_to, args=(str(out), table))
        child.start()
        child.join()
        seconds = seconds or time.perf_counter() - began
        assert child.exitcode == 0
        assert (out / "parameters.safetensors").read_bytes() == whole
        if killed >= 12:
            break
    assert killed >= 12


def test_ctrl_c_keeps_what_was_learned(trained, tmp_path, monkeypatch, capsys):
    def interrupted(outputs, targets):
        calls.append(1)
        if len(calls) == 7:
            raise KeyboardInterrupt
        return 0.5

    calls = []
    interrupted.__name__ = "accuracy"
    monkeypatch.setattr(running, "task_of", lambda data: tasks_with(interrupted))
    table, out = str(trained / "kinds.csv"), tmp_path / "out"
    assert main(["train", table, *ALL, "--out", str(out)]) == 0
    assert capsys.readouterr().err == "interrupted after 3 epochs\n"
    monkeypatch.undo()
    assert main(["predict", str(out), table]) == 0
    assert capsys.readouterr().out.startswith("a,b,kind,prediction\n")
    assert main(["train", table, "--resume", "--out", str(out)]) == 0
    ours = load_parameters(out / "parameters.safetensors")
    theirs = load_parameters(trained / "kinds" / "parameters.safetensors")
    assert {k: v.tobytes() for k, v in ours.items()} == {k: v.tobytes() for k, v in theirs.items()}


def tasks_with(metric):
    return dataclasses.replace(CLASSES, metric=metric)


REFUSED = {
    "other settings": ["--resume", "--batch-size", "9"],
    "other layers": ["--resume", "--layers", "9"],
    "another seed": ["--resume", "--seed", "9"],
    "other columns": ["--resume", "--ignore", "b"],
}


@pytest.mark.parametrize("options", REFUSED.values(), ids=REFUSED)
def test_a_run_is_not_resumed_with_anything_else(options, trained, capsys):
    out = trained / "kinds"
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert main(["train", str(trained / "kinds.csv"), "--out", str(out), *options]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def rows_of(text, count=12):
    return "a,b,kind\n" + "".join(f"{k}.5,{k * k},{'xy'[k % 2]}\n" for k in range(count)) + text


BAD = {  # the file, the target, and what the complaint names
    "empty": ("", "kind", "empty"),
    "only empty lines": ("\n\n", "kind", "empty"),
    "no rows": ("a,kind\n", "kind", "no rows"),
    "few rows": ("a,kind\n1,x\n2,y\n", "kind", "2 rows"),
    "no such column": (rows_of(""), "sort", "--target sort"),
    "text": (rows_of("red,1,x\n"), "kind", "column a holds 'red' in line 14"),
    "text of many lines": (rows_of('"red\nblue",1,x\n'), "kind", "line 15"),
    "missing": (rows_of(",1,x\n"), "kind", "column a has no value in line 14"),
    "not a number": (rows_of("nan,1,x\n"), "kind", "no value in line 14 (nan)"),
    "infinite": (rows_of("1e999,1,x\n"), "kind", "line 14, which is not finite"),
    "missing target": (rows_of("1,1,\n"), "kind", "column kind has no value in line 14"),
    "one class": (rows_of("").replace("y", "x"), "kind", "one class"),
    "one number": ("a,y\n" + "1,2.5\n" * 9, "y", "2.5 in every row"),
    "a class a row": ("a,n\n" + "".join(f"{k},n{k}\n" for k in range(9)), "n", "9 classes"),
    "short row": (rows_of("1,1\n"), "kind", "line 14 has 2 cells"),
    "long row": (rows_of("1,1,x,1\n"), "kind", "line 14 has 4 cells"),
    "a name twice": (rows_of("").replace("a,b", "a,a"), "kind", "column a is there twice"),
    "no name": (rows_of("").replace("a,b", ",b"), "kind", "number 1 has no name"),
    "an open quote": (rows_of('"1,1,x\n'), "kind", "no CSV"),
    "target alone": ("kind\n" + "x\ny\n" * 6, "kind", "no column beside"),
    "too large": (
        "a,y\n" + "".join(f"{k % 2}e308,{k}.5\n" for k in range(-8, 9)),
        "y",
        "too large",
    ),
    "number in two forms": ("a,k\n" + "1,1\n2,1.0\n3,0\n" * 5, "k", "several forms"),
    "Latin-1": (rows_of("").replace("kind", "größe").encode("latin1"), "kind", "UTF-8"),
}


@pytest.mark.parametrize(("text", "target", "named"), BAD.values(), ids=BAD)
def test_bad_tables_are_one_line_and_code_2_and_leave_nothing(
    text, target, named, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert code_of(["train", "bad.csv", "--target", target]) == 2
    printed, complaint = capsys.readouterr()
    assert (printed, complaint.count("\n")) == ("", 1)
    assert named in complaint
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


NOT_PREDICTED = {
    "no directory": ("none", "a,b\n1,2\n", "does not exist"),
    "a column is missing": ("kinds", "a\n1\n", "columns that are not there: b"),
    "a text": ("kinds", "a,b\n1,x\n", "column b holds 'x' in line 2"),
    "no value": ("kinds", "a,b\n1,\n", "column b has no value in line 2"),
    "no rows": ("kinds", "a,b\n", "no rows"),
}


@pytest.mark.parametrize(("network", "text", "named"), NOT_PREDICTED.values(), ids=NOT_PREDICTED)
def test_what_cannot_be_predicted_is_one_line(network, text, named, trained, tmp_path, capsys):
    (tmp_path / "new.csv").write_text(text)
    out = tmp_path / "out.csv"
    argv = ["predict", str(trained / network), str(tmp_path / "new.csv"), "-o", str(out)]
    assert code_of(argv) == 2
    printed, complaint = capsys.readouterr()
    assert (printed, complaint.count("\n"), out.exists()) == ("", 1, False)
    assert named in complaint
