"""Random rewriting and damage of the demonstration: `make fuzz` runs many more."""

from pathlib import Path

import pytest
from spoiling import case, failure

BATCH, BATCHES = 20, 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("spoiling")


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_traceback_no_hang_and_nothing_harmless_changes_a_result(batch, folder):
    wrong = {}
    for number in range(batch * BATCH, (batch + 1) * BATCH):
        made = case(number, folder)
        found = failure(made, folder)
        if found is not None:
            wrong[number, made.steps] = found
    assert not wrong, "\n\n".join(f"{key}: {text}" for key, text in wrong.items())
