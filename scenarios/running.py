"""Running a plan: what is missing is run, and every record is stored as it comes."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ..matching.language import sentence
from ..matching.tables.findings import Finding, InputError, error
from ..matching.tables.reading import read_raw
from ..matching.tables.schema import TABLE, find_table
from ..matching.tables.sources import read_file, read_source
from ..matching.tables.unreadable import SourceError
from .cluster import Workers, workers_of
from .failures import Failure, failure_of
from .ground import ground_of
from .plan import Plan, read_plan
from .records import Store
from .trials import Base, Trial, trials_of


@dataclass(frozen=True)
class Standing:
    """How far a run is; ``seconds_left`` is ``None`` before the first record."""

    done: int
    total: int
    failed: int
    seconds_left: float | None


@dataclass(frozen=True)
class Ran:
    """What a run did: all its trials, how many were there before, and which failed, ever."""

    trials: tuple[Trial, ...]
    before: int
    failures: tuple[Failure, ...]

    @property
    def failed(self) -> int:
        """How many trials have an error in place of a result."""
        return len(self.failures)


def base_of(plan: Plan) -> Base:
    """Read what a plan starts from.

    Raises
    ------
    InputError
        The base semester, or a file that a change names, has errors.
    """
    # The root package imports this one: its version is known only when it is complete.
    from .. import __version__

    findings: list[Finding] = []
    if not plan.base.exists():
        name = os.path.relpath(plan.base, plan.path.parent)
        said = sentence("there is no file or folder '{name}' beside the plan.", name=name)
        raise InputError([error("missing-file", plan.base_line, said)])
    tables = read_source(plan.base, findings)
    if not tables:
        raise InputError(findings)
    semester = read_raw(tables, findings, job=plan.job)
    files = {}
    for name in plan.files:
        placed = next(p for v in plan.variants for p in v.changes if p.change.file == name)
        wanted, path = placed.change.table, plan.file(name)
        try:
            raws = read_file(path, TABLE[wanted or "settings"])
        except SourceError as fault:
            at = replace(fault.finding, where=f"{fault.finding.where} ({placed.at('file')})")
            raise InputError([at]) from None
        fitting = [raw for raw in raws if find_table(raw.title) is TABLE.get(wanted or "")]
        files[name] = replace((fitting or raws)[0], title=wanted or name)
    return Base(
        plan=plan,
        tables=tuple(tables),
        files=files,
        fingerprints=dict(semester.fingerprints.items()),
        file_hashes={n: hashlib.sha256(plan.file(n).read_bytes()).hexdigest() for n in files},
        version=__version__,
        ground=ground_of(semester),
    )


def run(
    plan: Plan | str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Callable[[Standing], None] | None = None,
) -> Ran:
    """Run all variants of a plan into a folder; those that are there already are kept.

    Parameters
    ----------
    plan
        A plan, or its file.
    output
        The folder of the records, new or of an earlier run.
    workers
        Processes of this machine; as many as it has cores by default.
    cluster
        Address of a Dask scheduler (``tcp://host:8786``) to run on instead.
    progress
        Hears how far the run is, after each record.

    Raises
    ------
    InputError
        The plan or its base semester has errors.
    OutputError
        The folder holds other files, or the disk refuses.
    CannotConnect
        There is no Dask, or no scheduler at the address.
    """
    plan = plan if isinstance(plan, Plan) else read_plan(plan)
    store = Store(Path(output))
    base = base_of(plan)
    everything = trials_of(base)
    # Variants of the same changes are run once.
    trials = list({trial.key: trial for trial in everything}.values())
    missing: list[Trial] = []
    wrong: dict[str, Failure] = {}
    for trial in trials:
        record = store.done(trial)
        if record is None:
            missing.append(trial)
        elif failure := failure_of(record):
            wrong[trial.key] = failure
    store.begin(base, everything)
    if missing:
        crew = workers_of(workers or os.cpu_count() or 1, cluster)
        wrong |= _run(base, missing, len(trials), crew, store, progress, len(wrong))
    failures = (
        replace(wrong[trial.key], variant=trial.variant.name)
        for trial in everything
        if trial.key in wrong
    )
    return Ran(tuple(everything), len(trials) - len(missing), tuple(failures))


def _run(
    base: Base,
    missing: list[Trial],
    total: int,
    crew: Workers,
    store: Store,
    progress: Callable[[Standing], None] | None,
    failed: int,
) -> dict[str, Failure]:
    """Run what is missing; return what failed of it, by key."""
    started = time.monotonic()
    wrong: dict[str, Failure] = {}
    with closing(crew.run(base, missing)) as records:
        for done, record in enumerate(records, 1):
            store.put(record)
            if failure := failure_of(record):
                wrong[record["key"]] = failure
            left = (time.monotonic() - started) / done * (len(missing) - done)
            if progress is not None:
                failing = failed + len(wrong)
                progress(Standing(total - len(missing) + done, total, failing, left))
    return wrong
