"""Fits shared by the whole session: each is sampled once."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import xarray as xr
from tests.support import compiling

from bayeschain.experiments import Design, case_truth, sample, write_sample
from bayeschain.inference import fit
from bayeschain.model import ChainModel, build_model
from bayeschain.specification import Specification, load_model
from bayeschain.surveys import Surveys, read_surveys

compiling.install()

MODEL = """
title: A small company
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
constructs:
  leadership: {survey: staff, label: Good leadership, items: [le1, le2, le3], reverse: [le3]}
  trust: {survey: staff, label: Trust in the direction, items: [tr1, tr2, tr3]}
  promises: {survey: customers, label: Promises kept, items: [pr1, pr2]}
  benefit: {survey: customers, label: Customer benefit, items: [be1, be2, be3]}
chain: |
  trust ~ a*leadership
  promises ~ b*trust
  benefit ~ promises + trust
  through := a * b
outcome: benefit
tiers: {by: trust, show: [leadership, benefit]}
sampling: {draws: 800, tune: 500, chains: 2, seed: 7}
"""
DESIGN = Design(teams=24, respondents={"staff": (5, 12), "customers": (6, 15)}, seed=3)


@dataclass(frozen=True)
class Case:
    """A small company from its files to its fit."""

    path: Path
    specification: Specification
    surveys: Surveys
    model: ChainModel
    fit: xr.DataTree


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The small company, read from files and fitted by the default sampler."""
    folder = tmp_path_factory.mktemp("case")
    path = folder / "model.yaml"
    path.write_text(MODEL, encoding="utf-8")
    specification = load_model(path)
    write_sample(specification, sample(specification, DESIGN, case_truth(specification), 5), folder)
    surveys = read_surveys(specification)
    model = build_model(specification, surveys)
    return Case(path, specification, surveys, model, fit(model))


@pytest.fixture(scope="session")
def ordinal_case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The small company with ordinal answers of its staff beside customers' on a continuous scale."""
    folder = tmp_path_factory.mktemp("ordinal_case")
    path = folder / "model.yaml"
    text = MODEL.replace("scale: [1, 5]", "scale: [1, 5], likelihood: ordinal").replace("draws: 800", "draws: 400")
    path.write_text(text, encoding="utf-8")
    specification = load_model(path)
    write_sample(specification, sample(specification, DESIGN, case_truth(specification), 5), folder)
    surveys = read_surveys(specification)
    model = build_model(specification, surveys)
    return Case(path, specification, surveys, model, fit(model))
