"""What is loaded when: a version or a wrong model file must not wait for a sampler."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import SOURCE, environment

import bayeschain as bc

HEAVY = ("pymc", "pytensor", "nutpie", "arviz", "matplotlib", "numba", "pandas", "xarray", "scipy", "openpyxl")


def loaded_after(code: str) -> set[str]:
    """Heavy libraries in a fresh process after some code."""
    show = f"\nimport sys\nprint(*[name for name in {HEAVY} if name in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", code + show], env=environment(), capture_output=True, text=True, timeout=120, check=True
    )
    return set(ended.stdout.splitlines()[-1].split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_after("import bayeschain") == set()


def test_the_command_line_starts_light() -> None:
    assert loaded_after("import bayeschain.cli") <= {"pandas"}


def test_reading_a_model_file_loads_no_sampler() -> None:
    code = "import bayeschain as bc\nbc.load_model('models/customer_benefit.yaml')\nbc.InputError, bc.read_surveys"
    assert loaded_after(f"import os; os.chdir({str(SOURCE.parent)!r})\n{code}") <= {"pandas", "scipy", "openpyxl"}


def test_every_public_name_is_there() -> None:
    missing = [name for name in bc.__all__ if not hasattr(bc, name)]
    assert missing == []
    assert set(bc.__all__) <= set(dir(bc))


def test_names_for_the_type_checker_are_those_that_are_loaded() -> None:
    """The imports under TYPE_CHECKING say the same as the table of lazy names."""
    module = ast.parse((SOURCE / "bayeschain" / "__init__.py").read_text(encoding="utf-8"))
    (block,) = [node for node in module.body if isinstance(node, ast.If)]
    typed = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert typed == bc._PUBLIC
    assert set(typed) | {"__version__"} == set(bc.__all__)


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="nothing_like_this"):
        bc.nothing_like_this  # noqa: B018


def test_report_stays_a_function_when_its_subpackage_is_loaded() -> None:
    code = "import bayeschain as bc, bayeschain.report.html\nassert callable(bc.report), bc.report"
    subprocess.run([sys.executable, "-c", code], env=environment(), check=True, timeout=120)


def test_py_typed_is_there() -> None:
    assert (Path(bc.__file__).parent / "py.typed").exists()
