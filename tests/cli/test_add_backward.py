"""The options of `gradwright add-backward`: where it writes, what it leaves, what it says."""

import os
import pty
import shutil
import stat
import subprocess
import sys

import pytest

from gradwright.cli.main import main
from gradwright.cli.replacing import is_clean_in_git

TEXT = """import numpy as np


class Square:
    def forward(self, x):
        return x * x


class Half:
    def forward(self, x):
        return x / 2.0


Square().forward(np.ones(3))
Half().forward(np.ones(3))
"""


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "layers.py"
    path.write_text(TEXT)
    return path


def written(path, capfdbinary):
    """Return what the file becomes, from standard output."""
    assert main(["add-backward", str(path)]) == 0
    return capfdbinary.readouterr().out


# where it writes ----------------------------------------------------------------------------------


def test_in_place_keeps_what_was_there(path, capfd):
    assert main(["add-backward", "layers.py", "--in-place"]) == 0
    assert "def backward" in path.read_text()
    assert (path.parent / "layers.py.bak").read_text() == TEXT
    assert capfd.readouterr().err.endswith("wrote layers.py, what was there is in layers.py.bak\n")


def test_a_backup_is_never_written_over(path):
    (path.parent / "layers.py.bak").write_text("mine")
    (path.parent / "layers.py.bak1").symlink_to("nowhere")
    assert main(["add-backward", "layers.py", "--in-place"]) == 0
    assert (path.parent / "layers.py.bak").read_text() == "mine"
    assert (path.parent / "layers.py.bak2").read_text() == TEXT


def test_one_backup_of_the_same_is_enough(path):
    for _ in range(2):
        path.write_text(TEXT)
        assert main(["add-backward", "layers.py", "--in-place"]) == 0
    assert sorted(os.listdir(path.parent)) == ["layers.py", "layers.py.bak"]  # noqa: PTH208


def test_nothing_to_write_leaves_the_file_alone(path, capfd):
    main(["add-backward", "layers.py", "--in-place"])
    (path.parent / "layers.py.bak").unlink()
    before = path.stat()
    assert main(["add-backward", "layers.py", "--in-place"]) == 0
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert os.listdir(path.parent) == ["layers.py"]  # noqa: PTH208
    assert capfd.readouterr().err.endswith("layers.py is as it was\n")


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
@pytest.mark.parametrize("target", [["--in-place"], ["-o", "out.py"]])
def test_the_mode_stays(path, mode, target):
    path.chmod(mode)
    assert main(["add-backward", "layers.py", *target]) == 0
    out = path.parent / target[-1] if target[0] == "-o" else path
    assert stat.S_IMODE(out.stat().st_mode) == mode
    assert "def backward" in out.read_text()


def test_a_link_stays_a_link(path):
    link = path.parent / "link.py"
    link.symlink_to("layers.py")
    assert main(["add-backward", "link.py", "--in-place"]) == 0
    assert link.is_symlink()
    assert "def backward" in path.read_text()


def test_nothing_is_left_where_writing_fails(path, monkeypatch, capfd):
    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    assert main(["add-backward", "layers.py", "--in-place"]) == 2
    assert "layers.py cannot be written (No space left on device)" in capfd.readouterr().err
    assert path.read_text() == TEXT
    assert sorted(os.listdir(path.parent)) == ["layers.py", "layers.py.bak"]  # noqa: PTH208


@pytest.fixture
def repository(path):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    git(path, "init", "-q")
    git(path, "add", "layers.py")
    git(path, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "a")
    return path


def git(path, *arguments):
    subprocess.run(["git", *arguments], cwd=path.parent, check=True, capture_output=True)


def test_a_clean_file_of_git_has_no_backup(repository, capfd):
    assert main(["add-backward", "layers.py", "--in-place"]) == 0
    assert not (repository.parent / "layers.py.bak").exists()
    assert capfd.readouterr().err.endswith("wrote layers.py\n")


