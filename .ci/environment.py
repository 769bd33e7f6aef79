"""Create or refresh the project's virtual environment, `.venv`.

Usage: ``python3 .ci/environment.py [dev]`` (``dev`` adds the tools of the tests).

It returns at once where nothing has changed. The environment is made anew where it does not
run, where its Python has changed, or where the checkout has moved (an editable install points
to the old place). Only the standard library is used, in a syntax that Pythons too old for the
package still read, so that they can say so in a sentence.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = str(ENVIRONMENT / "bin" / "python")
# Written last, so that an interrupted installation is taken up again the next time.
STAMP = ENVIRONMENT / "installed.json"


def main(extra: str) -> None:
    """Make `.venv` hold the package and, with an `extra`, that extra's tools."""
    python = running_python()
    stamp = read_stamp()
    if extra in stamp.get("extras", []) and stamp == state(python, stamp["extras"]):
        return
    changed = bool(stamp) and (stamp.get("root"), stamp.get("python")) != (str(ROOT), python)
    if changed or not usable(python):
        create()
        python = running_python()
    install(extra)
    STAMP.write_text(json.dumps(state(python, sorted({"", extra}))), encoding="utf-8")


def state(python: str, extras: list[str]) -> dict[str, object]:
    """Return what an installation depends on."""
    pyproject = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    return {"root": str(ROOT), "python": python, "pyproject": pyproject, "extras": extras}


def read_stamp() -> dict[str, object]:
    """Return what was installed last, or nothing."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def running_python() -> str:
    """Return the version of the environment's Python as `3.11`, or nothing if it cannot run."""
    return answer_of("-c", "import sys; print('%d.%d' % sys.version_info[:2])")


def usable(python: str) -> bool:
    """Return whether the environment has a Python that is new enough and a pip that runs."""
    if not python or tuple(map(int, python.split("."))) < (3, 11):
        return False
    return bool(answer_of("-m", "pip", "--version"))


def answer_of(*arguments: str) -> str:
    """Return what the environment's Python prints, or nothing if it fails."""
    try:
        answer = subprocess.run(
            [PYTHON, "-I", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return ""
    return answer.stdout.decode().strip() if answer.returncode == 0 else ""


def create() -> None:
    """Make an empty environment with pip, in place of any that is there."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this runs before anything is installed
        version = ".".join(map(str, sys.version_info[:2]))
        sys.exit(
            f"maillage needs Python 3.11 or newer, and {sys.executable} is Python {version}. "
            "Where a newer one is installed, name it: make demo PYTHON=python3.12"
        )
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(
            "This Python cannot create virtual environments: its venv package is missing. "
            "Install it with: sudo apt install python3-venv"
        )
    print("Creating the virtual environment .venv", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)]
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit(f"The virtual environment could not be created in {ENVIRONMENT}.")


def install(extra: str) -> None:
    """Install the checkout, editable, with the packages that it needs."""
    print("Installing maillage and what it needs (a few minutes the first time)", flush=True)
    command = [PYTHON, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--editable", f".[{extra}]" if extra else "."]
    # A habit of `pip install --user` makes no sense inside an environment.
    variables = {**os.environ, "PIP_USER": "0"}
    if subprocess.run(command, cwd=str(ROOT), env=variables, check=False).returncode != 0:
        sys.exit("The installation failed; pip says why above.")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
