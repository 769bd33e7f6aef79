"""Places medical students, half-day by half-day, where doctors are lacking.

>>> import maillage
>>> semester = maillage.read_semester("semester.xlsx")  # doctest: +SKIP
>>> placement = maillage.place(semester)  # doctest: +SKIP
>>> maillage.verify(semester, placement).ok  # doctest: +SKIP
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import maillage.commands.starting  # noqa: F401 (before all that takes long to load)

if TYPE_CHECKING:
    from maillage.matching.chances.estimate import NothingToForecast, chances
    from maillage.matching.chances.result import Chances
    from maillage.matching.closing.cannot_close import CannotClose, NotVerified
    from maillage.matching.closing.result import Closing
    from maillage.matching.closing.writing import close_semester
    from maillage.matching.comparison import Comparison, compare
    from maillage.matching.earlier import read_earlier
    from maillage.matching.explaining.answers import OfferAnswer, StudentAnswer, SupervisorAnswer
    from maillage.matching.explaining.evidence import UnknownNameError
    from maillage.matching.explaining.offer import explain_offer
    from maillage.matching.explaining.student import explain_student
    from maillage.matching.explaining.supervisor import explain_supervisor
    from maillage.matching.frames import to_frame
    from maillage.matching.infeasible import CannotBeMet
    from maillage.matching.keeping.keep import keep_marked
    from maillage.matching.library import check, verify
    from maillage.matching.opening.compose import compose
    from maillage.matching.opening.result import Composition
    from maillage.matching.opening.wanted import CannotCompose
    from maillage.matching.opening.writing import write_composed
    from maillage.matching.outputs.chances_files import write_chances
    from maillage.matching.outputs.comparison_files import write_comparison
    from maillage.matching.outputs.diagnosis_files import write_diagnosis
    from maillage.matching.outputs.directory import OutputError, write_results
    from maillage.matching.outputs.directory_files import write_directory
    from maillage.matching.outputs.intake_files import write_requests
    from maillage.matching.outputs.ranking_files import write_ranking
    from maillage.matching.placement import place
    from maillage.matching.repair.files import write_repaired
    from maillage.matching.repair.repair import Repaired, repair
    from maillage.matching.replaying.receipt import CannotReplay
    from maillage.matching.replaying.replay import Replay, replay
    from maillage.matching.reporting import write_report
    from maillage.matching.result import Placement
    from maillage.matching.semester import Semester
    from maillage.matching.settling.cannot_settle import CannotSettle
    from maillage.matching.settling.groups import Proposal, propose_groups
    from maillage.matching.settling.intake import Intake, requests
    from maillage.matching.settling.new_sites import NewSites, new_sites
    from maillage.matching.settling.ranking import rank
    from maillage.matching.settling.result import Ranking
    from maillage.matching.tables.findings import Finding, InputError
    from maillage.matching.tables.reading import read_rows, read_semester
    from maillage.matching.territories.accessibility import Accessibility, accessibility
    from maillage.matching.territories.decay import Bands, Exponential, Gaussian, Power, within
    from maillage.matching.territories.diagnose import diagnose
    from maillage.matching.territories.diagnosis import Diagnosis
    from maillage.matching.territories.directory import Directory, directory
    from maillage.matching.territories.french_form import (
        AgeWeights,
        FrenchForm,
        Practitioners,
        french_accessibility,
    )
    from maillage.matching.territories.need_table import need
    from maillage.matching.territories.neighbours import neighbours, travel_table
    from maillage.matching.territories.selection import CannotDiagnose
    from maillage.matching.territories.travel import Travel
    from maillage.matching.verify import Report

__version__ = "0.1.0"

__all__ = [
    "Accessibility",
    "AgeWeights",
    "Bands",
    "CannotBeMet",
    "CannotClose",
    "CannotCompose",
    "CannotDiagnose",
    "CannotReplay",
    "CannotSettle",
    "Chances",
    "Closing",
    "Comparison",
    "Composition",
    "Diagnosis",
    "Directory",
    "Exponential",
    "Finding",
    "FrenchForm",
    "Gaussian",
    "InputError",
    "Intake",
    "NewSites",
    "NotVerified",
    "NothingToForecast",
    "OfferAnswer",
    "OutputError",
    "Placement",
    "Power",
    "Practitioners",
    "Proposal",
    "Ranking",
    "Repaired",
    "Replay",
    "Report",
    "Semester",
    "StudentAnswer",
    "SupervisorAnswer",
    "Travel",
    "UnknownNameError",
    "__version__",
    "accessibility",
    "chances",
    "check",
    "close_semester",
    "compare",
    "compose",
    "diagnose",
    "directory",
    "explain_offer",
    "explain_student",
    "explain_supervisor",
    "french_accessibility",
    "keep_marked",
    "need",
    "neighbours",
    "new_sites",
    "place",
    "propose_groups",
    "rank",
    "read_earlier",
    "read_rows",
    "read_semester",
    "repair",
    "replay",
    "requests",
    "to_frame",
    "travel_table",
    "verify",
    "within",
    "write_chances",
    "write_comparison",
    "write_composed",
    "write_diagnosis",
    "write_directory",
    "write_ranking",
    "write_repaired",
    "write_report",
    "write_requests",
    "write_results",
]

# Where each public name is defined. Loading all of it takes seconds, and a program needs little
# of it: a name is fetched when it is first asked for (PEP 562).
_DEFINED_IN = {
    "matching.chances.estimate": ("NothingToForecast", "chances"),
    "matching.chances.result": ("Chances",),
    "matching.closing.cannot_close": ("CannotClose", "NotVerified"),
    "matching.closing.result": ("Closing",),
    "matching.closing.writing": ("close_semester",),
    "matching.comparison": ("Comparison", "compare"),
    "matching.earlier": ("read_earlier",),
    "matching.explaining.answers": ("OfferAnswer", "StudentAnswer", "SupervisorAnswer"),
    "matching.explaining.evidence": ("UnknownNameError",),
    "matching.explaining.offer": ("explain_offer",),
    "matching.explaining.student": ("explain_student",),
    "matching.explaining.supervisor": ("explain_supervisor",),
    "matching.frames": ("to_frame",),
    "matching.infeasible": ("CannotBeMet",),
    "matching.keeping.keep": ("keep_marked",),
    "matching.library": ("check", "verify"),
    "matching.opening.compose": ("compose",),
    "matching.opening.result": ("Composition",),
    "matching.opening.wanted": ("CannotCompose",),
    "matching.opening.writing": ("write_composed",),
    "matching.outputs.chances_files": ("write_chances",),
    "matching.outputs.comparison_files": ("write_comparison",),
    "matching.outputs.diagnosis_files": ("write_diagnosis",),
    "matching.outputs.directory": ("OutputError", "write_results"),
    "matching.outputs.directory_files": ("write_directory",),
    "matching.outputs.intake_files": ("write_requests",),
    "matching.outputs.ranking_files": ("write_ranking",),
    "matching.placement": ("place",),
    "matching.repair.files": ("write_repaired",),
    "matching.repair.repair": ("Repaired", "repair"),
    "matching.replaying.receipt": ("CannotReplay",),
    "matching.replaying.replay": ("Replay", "replay"),
    "matching.reporting": ("write_report",),
    "matching.result": ("Placement",),
    "matching.semester": ("Semester",),
    "matching.settling.cannot_settle": ("CannotSettle",),
    "matching.settling.groups": ("Proposal", "propose_groups"),
    "matching.settling.intake": ("Intake", "requests"),
    "matching.settling.new_sites": ("NewSites", "new_sites"),
    "matching.settling.ranking": ("rank",),
    "matching.settling.result": ("Ranking",),
    "matching.tables.findings": ("Finding", "InputError"),
    "matching.tables.reading": ("read_rows", "read_semester"),
    "matching.territories.accessibility": ("Accessibility", "accessibility"),
    "matching.territories.decay": ("Bands", "Exponential", "Gaussian", "Power", "within"),
    "matching.territories.diagnose": ("diagnose",),
    "matching.territories.diagnosis": ("Diagnosis",),
    "matching.territories.directory": ("Directory", "directory"),
    "matching.territories.french_form": (
        "AgeWeights",
        "FrenchForm",
        "Practitioners",
        "french_accessibility",
    ),
    "matching.territories.need_table": ("need",),
    "matching.territories.neighbours": ("neighbours", "travel_table"),
    "matching.territories.selection": ("CannotDiagnose",),
    "matching.territories.travel": ("Travel",),
    "matching.verify": ("Report",),
}
_MODULE_OF = {name: module for module, names in _DEFINED_IN.items() for name in names}


def __getattr__(name: str) -> object:
    """Return a public name, loading the module that defines it."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"maillage.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, fetched or not."""
    return sorted({*globals(), *__all__})
