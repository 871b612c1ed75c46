"""Fits shared by the whole session: each is sampled once."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import xarray as xr
from tests.support import compiling
from tests.support.order import LongestFirst, place
from xdist.remote import Producer

from bayeschain.experiments import Design, case_truth, sample, write_sample
from bayeschain.inference import Progress, fit
from bayeschain.inference.compiling import Compiled, compile_model
from bayeschain.model import ChainModel, build_model
from bayeschain.specification import Specification, load_model
from bayeschain.surveys import Surveys, read_surveys

compiling.install()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the longest files come first."""
    items.sort(key=lambda item: place(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LongestFirst | None:
    """Keep that order where workers take whole files."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return LongestFirst(config, log)


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
    told: tuple[Progress, ...]


@pytest.fixture(scope="session")
def compiled(case: Case) -> Compiled:
    """The model of the small company, compiled for fits that need no compiling of their own."""
    return compile_model(case.model)


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
    told: list[Progress] = []
    return Case(path, specification, surveys, model, fit(model, progress=told.append), tuple(told))


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
    told: list[Progress] = []
    return Case(path, specification, surveys, model, fit(model, progress=told.append), tuple(told))
