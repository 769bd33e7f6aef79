"""The outlines of territories, out of a GeoJSON file: matched by a property with their code."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..language import Sentence, sentence
from ..tables.findings import InputError, error

_SHAPES = frozenset({"Polygon", "MultiPolygon"})
_LARGEST_BYTES = 300_000_000


@dataclass(frozen=True)
class Boundaries:
    """Outlines by territory.

    Attributes
    ----------
    file, key
        The file, and the property of its features that holds the code.
    geometries
        GeoJSON geometries (WGS84) by territory.
    """

    file: str
    key: str
    geometries: Mapping[str, Mapping[str, Any]]

    def collection(self, territories: Iterable[str]) -> dict[str, object]:
        """Return the outlines of some territories as a GeoJSON FeatureCollection."""
        features = [
            {"type": "Feature", "properties": {"code": t}, "geometry": self.geometries[t]}
            for t in territories
            if t in self.geometries
        ]
        return {"type": "FeatureCollection", "features": features}


def read_boundaries(path: Path, territories: Iterable[str]) -> Boundaries:
    """Read outlines; the property that names most of the territories is taken for the code.

    Raises
    ------
    InputError
        The file cannot be read, is no GeoJSON of polygons in degrees, or fits no territory.
    """
    features = _features(path)
    known = frozenset(territories)
    votes: Counter[str] = Counter()
    for feature in features:
        for key, value in _properties(feature).items():
            if _code(value, known) is not None:
                votes[key] += 1
    if not votes:
        raise _refused(
            path.name,
            sentence("no property of its features holds a code of the table of territories"),
        )
    key = min(votes, key=lambda name: (-votes[name], name))
    found: dict[str, Mapping[str, Any]] = {}
    for number, feature in enumerate(features, start=1):
        code = _code(_properties(feature).get(key), known)
        geometry = feature.get("geometry")
        if code is None or geometry is None:
            continue
        if not _is_outline(geometry):
            raise _refused(
                f"{path.name}:features[{number - 1}]",
                sentence(
                    "the outline of '{code}' is no polygon of longitudes and latitudes in degrees "
                    "(WGS84)",
                    code=code,
                ),
            )
        found.setdefault(code, {"type": geometry["type"], "coordinates": geometry["coordinates"]})
    return Boundaries(path.name, key, dict(sorted(found.items())))


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise _refused(path.name, sentence("the file is larger than 300 MB"))
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as refused:
        reason = refused.strerror or str(refused)
        raise _refused(
            path.name, sentence("the file cannot be read ({reason})", reason=reason)
        ) from None
    except (ValueError, RecursionError):
        raise _refused(path.name, sentence("the file is no JSON")) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise _refused(path.name, sentence("the file is no GeoJSON FeatureCollection"))
    return features


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of a feature, with its own identifier as ``id``."""
    own = feature.get("properties")
    found = dict(own) if isinstance(own, dict) else {}
    if "id" in feature:
        found.setdefault("id", feature["id"])
    return found


def _code(value: object, known: frozenset[str]) -> str | None:
    """Return the territory that a property names, leading zeros restored."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    text = str(value).strip()
    if text in known:
        return text
    padded = text.zfill(5)
    return padded if text.isdigit() and padded in known else None


def _is_outline(geometry: object) -> bool:
    """Say whether a geometry is made of rings of positions in degrees."""
    if not isinstance(geometry, dict) or geometry.get("type") not in _SHAPES:
        return False
    shape = geometry.get("coordinates")
    polygons = [shape] if geometry["type"] == "Polygon" else shape
    return isinstance(polygons, list) and all(
        isinstance(polygon, list)
        and all(isinstance(ring, list) and len(ring) >= 4 and _in_degrees(ring) for ring in polygon)
        for polygon in polygons
    )


def _in_degrees(ring: list[Any]) -> bool:
    return all(
        isinstance(position, list)
        and len(position) >= 2
        and all(isinstance(n, (int, float)) for n in position[:2])
        and -180 <= position[0] <= 180
        and -90 <= position[1] <= 90
        for position in ring
    )


def _refused(where: str, said: Sentence) -> InputError:
    return InputError([error("unreadable-file", where, said)])
