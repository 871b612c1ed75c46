"""The rules of the house that no linter knows: which package may import which, and what no file may do."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "src"
NAME: Final = "bayeschain"

# A package may import what is listed before it; those of one line may not import each other.
ORDER: Final = (
    ("errors", "conventions", "messages", "languages", "processes"),
    ("specification",),
    ("surveys",),
    ("model",),
    ("inference",),
    ("summaries",),
    ("checks",),
    ("disclosure", "experiments"),
    ("report",),
    ("workflow",),
    ("cli",),
    ("__main__",),
)
# Beside report: experiments stand after checks, and neither disclosure nor report may use them, nor they these.
NEVER: Final = frozenset({("report", "experiments"), ("experiments", "disclosure")})
RANK: Final = {package: rank for rank, packages in enumerate(ORDER) for package in packages}

# What the user wrote is plain Python, and what the respondents answered knows no model.
FORBIDDEN_LIBRARIES: Final = {
    "specification": frozenset({"pandas", "xarray", "pymc", "pytensor", "nutpie", "arviz", "matplotlib"}),
    "surveys": frozenset({"pymc", "pytensor", "nutpie", "arviz", "matplotlib"}),
}

# Names under which distributions are imported, where the two differ.
IMPORTED_AS: Final = {
    "arviz-stats": {"arviz_stats"},
    "pydantic": {"pydantic", "pydantic_core"},
    "pyyaml": {"yaml"},
}


@dataclass(frozen=True)
class Module:
    """One Python file, parsed."""

    path: Path
    tree: ast.Module

    @property
    def place(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """Dotted name; a package bears the name of its folder."""
        parts = self.path.relative_to(SOURCE).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parsed(folder: Path) -> list[Module]:
    files = sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)
    return [Module(path, ast.parse(path.read_text(encoding="utf-8"), str(path))) for path in files]


MODULES: Final = parsed(SOURCE / NAME)
KNOWN: Final = frozenset(module.name for module in MODULES)
EVERYTHING: Final = [*MODULES, *parsed(ROOT / "tests"), *parsed(ROOT / "scripts")]


def imported(tree: ast.AST, known: frozenset[str] = KNOWN) -> Iterator[tuple[str, int]]:
    """Dotted name and line of everything that `tree` imports; a module's own names are cut off."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield (full if full in known else base), node.lineno


def package_of(name: str) -> str:
    """Part of a dotted name below the root package; empty for the root itself."""
    return name.removeprefix(NAME).removeprefix(".").partition(".")[0]


def own(name: str) -> bool:
    return name == NAME or name.startswith(f"{NAME}.")


def wrong_direction(importer: str, name: str) -> str | None:
    """Say what is wrong with the module `importer` importing `name`; None when it may."""
    here, there = package_of(importer), package_of(name)
    if not own(name) or not here:
        return None
    if not there:
        return None if RANK[here] >= RANK["cli"] else f"{here} imports {NAME} itself, which stands above it"
    unknown = {here, there} - RANK.keys()
    if unknown:
        return f"{unknown.pop()} has no place in ORDER"
    if here == there:
        return None
    if RANK[there] >= RANK[here] or (here, there) in NEVER:
        return f"{here} imports {there}, which does not stand before it"
    return None


def has_name(node: ast.AST | None, names: frozenset[str]) -> bool:
    return node is not None and any(
        (isinstance(each, ast.Name) and each.id in names) or (isinstance(each, ast.Attribute) and each.attr in names)
        for each in ast.walk(node)
    )


def broad_handlers(tree: ast.AST) -> list[int]:
    """Lines that catch, or suppress, every exception."""
    broad = frozenset({"Exception", "BaseException"})
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and (node.type is None or has_name(node.type, broad)):
            lines.append(node.lineno)
        elif isinstance(node, ast.Call) and has_name(node.func, frozenset({"suppress"})):
            lines += [node.lineno for argument in node.args if has_name(argument, broad)]
    return lines


