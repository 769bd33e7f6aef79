"""The folder of a run: one record per trial, each written in one step, and the list of trials."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..matching.language import sentence
from ..matching.outputs.directory import OutputError, check_folder
from ..matching.tables.file_faults import why_refused
from .trials import FORMAT_VERSION, Base, Record, Trial, head

_PART = ".part"
INDEX, RECORDS, COMPARISON = "scenario.json", "records", "comparison"


class Store:
    """The records of a folder.

    Raises
    ------
    OutputError
        The folder holds anything else, or the disk refuses.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        _clear(directory, INDEX)
        check_folder(directory, frozenset({INDEX, RECORDS, COMPARISON}), INDEX)

    def begin(self, base: Base, trials: Sequence[Trial]) -> None:
        """Write the list of trials; records of earlier ones stay where they are."""
        plan = base.plan
        index = {
            "format_version": FORMAT_VERSION,
            "title": plan.title,
            "plan": plan.path.name,
            "job": plan.job,
            "program_version": base.version,
            "base_sha256": dict(sorted(base.fingerprints.items())),
            "territories": base.ground,
            "trials": [head(base, trial) for trial in trials],
        }
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            write_json(self.directory / INDEX, index)
            (self.directory / RECORDS).mkdir(exist_ok=True)
            _clear(self.directory / RECORDS, "*")
        except OSError as fault:
            raise self._refused(fault) from None

    def path(self, key: str) -> Path:
        """Return where a record is, or would be."""
        return self.directory / RECORDS / f"{key}.json"

    def done(self, trial: Trial) -> Record | None:
        """Return the record of a trial; a lost process is tried again, other errors are not."""
        record = read_json(self.path(trial.key))
        if record is None or record.get("key") != trial.key:
            return None
        return None if record.get("error") in ("lost-worker", "fault") else record

    def put(self, record: Record) -> None:
        """Store a record; a crash leaves it out or leaves it whole."""
        try:
            write_json(self.path(str(record["key"])), record)
        except OSError as fault:
            raise self._refused(fault) from None

    def _refused(self, fault: OSError) -> OutputError:
        return OutputError(
            sentence(
                "The result cannot be written to {folder}: {why}.",
                folder=self.directory,
                why=why_refused(fault),
            )
        )


def _clear(folder: Path, name: str) -> None:
    """Take away what a run that was killed had begun to write."""
    for left in folder.glob(f".{name}.*{_PART}"):
        left.unlink(missing_ok=True)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file under another name, flush it, and give it its name in one step."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_PART)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the content of a JSON file, ``None`` where there is none that is whole."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def read_records(directory: Path | str) -> tuple[dict[str, Any], list[Record]]:
    """Return the list of trials and the records that are there, in the plan's order.

    Raises
    ------
    OutputError
        The folder holds no run of scenarios.
    """
    folder = Path(directory)
    index = read_json(folder / INDEX)
    if index is None or "trials" not in index:
        said = sentence("{folder} holds no run of 'maillage scenario run'.", folder=folder)
        raise OutputError(said)
    found = []
    for trial in index["trials"]:
        record = read_json(folder / RECORDS / f"{trial['key']}.json")
        if record is not None:  # variants of the same changes share a record, not their names
            found.append({**record, **trial})
    return index, found
