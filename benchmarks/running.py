"""Measured processes, the machine they ran on, and the JSON that keeps both."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from comparison import Measured
from measure import Task

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
_GENERATION_SECONDS = 600.0
"""How long drawing an instance may take, before the process watches its own time."""


def measure(task: Task) -> Measured:
    """Run one task in a process of its own."""
    command = [sys.executable, str(HERE / "measure.py"), str(task)]
    limit = task.seconds + task.beyond + _GENERATION_SECONDS
    try:
        ended = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"stopped after {limit:g} s"}
    if ended.returncode:
        return {"failed": f"ended with exit code {ended.returncode}"}
    found: Measured = json.loads(ended.stdout.splitlines()[-1])
    return found


def machine() -> dict[str, Any]:
    """Return what the figures depend on: the machine, and the versions of what ran."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gb": _memory_gb(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("maillage", "ortools", "numpy", "scipy")},
    }


def _processor() -> str:
    """Return the processor's model where the system tells it."""
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def _memory_gb() -> int | None:
    try:
        return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30)
    except (AttributeError, OSError, ValueError):
        return None


def environment(name: str, libraries: Mapping[str, str]) -> Path:
    """Return the Python of an environment of peers, made under `RESULTS` where there is none."""
    folder = RESULTS / name
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        wanted = [f"{library}=={number}" for library, number in libraries.items()]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True)
    return python


def write(path: Path, instance: str, lines: Sequence[dict[str, Any]]) -> None:
    """Write measured lines with the machine as JSON."""
    content = {"instance": instance, "machine": machine(), "runs": lines}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"written: {path}")
