"""The room as a whole: what it exports, what importing it loads."""

import subprocess
import sys

from gradwright import nn

EXTRAS = ("matplotlib", "safetensors", "scipy", "sklearn", "threadpoolctl", "tqdm")


def test_importing_it_needs_numpy_alone():
    code = f"import sys; sys.modules.update(dict.fromkeys({EXTRAS})); import gradwright.nn"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_name_is_there_and_documented():
    for name in nn.__all__:
        assert getattr(nn, name).__doc__
