"""What a result may depend on beside its input: the machine, and the libraries that compute."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

_LIBRARIES = ("numpy", "scipy", "ortools")


@cache
def _found() -> tuple[tuple[str, str], ...]:
    return (
        ("system", platform.system()),
        ("processor", platform.machine()),
        ("python", platform.python_version()),
        *((name, _version(name)) for name in _LIBRARIES),
    )


def machine() -> dict[str, str]:
    """Return the type of machine and the versions of what computes, by name."""
    return dict(_found())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
