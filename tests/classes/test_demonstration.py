"""The run that gives the types: what a file does when it is run, and what is run instead."""

import os
import signal
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest

import gradwright as gw
from gradwright.classes import WrongRun, add_backward

LAYERS = "import numpy as np\n\n\nclass Square:\n    def forward(self, x):\n        return x * x\n"
CALLED = LAYERS + "\n\nSquare().forward(np.ones(3))\n"


def written(path, text, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return add_backward(path, **options)


def failure(path, text, **options):
    with pytest.raises(gw.GradwrightError) as raised:
        written(path, text, **options)
    assert raised.value.code == "GW507"
    return raised.value


@pytest.fixture
def path(tmp_path):
    return tmp_path / "layers_of_mine.py"


# what a file does ---------------------------------------------------------------------------------


def test_it_runs_as_main(path):
    text = LAYERS + "\n\nif __name__ == '__main__':\n    Square().forward(np.ones(3))\n"
    assert written(path, text).done == ("Square",)


def test_a_class_of_main_is_pickled(path):
    text = CALLED + "import pickle\nassert type(pickle.loads(pickle.dumps(Square()))) is Square\n"
    assert written(path, text).done == ("Square",)


def test_what_it_prints_goes_to_the_error_stream(path, capfd):
    text = CALLED + (
        "import os, sys, subprocess\nprint('one')\nsys.stdout.write('two\\n')\nos.system('echo three')\n"
        "sys.__stdout__.write('four\\n')\n"
    )
    written(path, text)
    shown = capfd.readouterr()
    assert shown.out == ""
    assert sorted(shown.err.split()) == ["four", "one", "three", "two"]
    print("five")
    assert capfd.readouterr().out == "five\n"


def test_it_reads_its_arguments(path):
    problem = failure(path, CALLED + "import sys\nrate = float(sys.argv[1])\n")
    assert problem.lineno == 11
    assert "IndexError: list index out of range" in problem.message
    assert "    rate = float(sys.argv[1])" in str(problem)


def test_it_asks_for_options(path, capsys):
    text = CALLED + (
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('data')\n"
        "parser.parse_args()\n"
    )
    problem = failure(path, text)
    assert (problem.lineno, "SystemExit: 2" in problem.message) == (13, True)
    assert "required: data" in capsys.readouterr().err


@pytest.mark.parametrize("code", ["", "0", "None"])
def test_it_leaves(path, code):
    assert (
        written(path, CALLED + f"import sys\nsys.exit({code})\nraise RuntimeError\n").problems == ()
    )


def test_it_fails_half_way(path):
    problem = failure(
        path,
        LAYERS + "\n\ndef demo():\n    Square().forward(np.ones(3) @ np.ones(4))\n\n\ndemo()\n",
    )
    assert problem.lineno == 10
    assert "ValueError" in problem.message


def test_an_import_that_fails(path):
    problem = failure(path, "import nowhere.to_be_found\n" + CALLED)
    assert problem.lineno == 1
    assert "ModuleNotFoundError: No module named 'nowhere'" in problem.message


def test_a_module_beside_it_that_fails(path, tmp_path):
    (tmp_path / "beside_it.py").write_text("x = 1\ny = 1 / 0\n")
    problem = failure(path, "import beside_it\n" + CALLED)
    assert (problem.filename, problem.lineno) == (str(path), 1)
    assert "ZeroDivisionError" in problem.message
    assert "beside_it" not in sys.modules


def test_it_reads_files_in_its_directory(path, tmp_path):
    (tmp_path / "n.txt").write_text("3")
    text = LAYERS + "\n\nSquare().forward(np.ones(int(open('n.txt').read())))\n".replace(
        "open('n.txt').read()", "__import__('pathlib').Path('n.txt').read_text()"
    )
    before = os.getcwd()  # noqa: PTH109
    assert written(path, text).done == ("Square",)
    assert os.getcwd() == before  # noqa: PTH109


def test_nothing_of_the_run_stays(path, tmp_path):
    (tmp_path / "beside_it.py").write_text("")
    before = (
        dict(sys.modules),
        list(sys.path),
        list(sys.argv),
        list(sys.meta_path),
        dict(os.environ),
    )
    written(
        path, "import beside_it\nimport sys\nsys.path.append('x')\nsys.argv.append('y')\n" + CALLED
    )
    now = (dict(sys.modules), list(sys.path), list(sys.argv), list(sys.meta_path), dict(os.environ))
    assert now == before


PLOTS = """
import matplotlib.pyplot as plt
from matplotlib.pyplot import show
plt.plot([1, 2])
plt.show()
show(block=True)
plt.pause(10_000)
plt.close("all")
"""


def test_plots_do_not_block(path):
    pytest.importorskip("matplotlib")
    assert written(path, CALLED + PLOTS).done == ("Square",)


def test_plots_do_not_block_where_matplotlib_is_not_loaded(path):
    pytest.importorskip("matplotlib")
    path.write_text(CALLED + PLOTS)
    command = [sys.executable, "-m", "gradwright", "add-backward", path, "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "written  Square" in done.stderr
    assert "Warning" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_run_without_end_can_be_stopped(path):
    path.write_text(CALLED + "import sys\nprint('here', flush=True)\nwhile True:\n    pass\n")
    before = path.read_bytes()
    command = [sys.executable, "-m", "gradwright", "add-backward", path, "--in-place"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr.readline() == "here\n"
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert err.startswith(
        "gradwright add-backward: stopped while the file ran, nothing was written"
    )
    assert err.count("\n") == 1
    assert path.read_bytes() == before


# packages and what lies beside it -----------------------------------------------------------------


@pytest.fixture
def package(tmp_path):
    inside = tmp_path / "pack_of_mine"
    (inside / "inner").mkdir(parents=True)
    (inside / "__init__.py").write_text("")
    (inside / "inner" / "__init__.py").write_text("")
    (inside / "sizes.py").write_text("N = 3\n")
    return inside


def test_relative_imports(package):
    text = CALLED.replace(
        "\n\n\nclass", "\nfrom ..sizes import N\nfrom . import __name__ as inner\n\n\nclass"
    )
    assert written(package / "inner" / "layers.py", text).done == ("Square",)
    assert not [name for name in sys.modules if name.startswith("pack_of_mine")]


def test_relative_imports_without_a_package(tmp_path):
    (tmp_path / "loose").mkdir()
    (tmp_path / "loose" / "sizes.py").write_text("N = 3\n")
    text = "from .sizes import N\n" + CALLED
    assert written(tmp_path / "loose" / "layers.py", text).done == ("Square",)


def test_a_part_of_a_module_beside_it(path, tmp_path):
    (tmp_path / "parts_of_mine.py").write_text(
        "class Double:\n    def forward(self, x):\n        return 2.0 * x\n\n"
        "    def backward(self, dvalues):\n        self.dx = 2.0 * dvalues\n        return self.dx\n"
    )
    text = (
        "import numpy as np\nfrom parts_of_mine import Double\n\n\nclass Net:\n    def __init__(self):\n"
        "        self.double = Double()\n\n"
        "    def forward(self, x):\n        return self.double.forward(x * x)\n"
        "\n\nNet().forward(np.ones(3))\n"
    )
    result = written(path, text)
    assert result.problems == ()
    assert b"self.double.backward(" in result.data


# --run --------------------------------------------------------------------------------------------

FAILS = LAYERS + "\n\nif __name__ == '__main__':\n    raise RuntimeError('not this')\n"


@pytest.mark.parametrize(
    "statements",
    [
        "Square().forward(np.ones(3))",
        "layer = Square()\nfor n in (1, 2):\n    layer.forward(np.ones(n))",
    ],
)
def test_statements_are_run_instead(path, statements):
    assert written(path, FAILS, run=statements).done == ("Square",)


def test_a_script_is_run_instead(path, tmp_path):
    script = tmp_path / "scripts" / "demo.py"
    script.parent.mkdir()
    script.write_text(
        "import sys\nimport numpy as np\nimport layers_of_mine\nfrom layers_of_mine import Square\n"
        "assert __name__ == '__main__'\nassert sys.argv[0].endswith('demo.py')\n"
        "assert layers_of_mine.Square is Square\nprint(Square().forward(np.ones(3)))\n"
    )
    assert written(path, FAILS, run=str(script)).done == ("Square",)


def test_a_script_of_the_package_is_run_instead(package, tmp_path):
    script = tmp_path / "demo.py"
    script.write_text(
        "import numpy as np\nfrom pack_of_mine.inner.layers import Square\nSquare().forward(np.ones(3))\n"
    )
    text = FAILS.replace("\n\n\nclass", "\nfrom ..sizes import N\n\n\nclass")
    assert written(package / "inner" / "layers.py", text, run=str(script)).done == ("Square",)
    statements = "from pack_of_mine.inner import layers\nSquare().forward(np.ones(layers.N))"
    assert written(package / "inner" / "layers.py", text, run=statements).done == ("Square",)


def test_a_file_whose_name_is_taken(tmp_path):
    path = tmp_path / "random.py"
    import random

    assert written(path, FAILS, run="Square().forward(np.ones(3))").done == ("Square",)
    assert sys.modules["random"] is random


@pytest.mark.parametrize("name", ["my-layers.py", "2layers.py", "class.py"])
def test_a_file_whose_name_is_no_name(tmp_path, name):
    assert written(tmp_path / name, FAILS, run="Square().forward(np.ones(3))").done == ("Square",)


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        ("Square(", "'Square(' cannot be run (SyntaxError: '(' was never closed)"),
        ("Cube().forward(3.0)", "NameError: name 'Cube' is not defined"),
        ("nowhere.py", "nowhere.py does not exist"),
    ],
)
def test_what_cannot_be_run(path, run, reason):
    with pytest.raises(WrongRun) as raised:
        written(path, FAILS, run=run)
    assert reason in str(raised.value)


def test_statements_that_fail_inside_of_the_file(path):
    text = LAYERS + "\n\ndef demo():\n    raise RuntimeError('inside')\n"
    assert failure(path, text, run="demo()").lineno == 10


def test_a_script_that_fails(path, tmp_path):
    script = tmp_path / "demo.py"
    script.write_text("import layers_of_mine\n\nraise RuntimeError('no')\n")
    problem = failure(path, LAYERS, run=str(script))
    assert (problem.filename, problem.lineno) == (str(script), 3)


# what is not run ----------------------------------------------------------------------------------


def test_a_file_with_nothing_to_write_is_not_run(path):
    own = "\n    def backward(self, dy):\n        return dy\n"
    assert written(path, LAYERS + own + "\n\nraise RuntimeError('no')\n").problems == ()


@pytest.mark.parametrize(
    "text", ["", "x = 1\n", "class A: pass\n", "def forward(self, x):\n    return x\n"]
)
def test_a_file_without_layers(path, text):
    with pytest.raises(gw.GradwrightError) as raised:
        written(path, text)
    assert raised.value.code == "GW514"


SETTINGS = (
    "import sys, warnings\nnp.set_printoptions(precision=1)\nnp.seterr(all='raise')\n"
    "warnings.simplefilter('ignore')\nsys.stderr = sys.stdout = None\n"
)


def test_settings_of_the_run_are_taken_back(path):
    before = (np.get_printoptions(), np.geterr(), list(warnings.filters), sys.stderr, sys.stdout)
    assert written(path, CALLED + SETTINGS).done == ("Square",)
    after = (np.get_printoptions(), np.geterr(), list(warnings.filters), sys.stderr, sys.stdout)
    assert after == before


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("class A:\n    def forward(self, x): return x\n", "A().forward(x)"),
        ("class A(list):\n    def forward(self, x): return x\n", "A(...).forward(x)"),
        (
            (
                "class A:\n    def __init__(self, n, m, scale=1, *more, seed, rng=None, **rest):\n"
                "        pass\n\n"
                "    def forward(self, x, /, y, *, z, training=True): return x\n"
            ),
            "A(n, m, seed=seed).forward(x, y, z=z)",
        ),
    ],
)
def test_what_to_add_for_a_class_that_was_never_called(path, text, call):
    [problem] = written(path, text).problems
    assert problem.code == "GW502"
    assert f"call it once, as in {call}, under if __name__" in problem.instead


def test_what_python_warns_of_stops_nothing(path):
    text = CALLED.replace("return x * x", "self.form = '\\d'\n        return x * x")
    assert written(path, text).done == ("Square",)
