"""A semester in five lines: read, check, place, look at a table, verify.

The semester is the demonstration's (`maillage demo` writes it), or the file that is named:
python examples/five_lines.py [FILE]
"""

import sys

import maillage

file = sys.argv[1] if len(sys.argv) > 1 else "demo/semester.xlsx"

semester = maillage.read_semester(file)
print(*maillage.check(semester), sep="\n")
placement = maillage.place(semester)
print(maillage.to_frame(placement, semester).head(10))
print(maillage.verify(semester, placement).summary)
