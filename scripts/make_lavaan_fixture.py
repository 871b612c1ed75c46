"""Derive tests/data/lavaan_text.npz: estimates and log-likelihood of lavaan for a text that `to_lavaan` wrote.

Usage: python scripts/make_lavaan_fixture.py (needs Rscript and lavaan; 0.6-14 was used)

The data are simulated here, so that nothing but their moments and lavaan's numbers is kept.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # tests hold the model that the fixture is of

from tests.support.lavaan_case import MODEL, SURVEY  # noqa: E402

from bayeschain.experiments import Design, case_truth, sample, write_sample  # noqa: E402
from bayeschain.specification import parse_model  # noqa: E402
from bayeschain.specification.lavaan import to_lavaan  # noqa: E402
from bayeschain.surveys import read_surveys  # noqa: E402

RSCRIPT = """
suppressMessages(library(lavaan))
text <- paste(readLines("model.lav"), collapse = "\\n")
data <- merge(read.csv("staff.csv"), read.csv("teams.csv"))
fit <- lavaan::sem(text, data, cluster = "team")
stopifnot(lavInspect(fit, "converged"))
write.csv(parameterEstimates(fit, se = FALSE, remove.system.eq = FALSE), "estimates.csv", row.names = FALSE)
writeLines(format(as.numeric(logLik(fit)), digits = 17), "loglik.txt")
"""


def main() -> None:
    """Simulate, write, fit in lavaan, keep moments and estimates."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        specification = parse_model(MODEL, folder)
        design = Design(teams=60, respondents={SURVEY: (6, 14)}, seed=3)
        write_sample(specification, sample(specification, design, case_truth(specification), 5), folder)
        text = to_lavaan(specification)
        (folder / "model.lav").write_text(text, encoding="utf-8")
        subprocess.run(["Rscript", "-e", RSCRIPT], cwd=folder, check=True)
        surveys = read_surveys(specification)
        estimates = pd.read_csv(folder / "estimates.csv")
        (source,) = surveys.sources
        np.savez_compressed(
            ROOT / "tests" / "data" / "lavaan_text.npz",
            allow_pickle=False,
            text=np.array(text),
            log_likelihood=np.array(float((folder / "loglik.txt").read_text(encoding="utf-8"))),
            lhs=np.array(estimates["lhs"].tolist()),
            op=np.array(estimates["op"].tolist()),
            rhs=np.array(estimates["rhs"].fillna("").tolist()),
            level=estimates["level"].fillna(0).to_numpy(dtype=int),
            estimate=estimates["est"].to_numpy(dtype=float),
            n=source.n,
            means=source.means,
            scatter=source.scatter,
            columns=surveys.columns,
            column_mean=surveys.column_mean,
            column_sd=surveys.column_sd,
        )


if __name__ == "__main__":
    main()
