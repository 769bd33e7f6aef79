"""Write the example semester as LibreOffice saves it; needs ``soffice`` on the path."""

import subprocess
import sys
import tempfile
from pathlib import Path

from maillage.matching.tables.writing import write_workbook

HERE = Path(__file__).parent


def main() -> None:
    """Replace the two files beside this one."""
    sys.path.insert(0, str(HERE.parent))
    from tables_example import example

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "libreoffice.xlsx"
        write_workbook(example(), source, "fr")
        for ending in ("ods", "xlsx"):
            command = ["soffice", "--headless", "--convert-to", ending, "--outdir", str(HERE)]
            subprocess.run([*command, str(source)], check=True)


if __name__ == "__main__":
    main()
