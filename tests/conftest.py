"""How much the property tests try: once per run, for all of them."""

import os

from browsing import browser  # noqa: F401 - a fixture for all tests
from effort import EXAMPLES
from hypothesis import settings

# Solving takes its time, and how long says nothing about being right: no deadline.
settings.register_profile("dev", max_examples=EXAMPLES, deadline=None, print_blob=True)
# The same examples each time, so that a change is judged by what it changes.
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