def local_imports(tree: ast.AST) -> list[int]:
    """Lines of import statements inside functions."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return sorted(
        {each.lineno for node in functions for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)}
    )


def hidden_imports(tree: ast.AST) -> list[int]:
    """Lines that import by a call."""
    calls = frozenset({"import_module", "__import__"})
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and has_name(node.func, calls)]


def dependencies(modules: list[Module]) -> dict[str, set[str]]:
    """Which modules each module imports by name; that a parent package is loaded on the way does not count."""
    return {
        module.name: {name for name, _ in imported(module.tree) if name in KNOWN and name != module.name}
        for module in modules
    }


def test_the_walk_finds_the_package() -> None:
    assert {f"{NAME}.errors", f"{NAME}.specification.chain"} <= KNOWN


def test_imports_go_one_way() -> None:
    wrong = [
        f"{module.place}:{line}: {reason}"
        for module in MODULES
        for name, line in imported(module.tree)
        if (reason := wrong_direction(module.name, name))
    ]
    assert not wrong, "\n".join(wrong)


def test_imports_are_absolute() -> None:
    wrong = [f"{m.place}:{line}" for m in EVERYTHING for name, line in imported(m.tree) if name.startswith(".")]
    assert not wrong, "\n".join(wrong)


def test_no_circular_imports() -> None:
    try:
        TopologicalSorter(dependencies(MODULES)).prepare()
    except CycleError as error:
        pytest.fail("circular import: " + " -> ".join(error.args[1]))


def test_no_import_inside_a_function() -> None:
    wrong = [f"{module.place}:{line}" for module in EVERYTHING for line in local_imports(module.tree)]
    assert not wrong, "\n".join(wrong)


def test_only_the_root_package_imports_by_a_call() -> None:
    wrong = [
        f"{module.place}:{line}" for module in MODULES if module.name != NAME for line in hidden_imports(module.tree)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_broad_except() -> None:
    wrong = [f"{module.place}:{line}" for module in EVERYTHING for line in broad_handlers(module.tree)]
    assert not wrong, "\n".join(wrong)


def test_each_package_keeps_to_its_libraries() -> None:
    wrong = [
        f"{module.place}:{line}: {name}"
        for module in MODULES
        for name, line in imported(module.tree)
        if name.partition(".")[0] in FORBIDDEN_LIBRARIES.get(package_of(module.name), frozenset())
    ]
    assert not wrong, "\n".join(wrong)


def test_every_library_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["cluster"]]
    names = [re.split(r"[^A-Za-z0-9-]", each)[0].lower() for each in wanted]
    declared = {module for name in names for module in IMPORTED_AS.get(name, {name})}
    used = {name.partition(".")[0] for module in MODULES for name, _ in imported(module.tree)}
    assert used - declared - sys.stdlib_module_names - {NAME} == set()


def test_every_file_says_what_it_is() -> None:
    silent = [module.place for module in EVERYTHING if module.tree.body and not ast.get_docstring(module.tree)]
    assert not silent, "\n".join(silent)


# The rules themselves are held to cases, or a rule that never fires would pass unseen.


@pytest.mark.parametrize(
    ("importer", "name", "allowed"),
    [
        ("bayeschain.model.build", "bayeschain.surveys", True),
        ("bayeschain.model.build", "bayeschain.model.priors", True),
        ("bayeschain.surveys.reading", "bayeschain.model.build", False),
        ("bayeschain.errors", "bayeschain.conventions", False),
        ("bayeschain.experiments.simulate", "bayeschain.checks", True),
        ("bayeschain.experiments.simulate", "bayeschain.report", False),
        ("bayeschain.experiments.simulate", "bayeschain.disclosure", False),
        ("bayeschain.report.html", "bayeschain.experiments", False),
        ("bayeschain.workflow.run", "bayeschain.experiments", True),
        ("bayeschain.inference.storage", "bayeschain", False),
        ("bayeschain.cli.main", "bayeschain", True),
        ("bayeschain", "bayeschain.cli", True),
        ("bayeschain.cli.main", "bayeschain.nowhere", False),
        ("bayeschain.surveys.reading", "pandas", True),
    ],
)
def test_direction_rule(importer: str, name: str, allowed: bool) -> None:
    assert (wrong_direction(importer, name) is None) == allowed


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("try: pass\nexcept: pass", [2]),
        ("try: pass\nexcept Exception: pass", [2]),
        ("try: pass\nexcept (ValueError, BaseException): pass", [2]),
        ("try: pass\nexcept builtins.Exception as e: raise", [2]),
        ("with suppress(Exception): pass", [1]),
        ("with contextlib.suppress(KeyError): pass", []),
        ("try: pass\nexcept (ValueError, OSError): pass", []),
    ],
)
def test_broad_except_rule(code: str, lines: list[int]) -> None:
    assert broad_handlers(ast.parse(code)) == lines


def test_local_import_rule() -> None:
    code = "import a\nif True:\n    import b\ndef f():\n    import c\n    def g():\n        from d import e\n"
    assert local_imports(ast.parse(code)) == [5, 7]


def test_import_names_rule() -> None:
    code = "import a.b, c\nfrom bayeschain import errors, fit\nfrom . import x\nfrom bayeschain.errors import Problem"
    names = [name for name, _ in imported(ast.parse(code), frozenset({NAME, f"{NAME}.errors"}))]
    assert names == ["a.b", "c", f"{NAME}.errors", NAME, ".", f"{NAME}.errors"]
