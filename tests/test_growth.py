"""Writing, printing and verifying take steps in proportion to the students, not to the square."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hamlets import hamlets, steps
from maillage.matching.outputs.directory import result_files, write_results
from maillage.matching.outputs.terminal import print_summary
from maillage.matching.result import Placement
from maillage.matching.semester import Semester
from maillage.matching.verify import verify
from rich.console import Console

Job = Callable[[Semester, Placement, Path], object]


def write(semester: Semester, placement: Placement, _folder: Path) -> object:
    return result_files(semester, placement, "en")


def show(semester: Semester, placement: Placement, _folder: Path) -> object:
    return print_summary(semester, placement, Console(quiet=True), "en")


def check(semester: Semester, _placement: Placement, folder: Path) -> object:
    return verify(semester, folder)


def steps_for(number: int, job: Job, folder: Path) -> int:
    semester, placement = hamlets(number)
    write_results(semester, placement, folder, "en")
    return steps(lambda: job(semester, placement, folder))


@pytest.mark.parametrize("job", [write, show, check])
def test_the_last_hamlets_take_as_many_steps_as_those_before(job: Job, tmp_path: Path) -> None:
    few, some, many = (steps_for(number, job, tmp_path / "result") for number in (10, 40, 70))

    assert many - some <= 1.01 * (some - few)


def test_what_students_share_and_what_each_may_have_is_at_work_there(tmp_path: Path) -> None:
    semester, placement = hamlets(2)
    write_results(semester, placement, tmp_path / "result", "en")

    broken = verify(semester, tmp_path / "result").codes

    assert broken.keys() >= {
        *("minutes", "wish-rank", "total", "conflict", "no-repeat", "shortage-only", "distance"),
        *("housing", "link", "at-once", "max-students", "limits", "room", "seats", "quota-max"),
    }
    assert broken["quota-max"] == 2