@pytest.mark.parametrize("change", ["edited", "staged", "untracked", "ignored"])
def test_a_file_that_git_has_not_as_it_is(repository, change):
    path = repository
    if change in ("untracked", "ignored"):
        path = repository.with_name("more.py")
        if change == "ignored":
            repository.with_name(".gitignore").write_text("more.py\n")
    path.write_text(TEXT + "# more\n")
    if change == "staged":
        git(path, "add", "layers.py")
    assert not is_clean_in_git(path)
    assert main(["add-backward", path.name, "--in-place"]) == 0
    assert path.with_name(f"{path.name}.bak").read_text() == TEXT + "# more\n"


def test_git_is_not_needed(path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert main(["add-backward", "layers.py", "--in-place"]) == 0
    assert (path.parent / "layers.py.bak").exists()


def test_standard_output_is_the_file_alone(path, capfdbinary):
    path.write_bytes(TEXT.replace("\n", "\r\n").encode() + b"print('hello')\r\n")
    assert main(["add-backward", "layers.py"]) == 0
    shown = capfdbinary.readouterr()
    assert b"hello" in shown.err
    assert shown.out.count(b"\n") == shown.out.count(b"\r\n")
    assert shown.out.startswith(b"import numpy as np\r\n")


# what would change --------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_difference_is_what_patch_takes(path, end, encoding, capfdbinary):
    if shutil.which("patch") is None:
        pytest.skip("patch is not installed")
    head = f"# -*- coding: {encoding} -*-  é\n"
    data = (head + TEXT.rstrip("\n") + end).encode(encoding)
    path.write_bytes(data)
    expected = written(path, capfdbinary)
    assert main(["add-backward", "layers.py", "--diff"]) == 0
    difference = capfdbinary.readouterr().out
    assert path.read_bytes() == data
    subprocess.run(["patch", "-p0", "--binary"], input=difference, check=True, capture_output=True)
    assert path.read_bytes() == expected


def test_no_difference(path, capfd):
    main(["add-backward", "layers.py", "--in-place"])
    capfd.readouterr()
    assert main(["add-backward", "layers.py", "--diff"]) == 0
    assert capfd.readouterr().out == ""


def test_check(path, capfd):
    assert main(["add-backward", "layers.py", "--check"]) == 1
    shown = capfd.readouterr()
    assert (shown.out, path.read_text()) == ("", TEXT)
    assert shown.err.endswith("layers.py would change\n")
    main(["add-backward", "layers.py", "--in-place"])
    capfd.readouterr()
    assert main(["add-backward", "layers.py", "--check"]) == 0
    assert capfd.readouterr().err.endswith("layers.py would stay as it is\n")
    path.write_text(path.read_text().replace("return x * x", "return x * x * x"))
    assert main(["add-backward", "layers.py", "--check"]) == 1


# which classes, and what is said of them ----------------------------------------------------------

OWN = """

class Own:
    def forward(self, x):
        return 3.0 * x

    def backward(self, dy):
        return 3.0 * dy


class Never:
    def forward(self, x):
        return x
"""


def test_the_summary(path, capfd):
    main(["add-backward", "layers.py", "--in-place"])
    text = path.read_text().replace("return x * x", "return x * x * x", 1)
    path.write_text(
        text
        + OWN
        + "\n\nclass New:\n    def forward(self, x):\n        return x - 1\n\n\nNew().forward(0.5)\n"
    )
    capfd.readouterr()
    assert main(["add-backward", "layers.py", "-o", "out.py"]) == 1
    shown = capfd.readouterr().err
    table = shown[shown.index("layers.py\n") :]
    assert table == (
        "layers.py\n"
        "  renewed    Square  line 4   dx\n"
        "  unchanged  Half    line 17  dx\n"
        "  yours      Own     line 33\n"
        "  refused    Never   line 41  GW502 a class that was never run\n"
        "  written    New     line 46  dx\n"
        "wrote out.py\n"
    )
    assert shown.startswith(
        "layers.py:41:1: GW502 a class that was never run\n    class Never:\n    ^\n"
    )


def test_classes_by_name(path, capfd):
    assert main(["add-backward", "layers.py", "--class", "Half", "--in-place"]) == 0
    assert path.read_text().count("def backward") == 1
    assert "Square" not in capfd.readouterr().err
    assert (
        main(["add-backward", "layers.py", "--class", "Half", "--class", "Square", "-o", "a.py"])
        == 0
    )
    assert (path.parent / "a.py").read_text().count("def backward") == 2


BAD = [
    (["missing.py"], "missing.py does not exist"),
    (["."], ". is no file"),
    (
        ["layers.py", "--class", "Nil"],
        "--class: layers.py has no class 'Nil' with a forward, it has: Square, Half",
    ),
    (
        ["layers.py", "--run", "Nil()"],
        "--run: 'Nil()' cannot be run (NameError: name 'Nil' is not defined)",
    ),
    (["layers.py", "--run", "nil.py"], "--run: nil.py does not exist"),
    (["layers.py", "-o", "layers.py"], "-o layers.py is the file itself: say --in-place"),
    (
        ["layers.py", "-o", "nowhere/out.py"],
        "nowhere/out.py cannot be written (No such file or directory)",
    ),
    (
        ["layers.py", "-o", "out", "--in-place"],
        "argument --in-place: not allowed with argument -o/--output",
    ),
    (["layers.py", "--diff", "--check"], "argument --check: not allowed with argument --diff"),
]


@pytest.mark.parametrize(("options", "complaint"), BAD)
def test_options_that_cannot_be_followed(path, options, complaint, capfd):
    try:
        code = main(["add-backward", *options])
    except SystemExit as left:
        code = left.code
    shown = capfd.readouterr()
    assert (code, shown.out) == (2, "")
    assert complaint in shown.err
    assert path.read_text() == TEXT


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("what", ["file", "directory"])
def test_what_may_not_be_written(path, what, capfd):
    (path if what == "file" else path.parent).chmod(0o500)
    try:
        assert main(["add-backward", "layers.py", "--in-place"]) == 2
    finally:
        path.parent.chmod(0o700)
    assert "cannot be written (Permission denied)" in capfd.readouterr().err
    assert path.read_text() == TEXT


# a terminal ---------------------------------------------------------------------------------------


def in_terminal(command, directory, **environment):
    """Return the exit code of a command in a terminal, and what it shows there."""
    main_end, end = pty.openpty()
    process = subprocess.Popen(
        command, stdin=end, stdout=end, stderr=end, cwd=directory,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "50", **environment},
    )  # fmt: skip
    os.close(end)
    shown = b""
    while True:
        try:
            more = os.read(main_end, 4096)
        except OSError:
            break
        if not more:
            break
        shown += more
    os.close(main_end)
    return process.wait(timeout=60), shown.decode().replace("\r\n", "\n")


