"""The package as a whole: what it holds, what it shows, and which part may use which."""

import ast
import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import maillage
import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = PYPROJECT["tool"]["setuptools"]["packages"]


def folder_of(package: str) -> Path:
    """Return the folder of a package, which lies in the checkout without the name maillage."""
    return ROOT.joinpath(*package.split(".")[1:])


def modules() -> dict[str, Path]:
    """Return every module of the package with its file; a package stands for its __init__."""
    found = {}
    for package in PACKAGES:
        for path in sorted(folder_of(package).glob("*.py")):
            found[package if path.stem == "__init__" else f"{package}.{path.stem}"] = path
    return found


MODULES = modules()


def tree_of(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"), str(MODULES[module]))


def run_time_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree, leaving out what only a type checker sees."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from run_time_nodes(child)


def origin(module: str, node: ast.ImportFrom) -> str:
    """Return the absolute name of what an import-from reads from."""
    if not node.level:
        return node.module or ""
    is_package = MODULES[module].stem == "__init__"
    base = module.split(".")
    base = base[: len(base) - node.level + is_package]
    assert base, f"{module}:{node.lineno} climbs out of the package"
    return ".".join([*base, *([node.module] if node.module else [])])


def imports_of(module: str) -> set[str]:
    """Return the absolute names that a module imports, sub-modules by their own names."""
    names = set()
    for node in run_time_nodes(tree_of(module)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = origin(module, node)
            members = {f"{source}.{alias.name}" for alias in node.names}
            # The version is a constant that the root carries for all: it draws nothing in.
            members.discard("maillage.__version__")
            names |= (members & MODULES.keys()) | ({source} if members - MODULES.keys() else set())
            if not source.startswith("maillage"):
                # `from scipy import optimize` names a module as well.
                names |= members
    return names


IMPORTS = {module: imports_of(module) for module in MODULES}


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def uses(package: str) -> dict[str, set[str]]:
    """Return the project's modules that the modules of a package import."""
    inside = (module for module in MODULES if within(module, package))
    return {m: {name for name in IMPORTS[m] if within(name, "maillage")} for m in inside}


def users(library: str) -> set[str]:
    """Return the modules that import a library."""
    return {m for m, names in IMPORTS.items() if any(within(name, library) for name in names)}


def test_version_is_the_one_of_pyproject() -> None:
    assert maillage.__version__ == PYPROJECT["project"]["version"]


def test_version_is_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = PYPROJECT["project"]["version"]
    assert "## [Unreleased]" in changelog or f"## [{version}]" in changelog


@pytest.mark.parametrize("package", PACKAGES)
def test_listed_package_exists(package: str) -> None:
    assert (folder_of(package) / "__init__.py").is_file()


def test_every_package_is_listed() -> None:
    tops = {folder_of(package) for package in PACKAGES if package.count(".") == 1}
    folders = {path.parent for top in tops for path in top.rglob("*.py")}
    assert folders | {ROOT} == {folder_of(package) for package in PACKAGES}


def test_every_data_file_is_listed() -> None:
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]
    for package in PACKAGES:
        if package == "maillage":
            continue  # the root also holds what is no part of the package
        folder = folder_of(package)
        listed = {
            path
            for pattern in ["*.py", *patterns.get(package, [])]
            for path in folder.glob(pattern)
        }
        assert {path for path in folder.iterdir() if path.is_file()} - listed == set()


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "py.typed").is_file()


@pytest.mark.parametrize("module", MODULES)
def test_module_can_be_imported(module: str) -> None:
    importlib.import_module(module)


@pytest.mark.parametrize("name", getattr(maillage, "__all__", ["__version__"]))
def test_public_name_exists(name: str) -> None:
    assert hasattr(maillage, name)


def test_solvers_know_nothing_of_the_project() -> None:
    for module, names in uses("maillage.solvers").items():
        assert {name for name in names if not within(name, "maillage.solvers")} == set(), module


def test_matching_stands_on_solvers_only() -> None:
    for module, names in uses("maillage.matching").items():
        below = ("maillage.matching", "maillage.solvers")
        assert {name for name in names if not within(name, *below)} == set(), module


def test_scenarios_stand_on_matching_and_solvers() -> None:
    for module, names in uses("maillage.scenarios").items():
        below = ("maillage.scenarios", "maillage.matching", "maillage.solvers")
        assert {name for name in names if not within(name, *below)} == set(), module


def test_verify_shares_no_code_with_the_solvers() -> None:
    reached = {module for module in MODULES if within(module, "maillage.matching.verify")}
    frontier = set(reached)
    while frontier:
        following = set().union(*(IMPORTS[module] for module in frontier)) & MODULES.keys()
        frontier = following - reached
        reached |= following
    assert {module for module in reached if within(module, "maillage.solvers")} == set()


def test_click_is_only_in_the_command_line() -> None:
    allowed = ("maillage.cli", "maillage.commands")
    assert {user for user in users("click") if not within(user, *allowed)} == set()


@pytest.mark.parametrize("library", ["ortools", "scipy.optimize"])
def test_optimisers_are_only_in_solvers(library: str) -> None:
    assert {user for user in users(library) if not within(user, "maillage.solvers")} == set()


@pytest.mark.parametrize("module", MODULES)
def test_imports_are_relative_except_in_the_root(module: str) -> None:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ImportFrom):
            relative = node.level > 0
            ours = relative or within(node.module or "", "maillage")
            assert not ours or relative == (module != "maillage"), f"line {node.lineno}"
        elif isinstance(node, ast.Import):
            ours = any(within(alias.name, "maillage") for alias in node.names)
            assert not ours or module == "maillage", f"line {node.lineno}"


def test_no_import_cycles() -> None:
    graph = {module: (names & MODULES.keys()) - {module} for module, names in IMPORTS.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(" -> ".join(cycle.args[1]))


def test_libraries_are_declared() -> None:
    names = (
        re.split(r"[^\w-]", line, maxsplit=1)[0] for line in PYPROJECT["project"]["dependencies"]
    )
    imported_as = {"pyyaml": "yaml", "python_docx": "docx"}
    plain = {name.lower().replace("-", "_") for name in names}
    declared = {imported_as.get(name, name) for name in plain}
    used = {name.split(".")[0] for names in IMPORTS.values() for name in names}
    assert used - sys.stdlib_module_names - {"maillage"} <= declared


def test_highspy_is_never_used() -> None:
    # Its symbols clash with those of OR-Tools in one process.
    folders = ("benchmarks", "examples", "tests")
    others = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    for path in [*MODULES.values(), *others]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            # SciPy's own copy of HiGHS is built apart and clashes with nothing.
            if isinstance(node, ast.Import):
                assert "highspy" not in {name.name.split(".")[0] for name in node.names}, path
            if isinstance(node, ast.ImportFrom) and node.module:
                assert node.module.split(".")[0] != "highspy", path
    assert "highspy" not in str(PYPROJECT["project"])


def undocumented(node: ast.Module | ast.ClassDef, name: str) -> Iterator[str]:
    """Yield the public functions, classes and methods that have no docstring."""
    if ast.get_docstring(node) is None:
        yield name
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef) and not child.name.startswith("_"):
            if isinstance(child, ast.ClassDef):
                yield from undocumented(child, f"{name}.{child.name}")
            elif ast.get_docstring(child) is None and not is_overload(child):
                yield f"{name}.{child.name}"


def is_overload(function: ast.FunctionDef) -> bool:
    return any("overload" in ast.unparse(decorator) for decorator in function.decorator_list)


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_is_documented(module: str) -> None:
    assert list(undocumented(tree_of(module), module)) == []
