"""Comparison of a measured run with its peer and with its target, and how it is shown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from maillage.matching.settings import DEFAULT_TIERS

MAXIMISED = frozenset({"placed", "value", "shortage", "wishes"})
Measured = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """What an instance has to reach on two cores.

    Attributes
    ----------
    seconds
        Reading included, verification and Python's start not.
    peak_mb
        Largest memory.
    gap
        Largest relative gap of each of the tiers.
    tiers
        The tiers asked for, first to last.
    """

    seconds: float
    peak_mb: float = math.inf
    gap: float = 0.0
    tiers: tuple[str, ...] = DEFAULT_TIERS

    def __str__(self) -> str:
        """Say what is asked."""
        tiers = "every tier" if self.tiers == DEFAULT_TIERS else f"every tier to {self.tiers[-1]}"
        tiers = self.tiers[0] if len(self.tiers) == 1 else tiers
        gap = f"<= {100 * self.gap:g} %" if self.gap else "0"
        memory = f", <= {self.peak_mb:,.0f} MB" if math.isfinite(self.peak_mb) else ""
        return f"{tiers} with gap {gap}, <= {self.seconds:g} s{memory}"


def up_to(last: str) -> tuple[str, ...]:
    """Return the usual tiers as far as one of them."""
    return DEFAULT_TIERS[: DEFAULT_TIERS.index(last) + 1]


TARGETS: dict[str, tuple[Target, ...]] = {
    "faculty": (Target(5.0, 512.0),),
    "region": (Target(60.0, 1536.0, tiers=up_to("travel")),),
    "nation": (
        Target(600.0, 4096.0, gap=0.001, tiers=up_to("value")),
        Target(90.0, 4096.0, gap=0.0001, tiers=("value",)),
    ),
    "nation-offers": (Target(60.0),),
    "nation-serial": (Target(20.0),),
}


def target_for(instance: str, tiers: Sequence[str]) -> Target | None:
    """Return the target of an instance when run with some tiers, if there is one."""
    for target in TARGETS.get(instance, ()):
        if tuple(tiers[: len(target.tiers)]) == target.tiers:
            return target
    return None


def relative_gap(tier: Measured) -> float | None:
    """Return the gap at the first place where value and bound differ; ``None``: unknown."""
    if tier["value"] is None or tier["bound"] is None:
        return None
    for value, bound in zip(tier["value"], tier["bound"], strict=True):
        if value != bound:
            if isinstance(value, str) or isinstance(bound, str):
                return None
            return float(abs(value - bound) / max(1, abs(value)))
    return 0.0


def largest_gap(place: Measured) -> float | None:
    """Return the largest relative gap of a run's tiers; ``None`` where one is unknown."""
    gaps = [relative_gap(tier) for tier in place["tiers"]]
    return None if None in gaps else max(gap for gap in gaps if gap is not None)


def missed(run: Measured, target: Target | None) -> list[str]:
    """Return what a run of the program misses of its target; without one, gaps that are left."""
    if "failed" in run:
        return [run["failed"]]
    found = [
        f"gap of {tier['name']}"
        for tier in run["tiers"]
        if tier["gap"] > (target.gap if target else 0.0)
        and (target is None or tier["name"] in target.tiers)
    ]
    if target is not None:
        found += ["seconds"] if total(run) > target.seconds else []
        found += ["memory"] if run["peak_mb"] > target.peak_mb else []
    return found + (["verification"] if run["faults"] else [])


def verdict(line: Measured, target: Target | None) -> str:
    """Return ``hit`` or what is missed, and every contradiction with the peer."""
    run, peer = line["place"], line["peer"]
    wrong = [*missed(run, target), *disagreements(run, peer)]
    if target is None:
        return ", ".join(wrong) or "-"
    return f"missed: {', '.join(wrong)}" if wrong else "hit"


def disagreements(run: Measured, peer: Measured | None) -> list[str]:
    """Return where the two contradict each other: a value better than the other's bound.

    Tiers are compared as long as all earlier ones have equal values.
    """
    if peer is None or "failed" in peer or "failed" in run:
        return []
    found = []
    for own, other in zip(run["tiers"], peer["tiers"], strict=True):
        sign = -1 if own["name"] in MAXIMISED else 1
        if _better(own["value"], other["bound"], sign):
            found.append(f"{own['name']}: better than the peer's bound")
        if _better(other["value"], own["bound"], sign):
            found.append(f"{own['name']}: the peer's value is better than the bound")
        if own["value"] != other["value"]:
            break
    return found


