"""`gradwright train digits`: what it reaches, what it leaves, what it refuses."""

import ast
import re
import subprocess
import sys

import matplotlib.image
import numpy as np
import pytest
from sklearn.datasets import load_digits

from gradwright.cli.main import main
from gradwright.nn.checkpoint import load_parameters

LEFT = ("parameters.safetensors", "digits_backward.py", "curves.png")
MORE = ("checkpoint.safetensors", "mistakes.png", "confusion.png")


def _accuracy(text):
    return float(re.search(r"^test accuracy ([\d.]+) ", text, re.MULTILINE).group(1))


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The command as a person runs it, with its defaults."""
    out = tmp_path_factory.mktemp("trained") / "digits"
    done = subprocess.run(
        [sys.executable, "-m", "gradwright", "train", "digits", "--out", str(out)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return out, done


def test_it_reaches_97_percent_and_is_quiet_without_a_terminal(trained):
    _, done = trained
    assert (done.returncode, done.stderr) == (0, "")
    assert _accuracy(done.stdout) >= 0.97


def test_it_leaves_its_files_and_says_where(trained):
    out, done = trained
    assert sorted(path.name for path in out.iterdir()) == sorted((*LEFT, *MORE))
    for name in (*LEFT, *MORE):
        assert str(out / name) in done.stdout


def test_it_prints_the_function_that_it_wrote(trained):
    out, done = trained
    written = (out / "digits_backward.py").read_text()
    assert written.rstrip() in done.stdout
    assert "def digits_loss_backward(" in written


def test_the_backward_file_imports_numpy_alone(trained):
    out, _ = trained
    tree = ast.parse((out / "digits_backward.py").read_text())
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imported] == ["import numpy as np"]


def test_the_parameters_have_the_reported_accuracy(trained):
    out, done = trained
    found = load_parameters(out / "parameters.safetensors")
    images, labels = load_digits(return_X_y=True)
    test = np.random.default_rng(0).permutation(1797)[:360]
    hidden = np.maximum(images[test] / 16.0 @ found["w1"] + found["b1"], 0.0)
    said = (hidden @ found["w2"] + found["b2"]).argmax(axis=1)
    assert round(float((said == labels[test]).mean()), 4) == _accuracy(done.stdout)


def test_the_curves_are_a_picture(trained):
    pixels = matplotlib.image.imread(trained[0] / "curves.png")
    assert (pixels.shape, pixels.std() > 0.05) == ((630, 1500, 4), True)


def test_training_from_the_file_gives_the_same_parameters(trained, tmp_path):
    out, _ = trained
    given = str(out / "digits_backward.py")
    assert main(["train", "digits", "--backward", given, "--out", str(tmp_path)]) == 0
    for name in LEFT[:2]:
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes()


def _with_one_sign_flipped(written):
    """Negate what the first statement of the reverse sweep, the one that reads dloss, computes."""
    tree = ast.parse(written)
    (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    first = next(
        node
        for node in function.body
        if isinstance(node, ast.Assign | ast.AugAssign)
        and any(isinstance(name, ast.Name) and name.id == "dloss" for name in ast.walk(node.value))
    )
    first.value = ast.UnaryOp(ast.USub(), first.value)
    return ast.unparse(tree)


def test_with_one_sign_flipped_nothing_is_learnt(trained, tmp_path, capsys):
    flipped = _with_one_sign_flipped((trained[0] / "digits_backward.py").read_text())
    (tmp_path / "flipped.py").write_text(flipped)
    given = [
        "--backward",
        str(tmp_path / "flipped.py"),
        "--out",
        str(tmp_path / "out"),
        "--epochs",
        "3",
    ]
    assert main(["train", "digits", *given]) == 0
    assert _accuracy(capsys.readouterr().out) < 0.25
    assert (tmp_path / "out" / "digits_backward.py").read_text() == flipped


@pytest.mark.parametrize(
    "options",
    [
        "--optimizer sgd --learning-rate 0.3",
        "--optimizer momentum",
        "--batch-size 1 --hidden 4",
        "--batch-size 5000",
        "--batch-size 1436 --hidden 1",
        "--seed 123",
    ],
)
def test_options_are_followed(options, tmp_path, capsys):
    assert main(["train", "digits", "--out", str(tmp_path), "--epochs", "2", *options.split()]) == 0
    out = capsys.readouterr().out
    assert "trained 2 epochs" in out
    hidden = int(re.search(r"network 64-(\d+)-10", out).group(1))
    shapes = {k: v.shape for k, v in load_parameters(tmp_path / LEFT[0]).items()}
    assert shapes == {"w1": (64, hidden), "b1": (hidden,), "w2": (hidden, 10), "b2": (10,)}


def test_a_training_that_diverges_says_so(tmp_path, capsys):
    (tmp_path / LEFT[0]).write_text("older")
    options = ["--optimizer", "sgd", "--learning-rate", "1e200", "--out", str(tmp_path)]
    assert main(["train", "digits", *options]) == 1
    complaint = capsys.readouterr().err
    assert "GW615" in complaint
    assert "in epoch 1, batch " in complaint
    assert (tmp_path / LEFT[0]).read_text() == "older"


BAD = {
    "epochs negative": "--epochs -3",
    "epochs zero": "--epochs 0",
    "epochs no number": "--epochs many",
    "hidden": "--hidden 0",
    "hidden beyond memory": "--hidden 1000000000",
    "optimizer": "--optimizer adamant",
    "rate negative": "--learning-rate -0.1",
    "rate zero": "--learning-rate 0",
    "rate nan": "--learning-rate nan",
    "rate no number": "--learning-rate fast",
    "batch": "--batch-size 0",
    "seed": "--seed -1",
    "seed no whole number": "--seed 1.5",
    "backward missing": "--backward {tmp}/none.py",
    "backward a directory": "--backward {tmp}",
    "backward no Python": "--backward {tmp}/syntax.py",
    "backward no .py": "--backward {tmp}/notes.txt",
    "backward without the function": "--backward {tmp}/empty.py",
    "backward of other shapes": "--backward {tmp}/shapes.py",
    "backward that raises": "--backward {tmp}/raises.py",
    "out a file": "--out {tmp}/empty.py",
    "out below a file": "--out {tmp}/empty.py/below",
    "unknown option": "--nonsense 1",
    "layers empty": "--layers=",
    "layers unknown": "--layers 64,gelu",
    "layers without units": "--layers 0,relu",
    "layers too wide": "--layers 65537",
    "layers too many weights": "--layers 65536,65536",
    "dropout of all": "--layers 8,dropout:1",
    "dropout without a share": "--layers 8,dropout",
    "layers and hidden": "--layers 8 --hidden 8",
    "decay": "--decay -1",
    "l2": "--l2 inf",
    "task": "--task words",
    "out empty": "--out=",
}
FILES = {
    "syntax.py": "def digits_loss_backward(:",
    "notes.txt": "nothing",
    "empty.py": "",
    "shapes.py": "def digits_loss_backward(dloss, *args): return 1.0, args[:2]",
    "raises.py": "def digits_loss_backward(dloss, *args): raise ValueError('no\\nway')",
}


@pytest.mark.parametrize("options", BAD.values(), ids=BAD)
def test_bad_values_are_one_line_and_code_2_and_lose_nothing(options, tmp_path, capsys):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    out = tmp_path / "out"
    out.mkdir()
    (out / LEFT[1]).write_text("older")
    argv = ["train", "digits", "--out", str(out), *options.format(tmp=tmp_path).split()]
    try:
        code = main(argv)
    except SystemExit as left:
        code = left.code
    printed, complaint = capsys.readouterr()
    assert (code, printed, complaint.count("\n")) == (2, "", 1)
    assert complaint.startswith("gradwright")
    assert [(path.name, path.read_text()) for path in out.iterdir()] == [(LEFT[1], "older")]


def test_a_data_set_that_is_none_is_named(capsys):
    assert main(["train", "faces"]) == 2
    complaint = capsys.readouterr().err
    assert complaint.startswith(
        "gradwright train: data set faces: choose one of spiral, sine, digits"
    )
    assert complaint.count("\n") == 1
