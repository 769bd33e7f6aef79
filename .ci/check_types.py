"""Check the types of the package: ``mypy -p maillage`` on what an installation would hold.

Usage: ``.venv/bin/python .ci/check_types.py``.

The checkout may have any folder name, also one that is no Python identifier, and mypy does not
follow editable installs. So the modules of the packages in `pyproject.toml` are laid out under
the name of the package in a temporary folder, and messages are shown with the checkout's paths.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run mypy and return its exit code."""
    with tempfile.TemporaryDirectory(prefix="maillage-types-") as folder:
        lay_out(Path(folder))
        answer = subprocess.run(
            [sys.executable, "-m", "mypy", "-p", "maillage", *sys.argv[1:]],
            cwd=ROOT,
            env={**os.environ, "MYPYPATH": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        installed = Path(folder) / "maillage"
        for prefix in (os.path.relpath(installed, ROOT), str(installed)):
            answer.stdout = answer.stdout.replace(prefix + os.sep, "")
    print(answer.stdout, end="")
    return answer.returncode


def lay_out(folder: Path) -> None:
    """Copy the modules of every package listed in `pyproject.toml` to `folder`."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        packages = tomllib.load(file)["tool"]["setuptools"]["packages"]
    for package in packages:
        target = folder.joinpath(*package.split("."))
        target.mkdir(parents=True, exist_ok=True)
        for module in ROOT.joinpath(*package.split(".")[1:]).glob("*.py"):
            # The time of change is kept, so that mypy's cache serves the next time.
            shutil.copy2(module, target)


if __name__ == "__main__":
    sys.exit(main())
