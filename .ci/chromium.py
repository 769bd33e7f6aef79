"""See that the tests of pages have a Chromium browser, and install Debian's where they can.

Usage: ``python3 .ci/chromium.py``; `make test` does it. It never fails: where no browser can be
had it says so, and the tests that need one fail with the same sentence.
"""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def main() -> None:
    """Install the package chromium where no browser is found and the system allows it."""
    if os.environ.get("MAILLAGE_CHROMIUM") or any(map(shutil.which, NAMES)):
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        print(
            "No Chromium browser was found: the tests of the pages will fail. Install one "
            "(Debian, Ubuntu: sudo apt-get install chromium) or name one in MAILLAGE_CHROMIUM."
        )
        return
    print("Installing the browser for the tests of pages (apt-get install chromium)", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    main()
