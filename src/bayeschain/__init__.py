"""Chains of effects from several surveys, joined team by team, with honest uncertainty.

>>> import bayeschain as bc
>>> specification = bc.load_model("customer_benefit.yaml")
>>> surveys = bc.read_surveys(specification)
>>> model = bc.build_model(specification, surveys)
>>> fit = bc.fit(model, seed=2025)
>>> bc.report(fit, "runs/2025")

Names are loaded when they are first used (PEP 562), so that importing the package is quick.
"""

import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as _installed
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bayeschain.checks import (
        Verdict,
        approximation,
        calibration,
        convergence,
        leave_one_out,
        missing_arrows,
        predictive,
        refit_teams,
        sensitivity,
        verdicts,
    )
    from bayeschain.disclosure import protect
    from bayeschain.errors import BayeschainError, InputError, Problem, RunError
    from bayeschain.experiments import Design, Truth, case_truth, population, simulate, truth_from_priors
    from bayeschain.experiments.planning import load_plan, plan_of
    from bayeschain.experiments.plans import Plan
    from bayeschain.experiments.studies import calibrate, power, recover
    from bayeschain.inference import Progress, fit, load, preview, specification_of, store
    from bayeschain.model import ChainModel, build_model
    from bayeschain.report.comparison.figure import plot_comparison
    from bayeschain.report.figures import (
        plot_agreement,
        plot_calibration,
        plot_chain,
        plot_convergence,
        plot_drivers,
        plot_importance,
        plot_learning,
        plot_leave_one_out,
        plot_missing_arrows,
        plot_predictive,
        plot_ranks,
        plot_sensitivity,
        plot_tiers,
        plot_what_if,
    )
    from bayeschain.report.figures.changes import plot_changes
    from bayeschain.specification import Specification, load_model, parse_model
    from bayeschain.specification.lavaan import from_lavaan, to_lavaan
    from bayeschain.summaries import (
        agreement,
        changes,
        comparisons,
        covariates,
        downstream,
        drivers,
        effects,
        teams,
        tiers,
        units,
        what_if,
    )
    from bayeschain.surveys import Surveys, read_surveys
    from bayeschain.workflow.batch import BatchOutcome, run_all
    from bayeschain.workflow.checking import Checked, check
    from bayeschain.workflow.comparison import Comparison, compare, write_comparison
    from bayeschain.workflow.inputs import Inputs, read_inputs
    from bayeschain.workflow.lavaan import write_lavaan
    from bayeschain.workflow.prior_figure import plot_prior, save_prior
    from bayeschain.workflow.reporting import report
    from bayeschain.workflow.running import Outcome, report_again, report_safe, run
    from bayeschain.workflow.schema import schema
    from bayeschain.workflow.starting import demo_files, new_study
    from bayeschain.workflow.studies import simulate_files, write_study

