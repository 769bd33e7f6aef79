"""The memory of this machine and of this process, on each system that Python runs on."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Counters(ctypes.Structure):
        """``PROCESS_MEMORY_COUNTERS`` of the Windows API, sizes in bytes."""

        _fields_ = (
            ("cb", wintypes.DWORD),
            ("page_fault_count", wintypes.DWORD),
            ("peak_working_set_size", ctypes.c_size_t),
            ("others", ctypes.c_size_t * 7),
        )

    def peak_mb() -> float:
        """Return the largest resident memory of this process so far, in megabytes."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        ask = kernel.K32GetProcessMemoryInfo
        ask.argtypes = (wintypes.HANDLE, ctypes.POINTER(_Counters), wintypes.DWORD)
        counters = _Counters(cb=ctypes.sizeof(_Counters))
        ask(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
        return float(counters.peak_working_set_size) / (1024 * 1024)

else:
    import resource

    def peak_mb() -> float:
        """Return the largest resident memory of this process so far, in megabytes."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def total_mb() -> float | None:
    """Return the memory of this machine in megabytes, ``None`` where the system does not tell."""
    names = getattr(os, "sysconf_names", {})
    if not {"SC_PAGE_SIZE", "SC_PHYS_PAGES"} <= set(names):
        return None  # Windows
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1024 * 1024)
