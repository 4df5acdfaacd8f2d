"""The command by hand: standard output, -o, --in-place, exit codes."""

from pathlib import Path

import pytest

from gradwright.cli.main import main

GOLDEN = Path(__file__).parent / "golden"
BAD = "class Bad:\n    def forward(self, x):\n        return x\n"


@pytest.fixture
def layers(tmp_path):
    path = tmp_path / "layers.py"
    path.write_bytes((GOLDEN / "layers.py").read_bytes())
    return path


WRITTEN = (GOLDEN / "layers_backward.py").read_text()


def test_standard_output(layers, capsys):
    before = layers.read_bytes()
    assert main(["add-backward", str(layers)]) == 0
    shown = capsys.readouterr()
    assert shown.out == WRITTEN
    assert "1.09" in shown.err  # what the file itself prints
    assert layers.read_bytes() == before


def test_output(layers, tmp_path, capsys):
    before = layers.read_bytes()
    out = tmp_path / "out.py"
    assert main(["add-backward", str(layers), "-o", str(out)]) == 0
    assert out.read_text() == WRITTEN
    assert layers.read_bytes() == before
    assert capsys.readouterr().out == ""


def test_in_place_twice(layers):
    assert main(["add-backward", str(layers), "--in-place"]) == 0
    assert layers.read_text() == WRITTEN
    assert main(["add-backward", str(layers), "--in-place"]) == 0
    assert layers.read_text() == WRITTEN


def test_one_class_that_cannot_be_done(layers, capsys):
    layers.write_text(layers.read_text() + "\n\n" + BAD)
    assert main(["add-backward", str(layers)]) == 1
    shown = capsys.readouterr()
    assert shown.out == WRITTEN + "\n\n" + BAD
    assert f"{layers}:60:1: GW502" in shown.err


def test_a_file_that_fails(layers, capsys):
    layers.write_text(layers.read_text() + "\nraise RuntimeError('no')\n")
    assert main(["add-backward", str(layers)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"{layers}:59:1: GW507" in shown.err
    assert "RuntimeError: no" in shown.err


@pytest.mark.parametrize("options", [["missing.py"], [], ["a.py", "-o", "b.py", "--in-place"]])
def test_bad_options(options, capsys):
    try:
        code = main(["add-backward", *options])
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_the_file_runs_in_its_directory(tmp_path, capsys):
    (tmp_path / "beside.py").write_text("SHAPE = (2, 3)\n")
    (tmp_path / "shape.txt").write_text("4")
    (tmp_path / "layers.py").write_text(
        "import sys\nimport numpy as np\nfrom beside import SHAPE\n\n\nclass Square:\n"
        "    def forward(self, x):\n        self.output = x * x\n\n\n"
        "if __name__ == '__main__':\n    assert sys.argv[0].endswith('layers.py')\n"
        "    n = int(np.loadtxt('shape.txt'))\n    Square().forward(np.ones((n, *SHAPE)))\n"
    )
    import sys

    try:
        assert main(["add-backward", str(tmp_path / "layers.py")]) == 0
    finally:
        sys.modules.pop("beside", None)
    assert "self.dx = 2.0 * (doutput * self.x)" in capsys.readouterr().out
