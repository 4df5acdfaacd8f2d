"""The room as a whole: what it exports, what importing it loads."""

import subprocess
import sys

from gradwright import nn

EXTRAS = ("matplotlib", "safetensors", "scipy", "sklearn", "threadpoolctl", "tqdm")


def test_importing_it_needs_numpy_alone():
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({EXTRAS})); before = set(sys.modules)\n"
        "import gradwright.nn\n"
        "loaded = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(loaded - sys.stdlib_module_names - {'numpy', 'gradwright'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_every_public_name_is_there_and_documented():
    for name in nn.__all__:
        assert getattr(nn, name).__doc__
