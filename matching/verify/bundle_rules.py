"""What a composed bundle must keep, one function per rule."""

from __future__ import annotations

from itertools import combinations

from ..language import sentence
from .claims import Claim
from .facts import Facts
from .rule import Faults


def composition(_facts: Facts, claim: Claim) -> Faults:
    """Totals, parts and sites of a composed bundle."""
    programme = claim.programme
    if programme.composition != "composed":
        return
    if claim.half_day_total != programme.half_days:
        yield (
            "total",
            sentence(
                "{half_day_total} half-days instead of {half_days}.",
                half_day_total=claim.half_day_total,
                half_days=programme.half_days,
            ),
        )
    if len({part.name for part in claim.parts}) < len(claim.parts):
        yield "parts", sentence("two parts with one supervisor at one site are one part.")
    n_parts = len(claim.supervisors)
    if not programme.min_parts <= n_parts <= programme.max_parts:
        yield (
            "parts",
            sentence(
                "{n_parts} supervisors; {min_parts} to {max_parts}.",
                n_parts=n_parts,
                min_parts=programme.min_parts,
                max_parts=programme.max_parts,
            ),
        )
    n_sites = len(claim.sites)
    if n_sites < (programme.min_sites or 0):
        yield (
            "sites",
            sentence(
                "{n_sites} sites, at least {min_sites} are needed.",
                n_sites=n_sites,
                min_sites=programme.min_sites,
            ),
        )
    if programme.max_sites is not None and n_sites > programme.max_sites:
        yield (
            "sites",
            sentence(
                "{n_sites} sites, at most {max_sites} are allowed.",
                n_sites=n_sites,
                max_sites=programme.max_sites,
            ),
        )
    for part in claim.parts:
        if len(part.half_days) < programme.min_part:
            yield (
                "min-part",
                sentence(
                    "{name} has fewer than {min_part} half-days.",
                    name=part.name,
                    min_part=programme.min_part,
                ),
            )


def mix(_facts: Facts, claim: Claim) -> Faults:
    """Enough half-days in each setting."""
    programme = claim.programme
    if programme.composition != "composed":
        return
    asked = {"liberal": programme.min_liberal, "centre": programme.min_centre}
    for setting, least in asked.items():
        given = sum(len(p.half_days) for p in claim.parts if p.site.setting == setting)
        if given < least:
            yield (
                "mix",
                sentence(
                    "{given} half-days in `{setting}` sites instead of at least {least}.",
                    given=given,
                    setting=setting,
                    least=least,
                ),
            )


def between_parts(facts: Facts, claim: Claim) -> Faults:
    """Every pair of sites of a composed bundle is within max_km."""
    limit = claim.programme.max_km
    if limit is None or claim.programme.composition != "composed":
        return
    for a, b in combinations(claim.parts, 2):
        if a.site.site_id == b.site.site_id:
            continue
        km = facts.distances.between_sites(a.site, b.site)
        if km is None:
            yield (
                "between-parts",
                sentence(
                    "{site_id} or {other} has no coordinates.",
                    site_id=a.site.site_id,
                    other=b.site.site_id,
                ),
            )
        elif km > limit:
            yield (
                "between-parts",
                sentence(
                    "{name} and {other} are {km} km apart.",
                    name=a.name,
                    other=b.name,
                    km=round(float(km), 1),
                ),
            )
