"""The documents say what is so: `.ci/run` runs their commands, their example is valid, their links lead somewhere."""

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest

from bayeschain.specification import parse_model

ROOT: Final = Path(__file__).parents[1]
DOCUMENTS: Final = ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/first_report.md")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Fenced blocks of the README in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of("README.md"), flags=re.DOTALL | re.MULTILINE)


COMMANDS: Final = [line for block in blocks("sh") for line in block.splitlines() if line]


def test_readme_shows_commands() -> None:
    assert {"make demo", "make test", "pip install .", "bayeschain demo"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_continuous_integration_runs_each_command_of_the_readme(command: str) -> None:
    assert command in [line.strip() for line in text_of(".ci/run").splitlines()]


def test_example_model_file_is_valid() -> None:
    (example,) = blocks("yaml")
    specification = parse_model(example, name="README.md")
    assert specification.outcome == "customer_benefit"
    assert specification.chain.paths[0].name == "trust ~ leadership"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", text_of(document))
    local = [target for target in targets if "://" not in target]
    folder = (ROOT / document).parent
    assert [target for target in local if not (folder / target).exists()] == []


def test_changelog_has_this_version() -> None:
    version = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]
    assert re.findall(r"^## \[(\d\S*)\]", text_of("CHANGELOG.md"), flags=re.MULTILINE)[0] == version


def test_constraints_are_exact_and_bear_no_place() -> None:
    lines = [line for line in text_of("constraints.txt").splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line)] == []


def test_constraints_name_every_direct_dependency() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(each for extra in extras for each in extra)]
    names = {re.split(r"[^A-Za-z0-9-]", each)[0].lower() for each in wanted} - {project["name"]}
    assert names - {line.partition("==")[0] for line in text_of("constraints.txt").splitlines()} == set()