_HOMES = {
    "bayeschain.checks": (
        "Verdict",
        "approximation",
        "calibration",
        "convergence",
        "leave_one_out",
        "missing_arrows",
        "predictive",
        "refit_teams",
        "sensitivity",
        "verdicts",
    ),
    "bayeschain.disclosure": ("protect",),
    "bayeschain.errors": ("BayeschainError", "InputError", "Problem", "RunError"),
    "bayeschain.experiments": ("Design", "Truth", "case_truth", "population", "simulate", "truth_from_priors"),
    "bayeschain.experiments.planning": ("load_plan", "plan_of"),
    "bayeschain.experiments.plans": ("Plan",),
    "bayeschain.experiments.studies": ("calibrate", "power", "recover"),
    "bayeschain.inference": ("Progress", "fit", "load", "preview", "specification_of", "store"),
    "bayeschain.model": ("ChainModel", "build_model"),
    "bayeschain.report.comparison.figure": ("plot_comparison",),
    "bayeschain.report.figures": (
        "plot_agreement",
        "plot_calibration",
        "plot_chain",
        "plot_convergence",
        "plot_drivers",
        "plot_importance",
        "plot_learning",
        "plot_leave_one_out",
        "plot_missing_arrows",
        "plot_predictive",
        "plot_ranks",
        "plot_sensitivity",
        "plot_tiers",
        "plot_what_if",
    ),
    "bayeschain.report.figures.changes": ("plot_changes",),
    "bayeschain.specification": ("Specification", "load_model", "parse_model"),
    "bayeschain.specification.lavaan": ("from_lavaan", "to_lavaan"),
    "bayeschain.summaries": (
        "agreement",
        "changes",
        "comparisons",
        "covariates",
        "downstream",
        "drivers",
        "effects",
        "teams",
        "tiers",
        "units",
        "what_if",
    ),
    "bayeschain.surveys": ("Surveys", "read_surveys"),
    "bayeschain.workflow.batch": ("BatchOutcome", "run_all"),
    "bayeschain.workflow.checking": ("Checked", "check"),
    "bayeschain.workflow.comparison": ("Comparison", "compare", "write_comparison"),
    "bayeschain.workflow.inputs": ("Inputs", "read_inputs"),
    "bayeschain.workflow.lavaan": ("write_lavaan",),
    "bayeschain.workflow.prior_figure": ("plot_prior", "save_prior"),
    "bayeschain.workflow.reporting": ("report",),
    "bayeschain.workflow.starting": ("demo_files", "new_study"),
    "bayeschain.workflow.studies": ("simulate_files", "write_study"),
    "bayeschain.workflow.running": ("Outcome", "report_again", "report_safe", "run"),
    "bayeschain.workflow.schema": ("schema",),
}
_PUBLIC = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "BatchOutcome",
    "BayeschainError",
    "ChainModel",
    "Checked",
    "Comparison",
    "Design",
    "InputError",
    "Inputs",
    "Outcome",
    "Plan",
    "Problem",
    "Progress",
    "RunError",
    "Specification",
    "Surveys",
    "Truth",
    "Verdict",
    "__version__",
    "agreement",
    "approximation",
    "build_model",
    "calibrate",
    "calibration",
    "case_truth",
    "changes",
    "check",
    "compare",
    "comparisons",
    "convergence",
    "covariates",
    "demo_files",
    "downstream",
    "drivers",
    "effects",
    "fit",
    "from_lavaan",
    "leave_one_out",
    "load",
    "load_model",
    "load_plan",
    "missing_arrows",
    "new_study",
    "parse_model",
    "plan_of",
    "plot_agreement",
    "plot_calibration",
    "plot_chain",
    "plot_changes",
    "plot_comparison",
    "plot_convergence",
    "plot_drivers",
    "plot_importance",
    "plot_learning",
    "plot_leave_one_out",
    "plot_missing_arrows",
    "plot_predictive",
    "plot_prior",
    "plot_ranks",
    "plot_sensitivity",
    "plot_tiers",
    "plot_what_if",
    "population",
    "power",
    "predictive",
    "preview",
    "protect",
    "read_inputs",
    "read_surveys",
    "recover",
    "refit_teams",
    "report",
    "report_again",
    "report_safe",
    "run",
    "run_all",
    "save_prior",
    "schema",
    "sensitivity",
    "simulate",
    "simulate_files",
    "specification_of",
    "store",
    "teams",
    "tiers",
    "to_lavaan",
    "truth_from_priors",
    "units",
    "verdicts",
    "what_if",
    "write_comparison",
    "write_lavaan",
    "write_study",
]


def _version() -> str:
    """Version of the installed package; a source tree that is not installed has none."""
    try:
        return _installed("bayeschain")
    except PackageNotFoundError:
        return "0+unknown"


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in _PUBLIC:
        raise AttributeError(f"module 'bayeschain' has no attribute '{name}'")
    value = getattr(import_module(_PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """Keeps ``bc.report`` the function: loading the subpackage of that name would put the module in its place."""

    @property
    def report(self) -> Any:
        return getattr(import_module(_PUBLIC["report"]), "report")  # noqa: B009

    @report.setter
    def report(self, module: ModuleType) -> None:
        """Leave the function where it is."""


sys.modules[__name__].__class__ = _Package
