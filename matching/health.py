"""Whether the program is in order on this machine: versions, solvers, folders, languages."""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from .. import __version__
from ..solvers.trying import Trial, try_solvers
from .language import Sentence, sentence, system_language, translated
from .memory import total_mb

Status = Literal["ok", "note", "broken"]

LIBRARIES = {
    "numpy": "numpy",
    "scipy": "scipy.optimize",
    "ortools": "ortools.sat.python.cp_model",
    "pandas": "pandas",
    "pyarrow": "pyarrow",
    "pydantic": "pydantic",
    "python-calamine": "python_calamine",
    "XlsxWriter": "xlsxwriter",
    "Jinja2": "jinja2",
    "PyYAML": "yaml",
    "rich": "rich",
    "click": "click",
}
"""What is installed with the program, and the module that shows that it can be loaded."""

SOLVERS = {
    "highs-warm": sentence("HiGHS, going on from where it was"),
    "highs-linear": sentence("HiGHS, linear, through SciPy"),
    "highs-integer": sentence("HiGHS, in whole numbers, through SciPy"),
    "cp-sat": sentence("CP-SAT of OR-Tools"),
    "flow": sentence("flow of least cost of OR-Tools"),
}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    group, name
        Stable keys: ``versions``, ``machine``, ``solvers``, ``files``, ``language``, ``extras``.
    status
        ``ok``, ``note`` (works, but something is slower or not there) or ``broken``.
    label
        What it is called.
    value
        What was found: a version, a number, a path; may be empty.
    said
        What there is to say about it, where anything is.
    """

    group: str
    name: str
    status: Status
    label: Sentence | str
    value: str = ""
    said: Sentence | None = None


def look_over() -> tuple[Check, ...]:
    """Return everything that was looked at, in a fixed order."""
    return (
        Check("versions", "maillage", "ok", "maillage", __version__),
        Check("versions", "python", "ok", "Python", platform.python_version()),
        *(_library(name, module) for name, module in LIBRARIES.items()),
        *_machine(),
        *(_solver(trial) for trial in try_solvers()),
        _temporary_folder(),
        *_languages(),
        *_extras(),
    )


def is_broken(checks: Iterable[Check]) -> bool:
    """Return whether something does not work that is needed."""
    return any(check.status == "broken" for check in checks)


def _library(name: str, module: str) -> Check:
    """Return whether a library is there and can be loaded."""
    try:
        found = version(name)
        import_module(module)
    except (ImportError, OSError, PackageNotFoundError) as error:
        said = sentence(
            "cannot be loaded ({fault}). Install maillage anew, with its libraries.", fault=error
        )
        return Check("versions", name, "broken", name, "", said)
    return Check("versions", name, "ok", name, found)


def _machine() -> Iterator[Check]:
    system = f"{platform.system()} {platform.release()} ({platform.machine()})"
    yield Check("machine", "system", "ok", sentence("system"), system)
    yield Check("machine", "cores", "ok", sentence("cores"), str(_cores()))
    memory = total_mb()
    label = sentence("memory")
    if memory is None:
        yield Check("machine", "memory_mb", "note", label, "", sentence("not known"))
    else:
        gigabytes = sentence("{number} GB", number=round(memory / 1024, 1))
        yield Check("machine", "memory_mb", "ok", label, f"{memory:.0f}", gigabytes)


def _cores() -> int:
    """Return the cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # Linux alone
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def _solver(trial: Trial) -> Check:
    label = SOLVERS[trial.name]
    if trial.works:
        said = sentence("solves a small problem and proves it")
        return Check("solvers", trial.name, "ok", label, "", said)
    if trial.needed:
        said = sentence("does not solve a small problem ({fault}).", fault=trial.fault)
        return Check("solvers", trial.name, "broken", label, "", said)
    said = sentence(
        "not in this release of SciPy ({fault}): large semesters are slower, results the same.",
        fault=trial.fault,
    )
    return Check("solvers", trial.name, "note", label, "", said)


def _temporary_folder() -> Check:
    """Write, read and take away a file where results are put together."""
    label = sentence("folder for temporary files")
    try:
        with tempfile.TemporaryDirectory(prefix="maillage-") as folder:
            path = Path(folder) / "vœux.txt"
            path.write_text("vœux", encoding="utf-8")
            works = path.read_text(encoding="utf-8") == "vœux"
    except OSError as error:
        said = sentence("nothing can be written there ({fault}).", fault=error)
        return Check("files", "temporary", "broken", label, "", said)
    where = tempfile.gettempdir()
    return Check("files", "temporary", "ok" if works else "broken", label, where)


def _languages() -> Iterator[Check]:
    """Return the language of the system, whether French is there, and what a terminal shows."""
    asked = system_language()
    label = sentence("language of the system")
    if asked is None:
        said = sentence("neither French nor English: choose with --lang or MAILLAGE_LANG")
        yield Check("language", "system", "note", label, "", said)
    else:
        yield Check("language", "system", "ok", label, asked)
    label = sentence("catalog of French")
    if translated("Name of the site.", "fr") == "Name of the site.":
        said = sentence("not there. Install maillage anew.")
        yield Check("language", "french", "broken", label, "", said)
    else:
        yield Check("language", "french", "ok", label)
    encoding = sys.stdout.encoding or "ascii"
    label = sentence("letters of the terminal")
    try:
        "éœ–✓".encode(encoding)
    except UnicodeEncodeError:
        said = sentence("some letters show as question marks; PYTHONIOENCODING=utf-8 helps")
        yield Check("language", "letters", "note", label, encoding, said)
    else:
        yield Check("language", "letters", "ok", label, encoding)


def _extras() -> Iterator[Check]:
    """Return which of the optional libraries are there, by the extra that installs them."""
    try:
        lines = requires("maillage") or []
    except PackageNotFoundError:
        lines = []  # run from a checkout
    wanted: dict[str, list[str]] = {}
    for line in lines:
        found = re.fullmatch(r"([\w.-]+).*extra == ['\"]([\w-]+)['\"].*", line)
        if found is not None and found[2] != "dev":
            wanted.setdefault(found[2], []).append(found[1])
    for extra, names in sorted(wanted.items()):
        missing = tuple(name for name in names if not _is_there(name))
        if missing:
            said = sentence(
                "not installed; it comes with: pip install maillage[{extra}]", extra=extra
            )
            yield Check("extras", extra, "note", extra, ", ".join(missing), said)
        else:
            yield Check("extras", extra, "ok", extra, ", ".join(names))


def _is_there(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True
