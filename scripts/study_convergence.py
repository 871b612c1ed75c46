"""Both model files with default settings and three seeds: divergences, R-hat, effective sample sizes, seconds.

Usage: python scripts/study_convergence.py [OUT]

The case is simulated as `bayeschain demo` does it; the army data come as moments from tests/data/lq2002_items.npz.
"""

import sys
from pathlib import Path
from time import perf_counter

import pandas as pd
from scripts.compare_lavaan import surveys_of

from bayeschain.checks import convergence
from bayeschain.experiments import Design, case_truth, measured, sample
from bayeschain.inference import fit
from bayeschain.model import ChainModel, build_model
from bayeschain.specification import load_model

ROOT = Path(__file__).parents[1]
SEEDS = (2025, 2026, 2027)
DESIGN = Design(teams=42, respondents={"staff": (4, 15), "customers": (5, 25)})


def customer_benefit() -> ChainModel:
    """The case: 42 teams, 13 constructs, two surveys."""
    specification = load_model(ROOT / "models" / "customer_benefit.yaml")
    drawn = sample(specification, DESIGN, case_truth(specification), 2025)
    return build_model(specification, measured(specification, drawn))


def army_leadership() -> ChainModel:
    """Real data: 49 companies, 19 items."""
    specification = load_model(ROOT / "models" / "army_leadership.yaml")
    return build_model(specification, surveys_of(specification))


def row(name: str, model: ChainModel, seed: int) -> dict[str, object]:
    """One fit and its verdict."""
    start = perf_counter()
    fitted = fit(model, seed=seed)
    seconds = perf_counter() - start
    verdict = convergence(fitted)
    reported, nuisance = (verdict.table[verdict.table["role"] == role] for role in ("reported", "nuisance"))
    return {
        "model": name,
        "seed": seed,
        "verdict": verdict.status,
        "divergences": verdict.table.attrs["divergences"],
        "rhat_reported": reported["rhat"].max(),
        "ess_reported": reported[["ess_bulk", "ess_tail"]].min().min(),
        "rhat_nuisance": nuisance["rhat"].max(),
        "quantities": len(reported),
        "fit_seconds": seconds,
    }


def main() -> None:
    """Fit all and write the table."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "studies" / "convergence.csv"
    models = {"customer_benefit": customer_benefit(), "army_leadership": army_leadership()}
    rows = [row(name, model, seed) for name, model in models.items() for seed in SEEDS]
    out.parent.mkdir(parents=True, exist_ok=True)
    table = pd.DataFrame(rows)
    table.to_csv(out, index=False, float_format="%.4g")
    print(table.to_string())


if __name__ == "__main__":
    main()
