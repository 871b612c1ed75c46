"""Bambi's regression of the outcome on team averages, beside the same paths of the chain and their true values."""

from importlib.util import find_spec
from typing import Final

from scripts.benchmarks.people import case
from scripts.benchmarks.processes import empty_caches, run_module
from scripts.benchmarks.results import Row

from bayeschain.experiments import case_truth
from bayeschain.inference import fit
from bayeschain.model import build_model

PART: Final = "regression"
BAMBI: Final = "Bambi, one regression"


def measure() -> list[Row]:
    """All rows of the part; Bambi is optional."""
    if find_spec("bambi") is None:
        return [Row(PART, BAMBI, "seconds", "Bambi is not installed")]
    with empty_caches() as caches:
        first = run_module("bambi_regression", [], caches)
        told = run_module("bambi_regression", [], caches)
    specification, _, surveys = case()
    true = dict(
        zip((path.name for path in specification.chain.paths), case_truth(specification).path_standardised, strict=True)
    )
    ours = fit(build_model(specification, surveys))["posterior"]["path_standardised"]
    rows = [
        Row(PART, BAMBI, "compiled and sampled, empty caches", first["seconds"], "s"),
        Row(PART, BAMBI, "compiled and sampled, full caches", told["seconds"], "s"),
        Row(PART, BAMBI, "least ESS of a slope", told["ess"]),
    ]
    for parent, (mean, sd) in told["slopes"].items():
        name = f"{specification.outcome} ~ {parent}"
        at = ours.sel(path=name)
        rows += [
            Row(PART, name, "true value", float(true[name])),
            Row(PART, name, "Bambi, mean", mean),
            Row(PART, name, "Bambi, SD", sd),
            Row(PART, name, "bayeschain, mean", float(at.mean())),
            Row(PART, name, "bayeschain, SD", float(at.std())),
        ]
    return rows
