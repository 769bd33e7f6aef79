"""The plot of time against size, as an SVG that is the same bytes for the same figures."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comparison import largest_gap, total

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# An opaque light ground with dark ink reads in light and in dark pages.
_GROUND, _INK, _FAINT = "#ffffff", "#1b1b1b", "#c9c9c9"
_STYLES = (("#1f5a99", "o"), ("#b84a00", "s"))
_LABELS = ((6, -11), (6, 6))
"""Where gaps stand beside the marks of each curve, in points: below, above."""
_SETTINGS = {
    "svg.hashsalt": "maillage",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
}


def draw(kept: dict[str, Any], targets: Sequence[tuple[str, int, float]], path: Path) -> None:
    """Draw the runs of a JSON of `scaling`.

    Parameters
    ----------
    targets
        Name, students and seconds of each target to mark.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError:
        sys.exit("the plot needs matplotlib: .venv/bin/pip install matplotlib")
    with mpl.rc_context({**mpl.rcParamsDefault, **_SETTINGS}):
        figure = Figure(figsize=(8, 5.4), facecolor=_GROUND, layout="constrained")
        axes = figure.add_subplot(facecolor=_GROUND)
        _frame(axes)
        curves = zip(_curves(kept).items(), _STYLES, _LABELS, strict=False)
        for (name, runs), style, label in curves:
            _curve(axes, name, runs, style, label)
        _targets(axes, targets)
        _ticks(axes)
        axes.legend(loc="upper left", frameon=False)
        figure.supxlabel(_caption(kept), fontsize=8)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def _curves(kept: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    curves: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for run in kept["runs"]:
        if "failed" not in run["place"]:
            curves[run["curve"]].append(run)
    return curves


def _frame(axes: Axes) -> None:
    axes.set(xscale="log", yscale="log", xlabel="students", ylabel="seconds, reading included")
    axes.grid(which="major", color=_FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _curve(
    axes: Axes,
    name: str,
    runs: list[dict[str, Any]],
    style: tuple[str, str],
    label: tuple[int, int],
) -> None:
    """Draw one curve; a hollow mark with its gap where a run was not proven to the end.

    ``label``: where the gap stands beside the mark, in points.
    """
    colour, marker = style
    xs = [run["students"] for run in runs]
    ys = [total(run["place"]) for run in runs]
    axes.plot(xs, ys, color=colour, marker=marker, markersize=6, label=name)
    for x, y, run in zip(xs, ys, runs, strict=True):
        gap = largest_gap(run["place"])
        if gap != 0:
            axes.plot([x], [y], color=colour, marker=marker, markersize=6, mfc=_GROUND)
            shown = "no bound" if gap is None else f"gap {_percent(gap)} %"
            place = {"textcoords": "offset points", "xytext": label, "fontsize": 8}
            axes.annotate(shown, (x, y), color=colour, **place)


def _percent(share: float) -> str:
    """Return a share in per cent with two digits, never as a power of ten."""
    return f"{100 * share:.0f}" if share >= 0.1 else f"{100 * share:.2g}"


def _targets(axes: Axes, targets: Sequence[tuple[str, int, float]]) -> None:
    for k, (name, students, seconds) in enumerate(targets):
        label = None if k else "targets"
        axes.plot([students], [seconds], "x", color=_INK, markersize=9, mew=1.8, label=label)
        place = {"textcoords": "offset points", "xytext": (-8, 6), "fontsize": 8, "ha": "right"}
        axes.annotate(f"{name}, {seconds:g} s", (students, seconds), **place)


def _ticks(axes: Axes) -> None:
    axes.margins(0.12)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.0f}")
    axes.yaxis.set_major_formatter(lambda y, _: f"{y:g}")


def _caption(kept: dict[str, Any]) -> str:
    """Return the machine, the versions, and what was run."""
    machine, runs = kept["machine"], kept["runs"]
    memory = f", {machine['memory_gb']} GB" if machine["memory_gb"] else ""
    first = runs[0]
    return (
        f"{machine['cores']} cores, {machine['processor']}{memory}; Python {machine['python']}, "
        f"maillage {machine['maillage']},\nOR-Tools {machine['ortools']}, "
        f"NumPy {machine['numpy']}, SciPy {machine['scipy']}; variant {first['variant']}, "
        f"seed {first['seed']}, workers {first['workers'] or 'as by default'}, "
        f"at most {first['seconds']:g} s a run"
    )
