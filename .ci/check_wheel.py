"""Check the content of the built wheel: the package, all of it, and nothing else.

Usage: ``.venv/bin/python .ci/check_wheel.py dist/maillage-*.whl``.
"""

from __future__ import annotations

import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(path: str) -> None:
    """Compare the wheel at `path` with the checkout; say what differs and fail."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        configuration = tomllib.load(file)
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
        about = f"maillage-{configuration['project']['version']}.dist-info/"
        metadata = Parser().parsestr(wheel.read(about + "METADATA").decode())
    faults = compared(names, about, configuration["tool"]["setuptools"])
    if metadata["License-Expression"] != configuration["project"]["license"]:
        faults.append(f"License-Expression is {metadata['License-Expression']}")
    if metadata["Requires-Python"] != configuration["project"]["requires-python"]:
        faults.append(f"Requires-Python is {metadata['Requires-Python']}")
    if faults:
        sys.exit("\n".join([f"{path} is not as it should be:", *faults]))
    print(f"{path}: {len(names)} files, as they should be")


def compared(names: set[str], about: str, setuptools: dict[str, object]) -> list[str]:
    """Return a line for each file that is missing and for each that should not be there."""
    needed = package_files(setuptools) | {
        about + name for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")
    }
    needed.add(about + "licenses/LICENSE")
    missing = sorted(needed - names)
    foreign = sorted(names - needed - {about + "top_level.txt"})
    return [f"missing: {name}" for name in missing] + [f"foreign: {name}" for name in foreign]


def package_files(setuptools: dict[str, object]) -> set[str]:
    """Return the modules and data files of the packages, by their names in a wheel."""
    data = setuptools["package-data"]
    files = set()
    for package in setuptools["packages"]:
        folder = ROOT.joinpath(*package.split(".")[1:])
        for pattern in ["*.py", *data.get(package, [])]:
            found = [path.relative_to(folder).as_posix() for path in folder.glob(pattern)]
            if not found:
                sys.exit(f"{package}: pyproject.toml promises {pattern}, and there is none")
            files.update(f"{package.replace('.', '/')}/{name}" for name in found)
    return files


if __name__ == "__main__":
    main(sys.argv[1])