def _better(value: list[Any] | None, bound: list[Any] | None, sign: int) -> bool:
    """Say whether a value, smaller being better after the sign, beats a bound."""
    if value is None or bound is None:
        return False
    numbers = [[float("inf") if x == "off" else sign * x for x in side] for side in (value, bound)]
    return numbers[0] < numbers[1]


def total(run: Measured) -> float:
    """Return a run's seconds with the reading of the rows."""
    return float(run["seconds"] + run["phases"].get("read", 0.0))


def ratio(run: Measured, peer: Measured | None) -> str:
    """Return how many times longer the peer took; at least so many where it did not finish."""
    if peer is None or "failed" in run:
        return "-"
    if "failed" in peer:
        return "not built"
    finished = all(relative_gap(tier) == 0 for tier in peer["tiers"])
    return f"{'' if finished else '>= '}{total(peer) / total(run):.1f}"


def block(run: Measured, peer: Measured | None) -> Iterator[str]:
    """Yield the lines of one run beside its peer."""
    peer_tiers = [] if peer is None or "failed" in peer else peer["tiers"]
    yield (
        f"  {'tier':10}{'value':>16}{'bound':>16}{'gap':>10}{'s':>7}"
        f" | {'peer value':>16}{'peer bound':>16}{'gap':>10}{'s':>7}"
    )
    for k, tier in enumerate(run.get("tiers", [])):
        other = _tier_cells(peer_tiers[k]) if peer_tiers else ""
        yield f"  {tier['name']:10}{_tier_cells(tier)} | {other}"
    yield f"  place: {_footing(run)}"
    if peer is not None:
        yield f"  peer:  {_footing(peer)}"


def _tier_cells(tier: Measured) -> str:
    gap = relative_gap(tier)
    shown = "?" if gap is None else "0" if gap == 0 else f"{100 * gap:.3g} %"
    seconds = "" if tier["seconds"] is None else f"{tier['seconds']:.2f}"
    return f"{_text(tier['value']):>16}{_text(tier['bound']):>16}{shown:>10}{seconds:>7}"


def _text(value: list[Any] | None) -> str:
    return "?" if value is None else ",".join(str(x) for x in value)


def _footing(run: Measured) -> str:
    if "failed" in run:
        return f"{run['failed']} ({total(run):.1f} s)" if "seconds" in run else str(run["failed"])
    names = {tier["name"] for tier in run["tiers"]}
    phases = ", ".join(f"{k} {s:.2f}" for k, s in run["phases"].items() if k not in names)
    size = f", {run['variables']:,} variables" if "variables" in run else ""
    verified = ""
    if "faults" in run:
        verified = ", NOT VERIFIED" if run["faults"] else ", verified"
        verified += f" in {run['verify_seconds']:.1f} s"
    cpu = f", {run['cpu_seconds']:.2f} processor s" if "cpu_seconds" in run else ""
    return f"{total(run):.2f} s ({phases}){cpu}, {run['peak_mb']:,.0f} MB{size}{verified}"


def summary(lines: list[Measured], target: Target | None) -> Iterator[str]:
    """Yield the closing table: a line per run, beside its target."""
    if target is not None:
        yield f"Target on two cores: {target}"
    yield (
        f"{'variant':10}{'seed':>5}{'students':>9}{'placed':>8}{'gap 0':>7}{'s':>9}{'MB':>7}"
        f"{'peer gap 0':>12}{'peer s':>9}{'peer MB':>9}{'ratio':>11}"
        f"  {'left' if target is None else 'target'}"
    )
    for line in lines:
        run, peer = line["place"], line["peer"]
        own = f"{'':8}{'':7}{'':9}{'':7}"
        if "failed" not in run:
            own = f"{run['placed']:8}{_closed(run):>7}{total(run):9.2f}{run['peak_mb']:7.0f}"
        other = f"{'-':>12}{'-':>9}{'-':>9}"
        if peer is not None and "failed" not in peer:
            other = f"{_closed(peer):>12}{total(peer):9.1f}{peer['peak_mb']:9.0f}"
        yield (
            f"{line['variant']:10}{line['seed']:5}{line['students']:9}{own}{other}"
            f"{ratio(run, peer):>11}  {verdict(line, target)}"
        )


def _closed(run: Measured) -> str:
    """Return how many of the tiers have gap 0."""
    return f"{sum(relative_gap(t) == 0 for t in run['tiers'])}/{len(run['tiers'])}"