COMMAND = [sys.executable, "-m", "gradwright", "add-backward", "layers.py"]


def test_colours_on_a_terminal(path):
    path.write_text(TEXT + OWN)
    code, shown = in_terminal([*COMMAND, "--diff"], path.parent)
    assert code == 1
    assert "\033[32m+    def backward(self, dy):\033[0m\n" in shown
    assert "\033[1m--- layers.py\033[0m\n" in shown
    assert "  \033[32mwritten\033[0m  Square  line 4   dx\n" in shown
    assert "  \033[31mrefused\033[0m  Never   line 26  GW502 a class that wa…\n" in shown


def test_no_colours_where_they_are_not_wanted(path):
    _, shown = in_terminal([*COMMAND, "--diff"], path.parent, NO_COLOR="1")
    assert "\033" not in shown
    assert "+    def backward(self, doutput):\n" in shown


# standard output ----------------------------------------------------------------------------------


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("options", [[], ["--diff"], ["-o", "/dev/full"]])
def test_a_full_disk_is_one_line(path, options):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [*COMMAND, *options], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cannot be written (No space left on device)" in done.stderr


def test_a_reader_that_leaves(path):
    path.write_text(TEXT + "# a long line\n" * 100_000)
    process = subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout.readline() == b"import numpy as np\n"
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 0


def test_the_standard_output_by_its_name(path):
    done = subprocess.run(
        [*COMMAND, "-o", "/dev/stdout"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("import numpy as np\n")
    assert "def backward" in done.stdout
