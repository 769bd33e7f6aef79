"""Ctrl-C while the program is being loaded."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest


def started(tmp_path: Path, module: str) -> subprocess.Popen[str]:
    """Start the program, and return it when a module has been loaded."""
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-P", "-m", "maillage", "check", "nothing.xlsx"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.rstrip().endswith(module):
            return process
    raise AssertionError(f"{module} was not loaded")


@pytest.mark.parametrize("module", ["maillage.commands.starting", "numpy", "click"])
def test_it_ends_at_once_and_without_a_trace(module: str, tmp_path: Path) -> None:
    process = started(tmp_path, module)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT  # a shell calls that 130
    assert "Traceback" not in err
    assert out == ""


def test_a_program_that_imports_the_library_keeps_its_signals(tmp_path: Path) -> None:
    text = (
        "import signal, maillage\n"
        "assert signal.getsignal(signal.SIGINT) is signal.default_int_handler"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", text],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
