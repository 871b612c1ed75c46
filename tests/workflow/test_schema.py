"""The interface is described whole, and what is described is what is there."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from bayeschain.report.columns import WHAT
from bayeschain.report.comparison.tables import COLUMNS as COMPARISON_COLUMNS
from bayeschain.report.tables import COLUMNS
from bayeschain.specification.sections import TOP
from bayeschain.workflow.changes import COLUMNS as CHANGE_COLUMNS
from bayeschain.workflow.manifest import read_manifest
from bayeschain.workflow.running import run
from bayeschain.workflow.schema import model_file, schema

MODELS = Path(__file__).parents[2] / "models"


def test_it_is_plain_json() -> None:
    assert json.loads(json.dumps(schema())) == schema()


def test_every_column_is_described_and_no_other() -> None:
    used = {name for columns in (*COLUMNS.values(), *COMPARISON_COLUMNS.values(), CHANGE_COLUMNS) for name in columns}
    assert used - set(WHAT) == set()
    assert set(WHAT) - used == set()


def test_every_section_of_a_model_file_is_described() -> None:
    assert set(model_file()["properties"]) == set(TOP)


@pytest.mark.parametrize("name", [each.name for each in MODELS.glob("*.yaml")])
def test_the_examples_hold_what_the_schema_says(name: str) -> None:
    content = yaml.safe_load((MODELS / name).read_text(encoding="utf-8"))
    jsonschema.validate(content, model_file())
    content["outcom"] = content.pop("outcome")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, model_file())


@pytest.mark.usefixtures("no_sampling", "no_figures")
def test_every_key_of_a_manifest_is_described(study: Path, tmp_path: Path) -> None:
    run(study, tmp_path / "run")
    assert set(read_manifest(tmp_path / "run")) <= set(schema()["manifest"])
