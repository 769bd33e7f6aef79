"""How much the property tests try: once for all of them.

A push tries a few dozen examples of each property; the deep run tries as many as it is told:
``MAILLAGE_EXAMPLES=5000 make test``.
"""

import os

EXAMPLES = int(os.environ.get("MAILLAGE_EXAMPLES", "40"))
