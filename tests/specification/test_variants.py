"""The same model with other options of its surveys."""

from dataclasses import replace

import pytest

from bayeschain.errors import InputError
from bayeschain.specification import parse_model
from bayeschain.specification.variants import with_survey_options

MODEL = """\
title: Variants # ä, and a sign {
surveys:
  staff: {file: s.csv, team: team, scale: [1, 5], "aggregation": 'manifest'}   # in one line
  customers:
    # a comment
    file: c.csv
    team: team
    scale: [0, 10]
    measurement: latent
teams: {file: t.csv, team: team, size: headcount}
constructs:
  trust: {survey: staff, items: [t1, t2]}
  benefit: {survey: customers, items: [b1, b2]}
chain: |
  benefit ~ trust   # kept
outcome: benefit
"""


def test_only_the_options_change() -> None:
    specification = parse_model(MODEL)
    changes = {
        "staff": {"measurement": "manifest", "aggregation": "finite"},
        "customers": {"measurement": "manifest", "aggregation": "manifest"},
    }
    found = with_survey_options(specification, changes)
    surveys = {
        "staff": replace(specification.surveys["staff"], measurement="manifest", aggregation="finite"),
        "customers": replace(specification.surveys["customers"], measurement="manifest", aggregation="manifest"),
    }
    assert found == replace(specification, surveys=surveys, text=found.text)
    assert parse_model(found.text) == found
    for comment in ("# ä, and a sign {", "# in one line", "# a comment", "# kept"):
        assert comment in found.text


def test_nothing_to_change_keeps_the_text() -> None:
    specification = parse_model(MODEL)
    assert with_survey_options(specification, {}).text == specification.text


def test_line_ends_of_other_systems() -> None:
    specification = parse_model(MODEL.replace("\n", "\r\n"))
    found = with_survey_options(specification, {"customers": {"aggregation": "manifest"}})
    assert found.surveys["customers"].aggregation == "manifest"


def test_what_does_not_go_together_is_refused() -> None:
    specification = parse_model(MODEL.replace("scale: [0, 10]", "scale: [1, 5]\n    likelihood: ordinal"))
    with pytest.raises(InputError, match="no ordinal answer"):
        with_survey_options(specification, {"customers": {"measurement": "manifest"}})
