"""Derive tests/data/lavaan_likelihood.npz: maximum likelihood of a chain over two surveys, by lavaan.

Usage: python scripts/make_likelihood_fixture.py (needs Rscript and lavaan; 0.6-14 was used; takes minutes)

The answers are simulated here, so that nothing but their moments and lavaan's numbers is kept.
"""

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # tests hold the model that the fixture is of

from tests.support.likelihood_case import MODEL  # noqa: E402

from bayeschain.experiments import Design, case_truth, measured, sample  # noqa: E402
from bayeschain.experiments.lavaan import TEAM, model_text, table_text  # noqa: E402
from bayeschain.specification import parse_model  # noqa: E402

RSCRIPT = f"""
suppressMessages(library(lavaan))
fit <- lavaan::sem(readLines("model.txt"), data = read.csv("data.csv"), cluster = "{TEAM}", missing = "ml")
stopifnot(lavInspect(fit, "converged"))
write.csv(standardizedSolution(fit), "estimates.csv", row.names = FALSE)
writeLines(format(as.numeric(logLik(fit)), digits = 17), "loglik.txt")
"""


def main() -> None:
    """Simulate, fit in lavaan, keep moments and estimates."""
    specification = parse_model(MODEL)
    truth = case_truth(specification)
    items = {name: replace(own, bias_sd=np.full(len(own.sd), 6.0)) for name, own in truth.items.items()}
    design = Design(teams=80, respondents={"staff": (8, 14), "customers": (8, 14)}, seed=3)
    drawn = sample(specification, design, replace(truth, items=items), 5, discrete=False)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "model.txt").write_text(model_text(specification), encoding="utf-8")
        (folder / "data.csv").write_text(table_text(specification, drawn), encoding="utf-8")
        subprocess.run(["Rscript", "-e", RSCRIPT], cwd=folder, check=True)
        estimates = pd.read_csv(folder / "estimates.csv")
        log_likelihood = float((folder / "loglik.txt").read_text(encoding="utf-8"))
    surveys = measured(specification, drawn)
    moments = {f"{s.survey}_{part}": getattr(s, part) for s in surveys.sources for part in ("n", "means", "scatter")}
    np.savez_compressed(
        ROOT / "tests" / "data" / "lavaan_likelihood.npz",
        allow_pickle=False,
        log_likelihood=np.array(log_likelihood),
        lhs=np.array(estimates["lhs"].tolist()),
        op=np.array(estimates["op"].tolist()),
        rhs=np.array(estimates["rhs"].fillna("").tolist()),
        estimate=estimates["est.std"].to_numpy(dtype=float),
        error=estimates["se"].to_numpy(dtype=float),
        **moments,
    )
    print(estimates[estimates.op == "~~"].to_string())


if __name__ == "__main__":
    main()
